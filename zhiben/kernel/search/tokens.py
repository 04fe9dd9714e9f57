"""Words as they are kept: 32-bit numbers of kind and word together, so that each kind has its own short lists.

Two words may share a number; whoever finds by numbers looks at the text afterwards.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from zlib import crc32

from zhiben.kernel.crypto import blind_index
from zhiben.kernel.search.readings import line_of, sound_of, sound_words, sounds_of_name
from zhiben.kernel.search.sources import Source
from zhiben.kernel.search.spelling import code_words, fold, is_plain, text_words

TAIL: Final = 4
TAIL_PURPOSE: Final = "search.phone_tail"
LONGEST_HEARD: Final = 24  # characters of a case's title that can be found by their sound
SIGN: Final = 1 << 31


def number_of(kind: str, word: str) -> int:
    """A signed 32-bit number. Permanent: documents hold it."""
    return (crc32(word.encode(), crc32(kind.encode())) ^ SIGN) - SIGN


def numbers_of(kind: str, words: Iterable[str]) -> list[int]:
    seed = crc32(kind.encode())
    return sorted({(crc32(word.encode(), seed) ^ SIGN) - SIGN for word in words})


@lru_cache(maxsize=10_000)
def tail_word(tail: str) -> str:
    """The keyed digest of the last digits of a phone number: the digits themselves are kept nowhere."""
    return f"h{blind_index(tail, purpose=TAIL_PURPOSE)}"


@dataclass(frozen=True)
class Prepared:
    """What Python adds to a row of a source."""

    body: str
    reading: str
    tokens: list[int]


def prepare(source: Source, row: Sequence[Any]) -> Prepared:
    """``row`` in the order of ``sources.COLUMNS``."""
    (_, title, _, _, _, _, texts, codes, _, _, province, city, county, readers, _, phone) = row
    lines, words = _texts(title, texts)
    for code in filter(None, map(fold, filter(None, codes))):
        lines.append(f"#{code}")
        words += code_words(code) if is_plain(code) else text_words(code, singles=False)
    reading, sounds = _sounds(source.personal, source.rich, lines[0])
    words += sounds
    words += (f"@{one}" for one in (province, city, county, *readers) if one)
    if phone[-TAIL:].isdigit() and len(phone) >= 11:
        words.append(tail_word(phone[-TAIL:]))
    return Prepared("\n".join(lines) + "\n", reading, numbers_of(source.kind, words))


def _texts(title: str, texts: Iterable[str]) -> tuple[list[str], list[str]]:
    first = fold(title)
    lines, words = [first], [f"={first}", *text_words(first, singles=True)]
    for folded in map(_folded, filter(None, texts)):
        if folded and folded not in lines:
            lines.append(folded)
            words += _plain_words(folded)
    return lines, words


@lru_cache(maxsize=50_000)
def _folded(text: str) -> str:
    return fold(text)


@lru_cache(maxsize=50_000)
def _plain_words(folded: str) -> tuple[str, ...]:
    return tuple(text_words(folded, singles=False))


@lru_cache(maxsize=100_000)
def _sounds(personal: bool, rich: bool, title: str) -> tuple[str, tuple[str, ...]]:
    heard = sounds_of_name(title) if personal else (sound_of(title if rich else title[:LONGEST_HEARD]),)
    words = tuple(dict.fromkeys(word for sound in heard for word in sound_words(sound, rich=rich)))
    return "\n".join(line_of(sound) for sound in heard), words
