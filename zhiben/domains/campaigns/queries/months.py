"""A month to be reported: its days, the day figures are cut at, the day it must be handed in by."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from zhiben.domains.campaigns.queries.duties import Calendars, rule_words
from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.indicators.areas import Area
from zhiben.kernel.indicators.declarations import Question

MONTH: Final = re.compile(r"(\d{4})-(\d{2})")
IN_MONTH, IN_YEAR = "month", "year"  # the two spans of a report: its period, and the year so far
WHOLE: Final = {1: "本月", 3: "本季度", 6: "本半年", 12: "本年"}  # by months; only from where such a period begins
KINDS: Final = {1: "月报", 3: "季报", 6: "半年报", 12: "年报"}


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

    @property
    def months(self) -> int:
        """How many, of a period of the calendar; 0 for any other days."""
        count = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        whole = self.first.day == 1 and self.last.day == monthrange(self.last.year, self.last.month)[1]
        return count if whole and count in WHOLE and (self.first.month - 1) % count == 0 else 0

    @property
    def noun(self) -> str:
        """The period within a sentence: 本月, 本季度, 本年; 本期 for any other days."""
        return WHOLE.get(self.months, "本期")

    @property
    def words(self) -> Mapping[str, str]:
        """What the two spans are called at the head of a column; days that are no such period by their last: 截至7月28日."""
        return {IN_MONTH: WHOLE.get(self.months, f"截至{self.last.month}月{self.last.day}日"), IN_YEAR: "累计"}

    @property
    def unfinished(self) -> str:
        """``当月尚未结束``; empty once it is over."""
        subject = {1: "当月", 0: "统计期"}.get(self.months, self.noun)
        return f"{subject}尚未结束" if self.running else ""

    @property
    def paper_kind(self) -> str:
        return KINDS.get(self.months, "报表")

    def in_month(self, area: Area) -> Question:
        return Question(area=area, since=self.first, on=self.cut)

    def in_year(self, area: Area) -> Question:
        """From the year's first day, or from the period's own where that is earlier: never less than the period."""
        year = Question.of_year(area, self.cut)
        return year if year.since <= self.first else self.in_month(area)


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
