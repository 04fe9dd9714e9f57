"""A month to be reported: its days, the day figures are cut at, the day it must be handed in by."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from zhiben.domains.campaigns.queries.duties import Calendars, rule_words
from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.indicators.areas import Area
from zhiben.kernel.indicators.declarations import Question

MONTH: Final = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, kw_only=True)
class Month:
    """``cut`` is the last day the figures include: the month's last, or today while the month is running.

    ``name``: what a period is called that is no month.
    """

    first: date
    last: date
    cut: date
    name: str = ""

    @property
    def running(self) -> bool:
        return self.cut < self.last

    @property
    def code(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def label(self) -> str:
        return self.name or f"{self.first.year}年{self.first.month}月"

    def in_month(self, area: Area) -> Question:
        return Question(area=area, since=self.first, on=self.cut)

    def in_year(self, area: Area) -> Question:
        return Question.of_year(area, self.cut)


@dataclass(frozen=True, kw_only=True)
class HandIn:
    """The day a report is due (the day itself included), and which rule says so."""

    day: date
    source: str


def month_of(text: str, today: date) -> Month:
    """``"2026-03"``; empty means the month before this one. Refuses (422) what is no month or has not begun."""
    if not text:
        return month_of(f"{today.replace(day=1) - timedelta(days=1):%Y-%m}", today)
    parts = MONTH.fullmatch(text)
    if parts is None or not 1 <= int(parts[2]) <= 12 or int(parts[1]) < 2000:
        raise InvalidInput.of("month", "月份要写成 2026-03 这样")
    first = date(int(parts[1]), int(parts[2]), 1)
    if first > today:
        raise InvalidInput.of("month", f"{first.year}年{first.month}月还没有到，不能出月报")
    last = first.replace(day=monthrange(first.year, first.month)[1])
    return Month(first=first, last=last, cut=min(last, today))


def recent_months(today: date, count: int = 15) -> list[Month]:
    """This month and those before it, newest first."""
    found = [month_of(f"{today:%Y-%m}", today)]
    while len(found) < count:
        found.append(month_of(f"{found[-1].first - timedelta(days=1):%Y-%m}", today))
    return found


def hand_in(month: Month, area: Area, calendars: Calendars | None = None) -> HandIn | None:
    """By the calendar of the place: a day of the following month, or the last day of the month itself.

    None where no plan in force asks that level for a monthly report.
    """
    found = (calendars or Calendars.read()).of_month(area.path, area.level, month.last)
    return HandIn(day=found.due, source=rule_words(found.duty)) if found else None
