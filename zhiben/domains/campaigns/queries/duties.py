"""Who must hand in what, and by when: the calendars of all plans read once, asked for any number of places."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from zhiben.domains.campaigns.models import ReportDuty
from zhiben.domains.campaigns.queries.due_days import Occurrence, occurrences
from zhiben.domains.campaigns.terms import MONTHLY, Period
from zhiben.kernel.parameters.paths import paths_above

LONGEST: Final = timedelta(days=62)  # from the end of a period to the day it is due
QUARTERS: Final = "一二三四"
WHEN: Final = {
    Period.MONTH_BEFORE: "每月{day}报送上月", Period.THIS_MONTH: "每月{day}报送当月",
    Period.QUARTER_BEFORE: "每季度后首月{day}报送上季度", Period.YEAR: "每年{day}报送当年",
}  # fmt: skip


@dataclass(frozen=True)
class Calendars:
    """Every reporting duty of every plan, by the path of the plan. Says what ``plans.duties_for`` says of one place."""

    held: dict[str, list[ReportDuty]]

    @classmethod
    def read(cls) -> "Calendars":
        """One query."""
        held: dict[str, list[ReportDuty]] = {}
        for duty in ReportDuty.objects.select_related("plan").order_by("plan__key", "order"):
            held.setdefault(duty.plan.path, []).append(duty)
        return cls(held)

    def above(self, path: str, level: str) -> list[ReportDuty]:
        """What any plan over a path asks of that level, whether it rules or not."""
        return [d for above in paths_above(path) for d in self.held.get(above, ()) if level in d.levels]

    def ruling(self, path: str, level: str, on: date) -> list[ReportDuty]:
        """What an agency of that level at that path has to hand in by the calendars that rule on a day."""
        found = [duty for duty in self.above(path, level) if _rules(duty, on)]
        nearest: dict[str, ReportDuty] = {}
        for duty in sorted(found, key=_nearness, reverse=True):
            nearest.setdefault(duty.kind, duty)
        return [duty for duty in found if nearest[duty.kind].plan_id == duty.plan_id]

    def due(self, path: str, level: str, first: date, last: date) -> Iterator[Occurrence]:
        """Everything such an agency has to hand in from ``first`` to ``last``: by the rule of the day it is due."""
        for duty in self.above(path, level):
            for found in occurrences(duty, first, last):
                if duty in self.ruling(path, level, found.due):
                    yield found

    def of_month(self, path: str, level: str, month_end: date) -> Occurrence | None:
        """When the monthly report of the month that ends on a day is due; None where no plan asks for one."""
        begun = month_end.replace(day=1)
        asked = self.due(path, level, begun, month_end + LONGEST)
        return next((one for one in asked if one.duty.kind == MONTHLY and one.last == month_end), None)


def period_words(found: Occurrence) -> str:
    """What the period is called: 2026年3月, 2026年第一季度, 2026年."""
    first, period = found.first, found.duty.period
    if period in (Period.MONTH_BEFORE, Period.THIS_MONTH):
        return f"{first.year}年{first.month}月"
    if period == Period.QUARTER_BEFORE:
        return f"{first.year}年第{QUARTERS[(first.month - 1) // 3]}季度"
    if period == Period.YEAR:
        return f"{first.year}年"
    return f"{first.year}年{first.month}月{first.day}日至{found.last.year}年{found.last.month}月{found.last.day}日"


def rule_words(duty: ReportDuty) -> str:
    """The rule as it is printed beside the day."""
    if duty.due_on is not None or duty.period not in WHEN:
        return f"{duty.plan.title}：{duty.title}"
    day = f"{duty.day}日前" if duty.day else "底"
    return f"{duty.plan.title}：{WHEN[Period(duty.period)].format(day=day)}{duty.title}"


def _nearness(duty: ReportDuty) -> tuple[int, date, str]:
    return len(duty.plan.path), duty.plan.starts_on, duty.plan.key


def _rules(duty: ReportDuty, on: date) -> bool:
    return duty.since <= on and (duty.until is None or on <= duty.until)
