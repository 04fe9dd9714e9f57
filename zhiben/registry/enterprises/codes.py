"""Codes of enterprises. A wrong check digit is a doubt to show, never a reason to refuse a record."""

from typing import Final

from zhiben.kernel.base.text import clean_code

USCC_CHARACTERS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ORG_CHARACTERS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORG_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)


def uscc_check_digit(body: str) -> str:
    """The 18th character for the first 17 (GB 32100-2015, modulus 31)."""
    total = sum(USCC_CHARACTERS.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return USCC_CHARACTERS[(31 - total % 31) % 31]


def org_check_digit(body: str) -> str:
    """The 9th character of an organisation code for the first eight (GB 11714)."""
    rest = 11 - sum(ORG_CHARACTERS.index(c) * w for c, w in zip(body, ORG_WEIGHTS, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def org_code_doubts(code: str) -> list[str]:
    """What looks wrong about a nine-character organisation code, hyphen allowed; empty when nothing does."""
    code = clean_code(code).replace("-", "")
    if len(code) != 9 or not set(code[:8]) <= set(ORG_CHARACTERS):
        return ["组织机构代码应为9位数字或大写字母"]
    return [] if org_check_digit(code[:8]) == code[8] else ["组织机构代码的校验码不对"]


def uscc_doubts(code: str) -> list[str]:
    """What looks wrong about a unified social credit code; empty when nothing does, and for no code at all."""
    code = clean_code(code)
    if not code:
        return []
    if len(code) == 15 and code.isdigit():
        return ["这是15位工商注册号，不是18位统一社会信用代码"]
    if len(code) != 18:
        return [f"统一社会信用代码应为18位，现为{len(code)}位"]
    if not set(code) <= set(USCC_CHARACTERS):
        return ["统一社会信用代码含有不会出现的字符（如 I、O、S、V、Z）"]
    doubts = [] if uscc_check_digit(code[:17]) == code[17] else ["统一社会信用代码的校验码不对"]
    if not code[2:8].isdigit():
        doubts.append("统一社会信用代码第3至8位应为行政区划代码")
    return doubts + org_code_doubts(code[8:17])
