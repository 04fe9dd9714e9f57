"""Counting everything for a day: every kept indicator, every division, levels above as sums."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from django.db.models import Value
from django.db.models.functions import Concat

from zhiben.kernel.indicators.areas import NATION_NAME, Area
from zhiben.kernel.indicators.declarations import Indicator, Question, indicators
from zhiben.kernel.indicators.tallies import Asked, Tallies, Tally, counted_by

NATION: Final = "000000"
EVERYWHERE: Final = Area(code=NATION, name=NATION_NAME, level="nation", path="")
PLACE: Final = Concat("province", Value("/"), "city", Value("/"), "county")
Figures = dict[tuple[str, str], Tally]


def kept_indicators() -> dict[str, Indicator]:
    """Those whose figures are kept day by day."""
    return {one.key: one for one in indicators() if one.define is not None and one.listed}


def asked_of(kept: Mapping[str, Indicator], on: date) -> Asked:
    """The year so far. Parameters are those of the nation: a snapshot compares divisions."""
    question = Question.of_year(EVERYWHERE, on)
    return {key: (one, question) for key, one in kept.items()}


def count_whole(kept: Mapping[str, Indicator], on: date) -> Figures:
    """(division, key) → tally, of everything. What is nothing is left out."""
    figures = summed(counted_by(asked_of(kept, on), EVERYWHERE, PLACE))
    return {where: tally for where, tally in figures.items() if not is_nothing(tally)}


def summed(places: Mapping[str, Tallies]) -> Figures:
    """Places (``"350000/350100/350102"``) added up for every division they lie in."""
    figures: Figures = {}
    for place, tallies in places.items():
        for code in codes_of(place):
            for key, tally in tallies.items():
                known = figures.get((code, key))
                figures[code, key] = tally if known is None else known + tally
    return figures


def codes_of(place: str) -> set[str]:
    return {NATION, *place.split("/")} - {""}


def difference(after: Figures, before: Figures) -> Figures:
    """What must be added to ``before``; only what differs."""
    found = {}
    for where in {*after, *before}:
        tally = after.get(where, Tally(numerator=0)) - before.get(where, Tally(numerator=0))
        if not is_nothing(tally):
            found[where] = tally
    return found


def add(figures: Iterable[tuple[tuple[str, str], Tally]], more: Figures) -> Figures:
    """Both together; what becomes nothing stays, as nothing."""
    total = dict(figures)
    for where, tally in more.items():
        total[where] = total[where] + tally if where in total else tally
    return total


def is_nothing(tally: Tally) -> bool:
    return not tally.numerator and not tally.denominator
