"""多发隐患: what was found most in a period, against the same days a year before; by kind, place, enterprise, stage."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Q

from zhiben.domains.hazards.public import FOUND, LEVEL
from zhiben.domains.insight.queries.asking import FILTERS, View, view_of
from zhiben.domains.insight.queries.breakdowns import Table, table_and_whole
from zhiben.domains.insight.queries.counting import Counts, Measure
from zhiben.domains.insight.terms import By
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.errors import InvalidInput

WAYS: Final = (By.CATEGORY, By.CLAUSE, By.DIVISION, By.ENTERPRISE, By.PROJECT, By.STAGE)
NARROWED_BY: Final = (
    LEVEL,
    *(one for one in FILTERS if one.name not in ("legacy", "age", "open", "overdue", "unsigned")),
)


@dataclass(frozen=True, kw_only=True)
class Period:
    first: date
    last: date

    @property
    def before(self) -> "Period":
        """The same days a year earlier; 28 February for the 29th."""
        return Period(first=_a_year_before(self.first), last=_a_year_before(self.last))

    @property
    def condition(self) -> Q:
        return Q(found_on__gte=self.first, found_on__lte=self.last)

    @property
    def opens(self) -> dict[str, str]:
        return {"found_from": str(self.first), "found_to": str(self.last)}


@dataclass(frozen=True, kw_only=True)
class Frequent:
    view: View
    period: Period
    whole: Counts
    urls: Mapping[str, str]
    table: Table


def period_of(given: Mapping[str, str], on: date) -> Period:
    """From 1 January to today unless the address says otherwise. Raises InvalidInput."""
    try:
        last = date.fromisoformat(given["found_to"]) if given.get("found_to") else on
        first = date.fromisoformat(given["found_from"]) if given.get("found_from") else last.replace(month=1, day=1)
    except ValueError:
        raise InvalidInput.of("found_from", "日期要写成 2026-03-31 这样") from None
    if not date(1990, 1, 1) <= first <= last <= date(2200, 1, 1):
        raise InvalidInput.of("found_from", "起止日期的先后不对")
    return Period(first=first, last=last)


def measures_of(period: Period) -> list[Measure]:
    now = period.condition
    return [
        Measure(key="now", label="本期发现", where=now, opens=period.opens),
        Measure(key="before", label="上年同期", where=period.before.condition, opens=period.before.opens),
        Measure(key="major", label="其中重大", where=now & Q(level="MAJOR"), opens=period.opens | {"level": "MAJOR"}),
        Measure(key="open", label="其中未销号", where=now & Q(closed_at=None), opens=period.opens | {"open": "1"}),
    ]


def frequent_view(actor: Actor, at: datetime, given: Mapping[str, str]) -> View:
    return view_of(actor, at, given, fixed={}, filters=NARROWED_BY, without=(FOUND.name,))


def frequent(view: View, by: By, period: Period, *, first: int = 0, most: int = 50) -> Frequent:
    """One counting query, two for what has thousands of groups. Only the days of the two periods are read."""
    measures = measures_of(period)
    narrowed = view.only(period.condition | period.before.condition)
    table, whole = table_and_whole(narrowed, by, measures, order="now", first=first, most=most)
    urls = {m.key: view.records(m.opens) if whole[m.key] else "" for m in measures}
    return Frequent(view=view, period=period, whole=whole, urls=urls, table=table)


def _a_year_before(day: date) -> date:
    leap = (day.month, day.day) == (2, 29)
    return (day - timedelta(days=1) if leap else day).replace(year=day.year - 1)
