"""Spellings of the same thing: keys by which names are compared and codes are cleaned. Nothing here judges."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

BRACKETS: Final = str.maketrans(
    {**dict.fromkeys("（【〔［〖｛[{", "("), **dict.fromkeys("）】〕］〗｝]}", ")"), **dict.fromkeys("•・･‧∙", "·")}
)
HALF_WIDTH: Final = {c: c - 0xFEE0 for c in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−－ー", "-"))
INVISIBLE: Final = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")
FOLDS: Final = BRACKETS | DASHES
UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


def plain_text(text: str) -> str:
    """The text as it is shown: letters and digits half-width, spaces single, invisible characters out, trimmed.

    Chinese brackets and punctuation stay as they were written.
    """
    return INVISIBLE.sub(" ", text if text.isascii() else text.translate(HALF_WIDTH)).strip()


def name_key(name: str) -> str:
    """Key under which two spellings of one name meet: width, spaces, kinds of brackets, letter case, dashes.

    ``有限公司`` and ``有限责任公司`` stay different: they may be two enterprises.
    """
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", name)).translate(FOLDS).casefold()


def clean_code(text: str) -> str:
    """A code as it is compared and stored: half-width, upper case, without spaces and Excel's leading apostrophe."""
    folded = INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).lstrip("'’`")
    return (folded if folded.isascii() else folded.translate(DASHES)).upper()


def unstorable(value: object) -> bool:
    """Whether a text anywhere in ``value`` (lists and mappings too) holds what the database cannot: NUL, half a pair."""
    if isinstance(value, str):
        return bool(UNSTORABLE.search(value))
    if isinstance(value, Mapping):
        return any(unstorable(key) or unstorable(one) for key, one in value.items())
    return isinstance(value, list | tuple) and any(unstorable(one) for one in value)
