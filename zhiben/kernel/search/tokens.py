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


def numbers_of(kind: str, words: Iterable[str]) -> list[int]:
    """Signed 32-bit numbers. Permanent: documents hold them."""
    return list(_numbers(kind, tuple(words)))


def _numbers(kind: str, words: Iterable[str]) -> tuple[int, ...]:
    seed = crc32(kind.encode())
    return tuple({(crc32(word.encode(), seed) ^ SIGN) - SIGN for word in words})


@lru_cache(maxsize=10_000)
def tail_word(tail: str) -> str:
    """The keyed digest of the last digits of a phone number: the digits themselves are kept nowhere."""
    return f"h{blind_index(tail, purpose=TAIL_PURPOSE)}"


@dataclass(frozen=True)
class Prepared:
    """What Python adds to a row of a source."""

    body: str
    reading: str
    tokens: set[int]


def prepare(source: Source, row: Sequence[Any]) -> Prepared:
    """``row`` in the order of ``sources.COLUMNS``."""
    (_, title, _, _, _, _, texts, codes, _, _, province, city, county, readers, _, phone) = row
    kind = source.kind
    body, reading, numbers = _title(kind, source.personal, source.rich, title)
    lines, tokens = [body], set(numbers)
    for text in texts:
        if text:
            line, numbers = _text(kind, text)
            lines.append(line)
            tokens.update(numbers)
    words = [f"@{one}" for one in (province, city, county, *readers) if one]
    for code in codes:
        if code and (folded := fold(code)):
            lines.append(f"#{folded}")
            words += code_words(folded) if is_plain(folded) else text_words(folded, singles=False)
    if len(phone) >= 11 and phone[-TAIL:].isdigit():
        words.append(tail_word(phone[-TAIL:]))
    tokens.update(_numbers(kind, words))
    return Prepared("\n".join(lines) + "\n", reading, tokens)


@lru_cache(maxsize=100_000)
def _title(kind: str, personal: bool, rich: bool, title: str) -> tuple[str, str, tuple[int, ...]]:
    folded = fold(title)
    heard = sounds_of_name(folded) if personal else (sound_of(folded if rich else folded[:LONGEST_HEARD]),)
    words = [f"={folded}", *text_words(folded, singles=True)]
    for sound in heard:
        words += sound_words(sound, rich=rich)
    return folded, "\n".join(line_of(sound) for sound in heard), _numbers(kind, words)


@lru_cache(maxsize=50_000)
def _text(kind: str, text: str) -> tuple[str, tuple[int, ...]]:
    folded = fold(text)
    return folded, _numbers(kind, text_words(folded, singles=False))
