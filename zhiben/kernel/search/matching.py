"""The same question asked of one text in memory: what to underline, and which pages of the menu are meant."""

import re
from collections.abc import Callable
from functools import lru_cache

from zhiben.kernel.search.asking import meanings_of, words_of
from zhiben.kernel.search.readings import line_of, sound_of, sounds_of_name, ways
from zhiben.kernel.search.spelling import LONGEST, fold, is_plain

Span = tuple[int, int]


def naming(text: str) -> Callable[[str], bool]:
    """Tells of a label whether every word of ``text`` stands in it, as written or by its sound. Without words: of none."""
    meant = [meanings_of(word) for word in words_of(text)]

    def names(label: str) -> bool:
        folded, line = _spoken(label)
        return bool(meant) and all(
            any((one.needle and one.needle in folded) or (one.pattern and re.search(one.pattern, line)) for one in some)
            for some in meant
        )

    return names


@lru_cache(maxsize=2_000)
def _spoken(label: str) -> tuple[str, str]:
    folded = fold(label)
    return folded, line_of(sound_of(folded))


def spans_of(title: str, text: str, *, personal: bool = False) -> list[Span]:
    """Where the words of ``text`` stand in ``title`` as it is written; ordered, without overlaps."""
    folded, places = _placed(title)
    found: list[Span] = []
    for word in words_of(text):
        start = folded.find(word)
        span = (start, start + len(word)) if start >= 0 else _heard(folded, word, personal)
        if span is not None:
            found.append((places[span[0]], places[span[1] - 1] + 1))
    return _apart(sorted(found))


def _placed(title: str) -> tuple[str, list[int]]:
    """The folded title, and where each of its characters comes from."""
    folded, places = "", []
    for place, char in enumerate(title[:LONGEST]):
        for one in _folded(char):
            folded += one
            places.append(place)
    return folded, places


@lru_cache(maxsize=20_000)
def _folded(char: str) -> str:
    return fold(char)


def _heard(folded: str, word: str, personal: bool) -> Span | None:
    if not is_plain(word):
        return None
    for sound in sounds_of_name(folded) if personal else (sound_of(folded),):
        if len(sound) != len(folded):
            continue
        for way in ways(word):
            for start in range(len(sound) - len(way) + 1):
                if all(item.startswith(part) for item, part in zip(sound[start:], way, strict=False)):
                    return start, start + len(way)
    return None


def _apart(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for start, end in spans:
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return kept
