"""Asking for indicators, and for the records behind each of their numbers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.indicators.areas import Area
from zhiben.kernel.indicators.declarations import Indicator, Question, indicator_of
from zhiben.kernel.indicators.standing import Target, status_of, value_of_tally
from zhiben.kernel.indicators.tallies import Tally, tally, tally_split
from zhiben.kernel.indicators.terms import Part, Status

Targets = Callable[[Indicator, Area], Target]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One indicator of one area on one day. ``tally`` None: 未采集, and ``indicator.waiting`` says why."""

    indicator: Indicator
    area: Area
    on: date
    tally: Tally | None
    value: Decimal | None
    target: Target
    status: Status


def no_targets(indicator: Indicator, area: Area) -> Target:
    """Until a plan is loaded, no document gives a number."""
    return Target()


def known_indicator(key: str) -> Indicator:
    """Raises InvalidInput (422)."""
    found = indicator_of(key)
    if found is None:
        raise InvalidInput.of("indicator", f"没有名为“{key}”的指标")
    return found


def compute(
    keys: Iterable[str], area: Area, on: date, *, since: date | None = None, targets: Targets = no_targets
) -> list[Reading]:
    """Indicators of one area at the end of a day; periods begin on 1 January unless ``since`` says otherwise.

    One query per record set. The rows counted are those that the present bounds let be seen.
    """
    asked = _asked(keys, area, on, since)
    counted = tally(asked, area)
    return [_reading(wanted, area, on, counted.get(key), targets) for key, (wanted, _) in asked.items()]


def compute_below(
    keys: Iterable[str], areas: Iterable[Area], area: Area, on: date, *, since: date | None = None,
    targets: Targets = no_targets,
) -> list[Reading]:  # fmt: skip
    """The same for each of ``areas``, which stand straight below ``area``; still one query per record set."""
    asked = _asked(keys, area, on, since)
    counted = tally_split(asked, area)
    return [
        _reading(wanted, below, on, counted.get(below.code, {}).get(key, _zero(wanted)), targets)
        for below in areas
        for key, (wanted, _) in asked.items()
    ]


def records(key: str, part: Part, question: Question) -> QuerySet[Any]:
    """The rows that a number counts. Callers narrow them by ``visible_to``. Raises InvalidInput for what has none."""
    wanted = known_indicator(key)
    if wanted.define is None or wanted.records is None:
        raise InvalidInput.of("indicator", f"“{wanted.label}”{wanted.waiting or '还没有可查看的记录'}")
    subsets = wanted.define(question)
    rows = wanted.records.rows().filter(question.area.condition)
    if part == Part.NUMERATOR or subsets.denominator is None:
        return rows.filter(subsets.part)
    rows = rows.filter(subsets.denominator)
    return rows.exclude(pk__in=rows.filter(subsets.numerator).values("pk")) if part == Part.REMAINDER else rows


def entries(key: str, part: Part, question: Question) -> QuerySet[Any]:
    """Exactly as many rows as the number says: where distinct entries are counted (visits: project and day), the
    first row of each; otherwise the rows themselves."""
    wanted, rows = known_indicator(key), records(key, part, question).order_by()
    fields = wanted.records.entry if wanted.records else ()
    return rows.order_by(*fields, "pk").distinct(*fields) if fields else rows


def _asked(keys: Iterable[str], area: Area, on: date, since: date | None) -> dict[str, tuple[Indicator, Question]]:
    question = Question(area=area, on=on, since=since) if since else Question.of_year(area, on)
    return {key: (known_indicator(key), question) for key in keys}


def _zero(wanted: Indicator) -> Tally | None:
    return Tally(numerator=0, denominator=0 if wanted.denominator else None) if wanted.define else None


def _reading(wanted: Indicator, area: Area, on: date, counted: Tally | None, targets: Targets) -> Reading:
    target = targets(wanted, area)
    value = value_of_tally(counted, share=wanted.is_share) if counted else None
    return Reading(
        indicator=wanted, area=area, on=on, tally=counted, value=value, target=target,
        status=status_of(counted, value, target, on),
    )  # fmt: skip
