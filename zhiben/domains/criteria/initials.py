"""Pinyin initials, so that “gjcw” finds 高 支 模 the way people type it."""

from pypinyin import Style, lazy_pinyin


def initials_of(*texts: str) -> str:
    """First letters of every text, in lower case, texts separated by a space; what is not Chinese stays as it is."""
    return " ".join("".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower() for text in texts)
