"""How texts are folded before they are compared, and what hangs on a piece of text. Pure functions."""

import itertools
import re
import unicodedata
from collections.abc import Iterator
from typing import Final

LONGEST: Final = 600  # characters of one text that are looked at
PREFIX: Final = 6  # of a run of letters and digits
CODE_PREFIXES: Final = (*range(4, 13), 16)
NEITHER: Final = re.compile(r"[\W_]+")
RUN: Final = re.compile(r"[a-z0-9]+")
ASCII: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


def fold(text: str) -> str:
    """Letters, digits and Chinese characters only: half-width, lower case, no spaces, no punctuation.

    “３＃楼（一期）” and “3#楼(一期)” meet. Any text has a folded form, perhaps an empty one.
    """
    return NEITHER.sub("", unicodedata.normalize("NFKC", text[:LONGEST]).casefold())


def is_plain(folded: str) -> bool:
    """Latin letters and digits only."""
    return RUN.fullmatch(folded) is not None


def pairs(folded: str) -> Iterator[str]:
    """Neighbouring characters, except inside a run of Latin letters and digits."""
    for left, right in itertools.pairwise(folded):
        if left not in ASCII or right not in ASCII:
            yield left + right


def text_words(folded: str, *, singles: bool) -> Iterator[str]:
    """What a document's text can be found by. ``singles``: single Chinese characters too (titles)."""
    for pair in pairs(folded):
        yield f"t{pair}"
    for found in RUN.finditer(folded):
        run = found.group()
        for length in range(1, min(len(run), PREFIX) + 1):
            yield f"r{run[:length]}"
    if singles:
        for one in set(folded) - ASCII:
            yield f"u{one}"


def asked_words(folded: str) -> set[str]:
    """What a document must hold for ``folded`` to stand in its text; the beginning of a run counts as the run."""
    if is_plain(folded):
        return {f"r{folded[:PREFIX]}"}
    if len(folded) == 1:
        return {f"u{folded}"}
    words = {f"t{pair}" for pair in pairs(folded)}
    # A run at the very beginning may be the end of a longer one: "6年" stands in "2026年".
    words |= {f"r{found.group()[:PREFIX]}" for found in RUN.finditer(folded) if found.start()}
    return words


def code_words(folded: str) -> Iterator[str]:
    """Beginnings of a code, of four characters at least."""
    for length in CODE_PREFIXES:
        if len(folded) >= length:
            yield f"k{folded[:length]}"


def asked_code(folded: str) -> set[str]:
    """The longest beginning that is kept."""
    return {f"k{folded[: max(length for length in CODE_PREFIXES if length <= len(folded))]}"}
