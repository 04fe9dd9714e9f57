"""Names that come closest to one that was not found."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from rapidfuzz import fuzz, process

from zhiben.kernel.base.text import name_key

CLOSE_ENOUGH: Final = 62.0
MOST: Final = 3


def nearest_names(values: Sequence[str], candidates: Iterable[str], *, most: int = MOST) -> dict[str, list[str]]:
    """For each value the names most like it, best first; none when nothing comes near."""
    names = list(dict.fromkeys(candidates))
    keys = [name_key(n) for n in names]
    found: dict[str, list[str]] = {}
    for value in values:
        near = process.extract(name_key(value), keys, scorer=_likeness, limit=most, score_cutoff=CLOSE_ENOUGH)
        found[value] = [names[index] for _, _, index in near]
    return found


def _likeness(a: Any, b: Any, *, score_cutoff: float | None = None) -> float:
    """Letter by letter, or as a part of the longer one: 滨江花园 is near 某市滨江花园一期工程."""
    whole = fuzz.ratio(a, b)
    part = fuzz.partial_ratio(a, b) * 0.85 if min(len(a), len(b)) >= 4 else 0.0
    best = max(whole, part)
    return best if best >= (score_cutoff or 0) else 0.0
