"""Texts, codes, yes and no, choices, phones, and people with their phones."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from zhiben.kernel.base.text import clean_code, name_key
from zhiben.kernel.papers.cells.cell import CellError, folded

YES: Final = frozenset(["是", "√", "有", "1", "已", "y", "yes", "true", "t", "✓", "✔", "☑", "对", "真", "v"])
NO: Final = frozenset(
    ["否", "×", "无", "0", "未", "n", "no", "false", "f", "✗", "✘", "x", "没有", "不", "错", "假", "☐", "不是"]
)
INVISIBLE: Final = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]|_x000D_")
BETWEEN_HAN: Final = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\s*\n\s*(?=[\u3000-\u9fff\uff00-\uffef])")
LINE_BREAK: Final = re.compile(r"\s*\n\s*")
SHORTENED: Final = re.compile(r"\d(\.\d+)?[Ee]\+\d+")
BESIDE_WORDS: Final = re.compile(r"[\s、，,。.;；:：/\\|·\-_()'\"“”*※]+")
MASKED_WORD: Final = re.compile(r"\*{2,}|^[\u4e00-\u9fff]{1,2}\*[\u4e00-\u9fff]?$")
MOBILE: Final = re.compile(r"(?<!\d)(?:\+?86[- ]?)?(1[\d*]{2}(?:[- ]?[\d*]){8})(?![\d*])")
LANDLINE: Final = re.compile(r"((?<!\d)\(?0\d{2,3}\)?[- ]?\d{7,8}(?:[-转]\d{1,6})?|(?<!\d)\d{7,8}(?!\d))")
BETWEEN_PEOPLE: Final = re.compile(r"[、;；,，\n/|]+")
PHONE_WORDS: Final = r"(?:联系电话|联系方式|手机号码|手机号|手机|电话号码|电话|[Tt]el\.?)"
AROUND_NAME: Final = re.compile(
    rf"^(?:{PHONE_WORDS}|[\s:：,，;；、/()（）-])+|(?:{PHONE_WORDS}|[\s:：,，;；、/()（）-])+$"
)
BRACKETS: Final = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
LONGEST_EXACT: Final = 15


def parse_text(raw: Any) -> str:
    """One line. A line break typed into a name to make it fit is not part of the name."""
    text = parse_lines(raw)
    return LINE_BREAK.sub(" ", BETWEEN_HAN.sub("", text)).strip() if "\n" in text else text.strip()


def parse_lines(raw: Any) -> str:
    """Text with its line breaks, as typed."""
    text = INVISIBLE.sub("", _as_text(raw)).replace("\r\n", "\n").replace("\r", "\n")
    return text.strip(" \t\n\u3000\xa0")


def parse_code(raw: Any) -> str:
    """A code as text: leading zeros and long digits stay; a number Excel has already shortened is refused."""
    if isinstance(raw, float | int) and not isinstance(raw, bool) and len(f"{abs(int(raw))}") > LONGEST_EXACT:
        raise CellError("这一格是数字格式，超过15位的尾数已被表格软件改成0，请改为文本格式重新填写")
    text = _as_text(raw).strip().lstrip("'’`")
    if SHORTENED.fullmatch(text):
        raise CellError("这一格已被表格软件改成科学计数，请改为文本格式重新填写")
    return parse_text(text)


def parse_number_code(raw: Any) -> str:
    """A code of digits and letters only: identity numbers."""
    return clean_code(parse_code(raw))


def parse_boolean(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    word = folded(_as_text(raw)).casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    if word.startswith(("是(", "是,", "已", "有(", "√")):
        return True
    if word.startswith(("否(", "否,", "未", "无(", "×")):
        return False
    raise CellError(f"“{word[:20]}”看不出是或否，请填 是/否")


def parse_choice(raw: Any, words: Mapping[str, str], labels: str) -> str:
    """The code of a choice by any of its spellings; ``words`` maps compared spelling to code."""
    text = _as_text(raw)
    found = words.get(word_key(text))
    if found is None:
        raise CellError(f"“{parse_text(text)[:30]}”不在可选范围：{labels}")
    return found


def parse_phone(raw: Any) -> str:
    text = unicodedata.normalize("NFKC", _as_text(raw)).strip().lstrip("'’`")
    if found := MOBILE.fullmatch(text):
        return re.sub(r"[- ]", "", found[1])
    if found := LANDLINE.fullmatch(text):
        return text
    if re.fullmatch(r"[\d()+\-转 ]{5,20}", text) and not re.search(r"\d{13}", text):
        return text
    raise CellError(f"“{text[:20]}”不是电话号码")


def parse_people(raw: Any) -> list[dict[str, str]]:
    """``张三 13800138000、李四（0591-87654321）`` → names with phones; a phone may be missing or masked."""
    text = unicodedata.normalize("NFKC", parse_lines(raw))
    people: list[dict[str, str]] = []
    for piece in _pieces(text):
        phone = _phone_in(piece)
        name = AROUND_NAME.sub("", piece.replace(phone, " ")).strip() if phone else AROUND_NAME.sub("", piece)
        if name:
            people.append({"name": re.sub(r"\s+", "", name) if _is_han(name) else name, "phone": _plain_phone(phone)})
        elif phone and people and not people[-1]["phone"]:
            people[-1]["phone"] = _plain_phone(phone)
    if not people:
        raise CellError(f"“{text[:20]}”里没有姓名，请写成如 张三 13800138000 的样子")
    if bad := next((p["name"] for p in people if len(p["name"]) > 40 or re.search(r"\d{5,}", p["name"])), None):
        raise CellError(f"“{bad[:20]}”看不出姓名和电话，请写成如 张三 13800138000 的样子")
    return people


def is_masked(text: str, *, strict: bool) -> bool:
    """``138****0000``, ``张*``. ``strict``: any asterisk counts (codes, numbers); else only what looks like a mask."""
    text = text.replace("＊", "*")
    return "*" in text if strict else MASKED_WORD.search(text) is not None


def word_key(text: str) -> str:
    """Key under which spellings of a choice or a header meet."""
    return BESIDE_WORDS.sub("", name_key(text))


def without_brackets(text: str) -> str:
    return BRACKETS.sub("", text)


def _pieces(text: str) -> list[str]:
    """One piece per person: separators split, and so does the end of a phone that another name follows."""
    pieces: list[str] = []
    for piece in BETWEEN_PEOPLE.split(text):
        found = MOBILE.search(piece)
        while found and re.search(r"[\u4e00-\u9fffA-Za-z]", piece[: found.start()]) and _has_name(piece[found.end() :]):
            pieces.append(piece[: found.end()])
            piece = piece[found.end() :]  # noqa: PLW2901 - what is left of it
            found = MOBILE.search(piece)
        pieces.append(piece)
    return [p.strip() for p in pieces if p.strip()]


def _has_name(rest: str) -> bool:
    return bool(AROUND_NAME.sub("", rest))


def _phone_in(piece: str) -> str:
    found = MOBILE.search(piece) or LANDLINE.search(piece)
    return found[0] if found else ""


def _plain_phone(phone: str) -> str:
    return parse_phone(phone) if phone else ""


def _is_han(name: str) -> bool:
    return re.fullmatch(r"[\u4e00-\u9fff·\s]+", name) is not None


def _as_text(raw: Any) -> str:
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, float):
        return f"{raw:.15g}" if raw != int(raw) or abs(raw) >= 1e15 else str(int(raw))
    if hasattr(raw, "isoformat"):
        return str(raw.isoformat()).removesuffix("T00:00:00").replace("T", " ")
    return str(raw)
