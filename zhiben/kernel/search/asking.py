"""What somebody typed becomes what to look for: for every word the ways it may be meant, and their combinations."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product
from typing import Any, Final

from zhiben.kernel.search.readings import Way, asked_sounds, pattern_of, ways
from zhiben.kernel.search.sources import Source
from zhiben.kernel.search.spelling import CODE_PREFIXES, asked_code, asked_words, fold, is_plain
from zhiben.kernel.search.tokens import TAIL, numbers_of, tail_word

LONGEST: Final = 100
MOST_WORDS: Final = 5
MOST_MEANINGS: Final = 8
APART: Final = str.maketrans(dict.fromkeys("，,、；;。|　", " "))


@dataclass(frozen=True)
class Meaning:
    """One way to understand one word: what a document must hold, what its body contains, what its reading matches."""

    words: frozenset[str]
    needle: str = ""
    pattern: str = ""
    rich_only: frozenset[str] = frozenset()


def words_of(text: str) -> list[str]:
    """Folded words, at most five; nothing but punctuation is no word."""
    pieces = text[:LONGEST].translate(APART).split()
    return list(dict.fromkeys(filter(None, map(fold, pieces))))[:MOST_WORDS]


def phone_of(text: str) -> str:
    """The digits, if the text may be (the end of) a mobile number."""
    digits = fold(text[:LONGEST])
    return digits if TAIL <= len(digits) <= 11 and digits.isascii() and digits.isdigit() else ""


@lru_cache(maxsize=5_000)
def meanings_of(word: str, *, loose: bool = False) -> tuple[Meaning, ...]:
    """``loose``: what was typed may be the beginning of a sound that goes on."""
    found = [Meaning(frozenset(asked_words(word)), needle=word)]
    if not is_plain(word):
        return tuple(found)
    if len(word) >= CODE_PREFIXES[0]:
        found.append(Meaning(frozenset(asked_code(word)), needle=f"#{word}"))
    if not word.isdigit():
        found += [_heard(way, loose) for way in ways(word)]
    return tuple(found)


def _heard(way: Way, loose: bool) -> Meaning:
    return Meaning(
        frozenset(asked_sounds(way, rich=False, loose=loose)), "", pattern_of(way, loose=loose),
        frozenset(asked_sounds(way, rich=True, loose=loose)),
    )  # fmt: skip


def asks_for(sources: Iterable[Source], text: str, reach: str, *, loose: bool = False) -> list[dict[str, Any]]:
    """One entry per kind and combination of meanings, as the database takes it. ``reach``: a word every row must hold."""
    words = words_of(text)
    if not words:
        return []
    combined = list(islice(product(*(meanings_of(word, loose=loose) for word in words)), MOST_MEANINGS))
    whole = fold(text[:LONGEST]) if not loose else ""
    asks = [ask for source in sources for meant in combined if (ask := _ask(source, meant, reach))]
    return asks + [_named(source, whole, reach) for source in sources if whole and not is_plain(whole)]


def _named(source: Source, whole: str, reach: str) -> dict[str, Any]:
    """What bears exactly this name comes first, however many others hold it too."""
    return _entry(source, [f"={whole}"], reach, needles=[whole], patterns=[])


def _ask(source: Source, meant: tuple[Meaning, ...], reach: str) -> dict[str, Any] | None:
    wanted: set[str] = set()
    for one in meant:
        words = one.rich_only if source.rich and one.pattern else one.words
        if not words:
            return None
        wanted |= words
    needles = [one.needle for one in meant if one.needle]
    return _entry(source, wanted, reach, needles=needles, patterns=[one.pattern for one in meant if one.pattern])


def phone_ask(source: Source, digits: str, reach: str) -> dict[str, Any]:
    """Everybody whose number ends in the last four of these digits."""
    return _entry(source, [tail_word(digits[-TAIL:])], reach, needles=[], patterns=[])


def _entry(
    source: Source, words: Iterable[str], reach: str, *, needles: list[str], patterns: list[str]
) -> dict[str, Any]:
    tokens = numbers_of(source.kind, [*words, *([f"@{reach}"] if reach else [])])
    return {"kind": source.kind, "scoped": source.scoped, "tokens": tokens, "needles": needles, "patterns": patterns}
