"""Numbers of certificates: one spelling to compare them by, and the check digit of 电子证照标识."""

import re
from typing import Final

from zhiben.kernel.base.text import BRACKETS, clean_code

DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MODULUS: Final = 36
LICENCE_PARTS: Final = 6
LICENCE_ROOT: Final = "1.2.156.3005.2"
NUMBER_LENGTH: Final = 80
PATTERNS: Final = {
    "enterprise_license": re.compile(r"^\(?[\u4e00-\u9fa5]\)?JZ安许证字\(\d{4}\)\d{6}(-\d+)?$"),
    "safety_manager": re.compile(r"^[\u4e00-\u9fa5]建安(A|B|C1|C2|C3|C)\(\d{4}\)\d{7}$"),
}
# 电子证照 of special workers carry a national number whose build is not published: only the old one can be judged.
OLD_WORKER: Final = re.compile(r"^[\u4e00-\u9fa5][A-Z]\d{2}\d{4}\d{6}$")
LOOKS_OLD: Final = re.compile(r"^[\u4e00-\u9fa5][A-Z]\d+$")


def number_key(number: str) -> str:
    """The spelling numbers are compared by: one kind of brackets, half-width, upper case, no 号, no blanks."""
    return clean_code(number).translate(BRACKETS).replace("号", "")[:NUMBER_LENGTH]


def number_doubts(kind: str, number: str) -> list[str]:
    """What is odd about a number; empty where nothing is known about how such numbers are built."""
    key = number_key(number)
    if not key:
        return ["没有证书编号"]
    pattern = PATTERNS.get(kind)
    odd = pattern is not None and not pattern.match(key)
    old = kind == "special_worker" and LOOKS_OLD.match(key) and not OLD_WORKER.match(key)
    return ["证书编号的写法与该类证书不符"] if odd or old else []


def check_character(text: str) -> str:
    """MOD 37,36 of GB/T 17710 over digits and capital letters. ``A12425GABC1234002`` gives ``M``."""
    product = MODULUS
    for sign in text:
        total = (product + DIGITS.index(sign)) % MODULUS or MODULUS
        product = total * 2 % (MODULUS + 1)
    return DIGITS[(MODULUS + 1 - product) % MODULUS]


def licence_id(*, type_code: str, issuer_code: str, serial: str, version: int) -> str:
    """电子证照标识 of a certificate issued here: root, type, issuer, serial, version, check character.

    The check is taken over everything after the root, without the dots.
    """
    parts = [clean_code(type_code), clean_code(issuer_code), clean_code(serial), f"{version:03d}"]
    return ".".join([LICENCE_ROOT, *parts, check_character(_signs(parts))])


def licence_doubts(text: str) -> list[str]:
    """What is odd about a 电子证照标识 that came from elsewhere."""
    code = clean_code(text)
    if not code:
        return []
    root, rest = code[: len(LICENCE_ROOT)], code[len(LICENCE_ROOT) + 1 :].split(".")
    if root != LICENCE_ROOT or len(rest) != LICENCE_PARTS - 1 or not all(rest):
        return ["电子证照标识的写法不对"]
    *parts, check = rest
    known = all(sign in DIGITS for sign in _signs(parts))
    return [] if known and check_character(_signs(parts)) == check else ["电子证照标识的校验位不对"]


def _signs(parts: list[str]) -> str:
    return "".join(parts).replace("-", "")
