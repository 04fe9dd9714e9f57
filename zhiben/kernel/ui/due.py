"""Deadlines as words: 还剩 2 个工作日, 今天到期, 逾期 3 天. One query for a whole page of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from zhiben.kernel.base.clock import day_of
from zhiben.kernel.parameters.models import WorkingDay


@dataclass(frozen=True)
class Due:
    """``tone``: over, today, soon (at most two working days left), later."""

    day: date
    words: str
    tone: str


class DueClock:
    """Knows the working days between now and every deadline of one page."""

    def __init__(self, at: datetime, deadlines: Iterable[datetime | None]) -> None:
        self.at = at
        self.today = day_of(at)
        days = {day_of(deadline) for deadline in deadlines if deadline is not None and deadline > at}
        self._ordinals: dict[date, int] = {}
        if days:
            wanted = {*days, self.today}
            self._ordinals = dict(WorkingDay.objects.filter(date__in=wanted).values_list("date", "ordinal"))

    def read(self, deadline: datetime | None) -> Due | None:
        """None where no clock runs."""
        if deadline is None:
            return None
        day = day_of(deadline)
        if deadline <= self.at:
            late = (self.today - day).days
            return Due(day, f"逾期 {late} 天" if late else "今天已逾期", "over")
        if day == self.today:
            return Due(day, "今天到期", "today")
        return self._left(day)

    def _left(self, day: date) -> Due:
        if self.today in self._ordinals and day in self._ordinals:
            left = self._ordinals[day] - self._ordinals[self.today]
            if left > 0:
                return Due(day, f"还剩 {left} 个工作日", "soon" if left <= 2 else "later")
        days = (day - self.today).days
        return Due(day, f"还剩 {days} 天", "soon" if days <= 2 else "later")


def due_words(deadline: datetime | None, at: datetime) -> Due | None:
    """One deadline alone; lists make one ``DueClock`` for all their rows."""
    return DueClock(at, [deadline]).read(deadline)
