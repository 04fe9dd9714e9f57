"""Pinyin: what a title sounds like, and what letters somebody typed may stand for."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice, pairwise, product
from typing import Final

from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

from zhiben.kernel.search.spelling import ASCII

MOST_LINES: Final = 8  # readings of one name that are kept
LONGEST_PHRASE: Final = 4
MOST_WAYS: Final = 4  # of dividing typed letters into syllables
MOST_KEPT: Final = 8  # of dividing their beginning
LONGEST_ASKED: Final = 24
# Readings that only family names have, where the dictionary's list lacks them or has them late.
FAMILY: Final = {
    "仇": "qiu", "单": "shan", "解": "xie", "区": "ou", "查": "zha", "曾": "zeng", "朴": "piao", "缪": "miao", "翟": "zhai",
    "乐": "yue", "盖": "ge", "华": "hua", "任": "ren", "覃": "qin", "种": "chong", "秘": "bi", "冼": "xian", "员": "yun",
    "繁": "po", "折": "she", "召": "shao", "尉": "yu", "令": "ling", "万": "mo", "俟": "qi", "长": "zhang", "宁": "ning",
    "纪": "ji", "燕": "yan", "应": "ying", "过": "guo", "逄": "pang", "句": "gou", "阚": "kan", "隗": "wei", "佴": "nai",
    "黑": "he", "哈": "ha", "那": "na", "不": "fou", "洗": "xian", "牟": "mu", "戚": "qi", "晟": "cheng",
}  # fmt: skip


TONES: Final = str.maketrans("āáǎàēéěèōóǒòīíǐìūúǔùǖǘǚǜüńňǹḿ", "aaaaeeeeooooiiiiuuuuvvvvvnnnm")


@lru_cache(maxsize=1)
def syllables() -> frozenset[str]:
    """Every syllable there is, as typed: no tones, v for ü."""
    found = {one for line in PINYIN_DICT.values() for one in line.translate(TONES).split(",")}
    return frozenset(one for one in found if one and set(one) <= ASCII and set(one) & set("aeiouv"))


@lru_cache(maxsize=1)
def beginnings() -> frozenset[str]:
    return frozenset(one[:length] for one in syllables() for length in range(1, len(one) + 1))


@lru_cache(maxsize=1)
def _usual() -> dict[str, str]:
    """The commonest reading of each character; Latin letters and digits stand for themselves."""
    usual = {chr(code): line.partition(",")[0].translate(TONES) for code, line in PINYIN_DICT.items()}
    return {char: one for char, one in usual.items() if one in syllables()} | {char: char for char in ASCII}


@lru_cache(maxsize=1)
def _every() -> dict[str, tuple[str, ...]]:
    """All readings of the characters that have several."""
    found = {chr(code): line.translate(TONES).split(",") for code, line in PINYIN_DICT.items() if "," in line}
    return {char: tuple(one for one in many if one in syllables()) for char, many in found.items()}


@lru_cache(maxsize=1)
def _phrases() -> dict[str, tuple[str, ...]]:
    """Phrases that are not read character by character: 重庆, 银行, 长沙."""
    usual, found = _usual(), {}
    for phrase, heard in PHRASES_DICT.items():
        if len(phrase) <= LONGEST_PHRASE:
            sound = tuple(one[0].translate(TONES) for one in heard)
            if len(sound) == len(phrase) and sound != tuple(usual.get(char, "") for char in phrase):
                found[phrase] = sound
    return found


@lru_cache(maxsize=100_000)
def sound_of(folded: str) -> tuple[str, ...]:
    """One item per Chinese character, as its phrase is read; Latin letters and digits one by one."""
    usual, phrases = _usual(), _phrases()
    items: list[str] = []
    place = 0
    while place < len(folded):
        for length in range(LONGEST_PHRASE, 1, -1):
            read = phrases.get(folded[place : place + length])
            if read is not None:
                items += read
                place += len(read)
                break
        else:
            if heard := usual.get(folded[place]):
                items.append(heard)
            place += 1
    return tuple(items)


@lru_cache(maxsize=100_000)
def sounds_of_name(folded: str) -> tuple[tuple[str, ...], ...]:
    """All readings of a person's name: 单 is shan, dan and chan. The likeliest first."""
    if not 1 <= len(folded) <= 6:
        return (sound_of(folded),)
    heard, every = sound_of(folded), _every()
    if len(heard) != len(folded):
        return (heard,)
    lists = []
    for place, char in enumerate(folded):
        known = [FAMILY[char]] if place < 2 and char in FAMILY else []
        lists.append(list(dict.fromkeys([*known, heard[place], *every.get(char, ())])))
    # The family name keeps all its readings; of the rest what fits.
    likely = product(lists[0], *([one[0]] for one in lists[1:]))
    return tuple(dict.fromkeys([*islice(likely, MOST_LINES), *islice(product(*lists), MOST_LINES)]))


def line_of(sound: Iterable[str]) -> str:
    """How a reading is kept: `` chang zhou shi ``."""
    return f" {' '.join(sound)} "


def sound_words(sound: tuple[str, ...], *, rich: bool) -> Iterator[str]:
    """What a reading can be found by. Not ``rich``: only by three initials or two syllables in a row."""
    first = "".join(item[0] for item in sound)
    for left, right in pairwise(sound):
        if len(left) > 1 and len(right) > 1:
            yield f"p{left} {right}"
    for place in range(len(first) - 2):
        yield f"i{first[place : place + 3]}"
    if rich:
        for place in range(len(first) - 1):
            yield f"i{first[place : place + 2]}"
        for item in sound:
            if len(item) > 1:
                yield f"s{item}"


Way = tuple[str, ...]


@lru_cache(maxsize=5_000)
def ways(letters: str) -> tuple[Way, ...]:
    """How typed letters may be divided: syllables, initials, an unfinished syllable at the end. Fewest parts first.

    Where whole syllables account for all but the last, those ways and pure initials are meant, nothing in between.
    """
    if not 2 <= len(letters) <= LONGEST_ASKED:
        return ()
    found: list[list[Way]] = [[] for _ in range(len(letters) + 1)]
    found[0] = [()]
    for end in range(1, len(letters) + 1):
        candidates = {
            (*way, letters[start:end])
            for start in range(max(0, end - 6), end)
            if _is_part(letters[start:end], last=end == len(letters))
            for way in found[start]
        }
        found[end] = sorted(candidates, key=_unlikely)[:MOST_KEPT]
    whole = [way for way in found[-1] if all(map(_whole, way[:-1]))]
    likely = whole or [way for way in found[-1] if len(way) <= len(found[-1][0]) + 1]
    initials = tuple(letters)
    pure = [initials] if all(_is_part(one, last=False) for one in initials) and initials not in likely else []
    return (*likely[: MOST_WAYS - 1], *pure)


def _unlikely(way: Way) -> tuple[int, int, Way]:
    return sum(not _whole(part) for part in way), len(way), way


def _is_part(part: str, *, last: bool) -> bool:
    if len(part) == 1:
        return part.isdigit() or part in beginnings()
    return part in syllables() or part in ("zh", "ch", "sh") or (last and part in beginnings())


def pattern_of(way: Way, *, loose: bool = False) -> str:
    """A regular expression for ``reading``. Parts are Latin letters and digits: nothing to escape.

    ``loose``: the last of several syllables may go on, because somebody is still typing.
    """
    pieces = [part if part.isdigit() or _whole(part) else f"{part}[a-z]*" for part in way]
    if loose and len(way) > 1 and _whole(way[-1]):
        pieces[-1] = f"{way[-1]}[a-z]*"
    return f" {' '.join(pieces)} "


def asked_sounds(way: Way, *, rich: bool, loose: bool = False) -> set[str]:
    """What a document must hold for this way of reading; empty when that would be too little to look for."""
    first = "".join(part[0] for part in way)
    sure = way[:-1] if loose and len(way) > 1 else way
    words = {f"p{a} {b}" for a, b in pairwise(sure) if _whole(a) and _whole(b)}
    words |= {f"i{first[place : place + 3]}" for place in range(len(first) - 2)}
    if rich and len(first) == 2:
        words.add(f"i{first}")
    if rich:
        words |= {f"s{part}" for part in sure if _whole(part)}
    return words


def _whole(part: str) -> bool:
    return len(part) > 1 and part in syllables()
