"""The days on which a report is due, and the days it speaks of. Pure."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from zhiben.domains.campaigns.models import ReportDuty
from zhiben.domains.campaigns.terms import Period

LAST_DAY: Final = 0
EVERY_MONTH: Final = tuple(range(1, 13))


@dataclass(frozen=True, kw_only=True)
class Occurrence:
    """One report to be handed in by the end of ``due``, about ``first`` to ``last``, both included."""

    duty: ReportDuty
    due: date
    first: date
    last: date


def occurrences(duty: ReportDuty, since: date, until: date) -> list[Occurrence]:
    """Everything a duty makes due in a span of days, both included, while the duty itself rules."""
    first = max(since, duty.since)
    last = min(until, duty.until) if duty.until else until
    return [one for one in _all(duty, first, last) if first <= one.due <= last]


def _all(duty: ReportDuty, first: date, last: date) -> Iterator[Occurrence]:
    if duty.due_on is not None:
        yield _occurrence(duty, duty.due_on)
        return
    month = first.replace(day=1)
    while month <= last:
        if month.month in _MONTHS.get(Period(duty.period), EVERY_MONTH):
            yield _occurrence(duty, _day(month, duty.day or LAST_DAY))
        month = _month_after(month)


# A quarter is reported in the month after it, a year in its last.
_MONTHS: Final = {Period.QUARTER_BEFORE: (1, 4, 7, 10), Period.YEAR: (12,)}


def _occurrence(duty: ReportDuty, due: date) -> Occurrence:
    first, last = _span(duty, due)
    return Occurrence(duty=duty, due=due, first=first, last=last)


def _span(duty: ReportDuty, due: date) -> tuple[date, date]:
    month = due.replace(day=1)
    match duty.period:
        case Period.MONTH_BEFORE:
            return _months_back(month, 1), month - timedelta(days=1)
        case Period.THIS_MONTH:
            return month, _day(month, LAST_DAY)
        case Period.QUARTER_BEFORE:
            quarter = month.replace(month=month.month - (month.month - 1) % 3)
            return _months_back(quarter, 3), quarter - timedelta(days=1)
        case Period.YEAR:
            return due.replace(month=1, day=1), due.replace(month=12, day=31)
    return duty.since, due


def _day(month: date, day: int) -> date:
    length = monthrange(month.year, month.month)[1]
    return month.replace(day=min(day, length) if day else length)


def _month_after(month: date) -> date:
    return _day(month, LAST_DAY) + timedelta(days=1)


def _months_back(month: date, count: int) -> date:
    for _ in range(count):
        month = (month - timedelta(days=1)).replace(day=1)
    return month
