"""The days a page of figures speaks of: this month, quarter, half year, year, the campaign so far, or any days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from zhiben.domains.campaigns.queries.plans import plans_in_force
from zhiben.domains.campaigns.terms import SpanKind
from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.indicators.areas import Area
from zhiben.kernel.indicators.declarations import a_year_before

FIRST_YEAR: Final = 2000
MONTHS: Final = {SpanKind.MONTH: 1, SpanKind.QUARTER: 3, SpanKind.HALF: 6, SpanKind.YEAR: 12}


@dataclass(frozen=True, kw_only=True)
class Span:
    """``since`` and ``on`` included. ``note`` says what else must be known about it."""

    kind: SpanKind
    since: date
    on: date
    note: str = ""

    @property
    def words(self) -> str:
        return f"{spoken(self.since)}至{spoken(self.on)}"

    @property
    def before(self) -> tuple[date, date]:
        """上年同期."""
        return a_year_before(self.since), a_year_before(self.on)


def span_of(given: Mapping[str, str], area: Area, today: date, default: date | None = None) -> Span:
    """By ``period``, ``on`` (empty: ``default`` or today) and, for any days, ``since``. Raises InvalidInput."""
    on = min(_day("on", given.get("on", "")) or default or today, today)
    try:
        kind = SpanKind(given.get("period") or SpanKind.YEAR)
    except ValueError:
        raise InvalidInput.of("period", "没有这样的统计期") from None
    if kind == SpanKind.CAMPAIGN:
        return _of_campaign(area, on)
    if kind == SpanKind.ANY:
        since = _day("since", given.get("since", "")) or on.replace(month=1, day=1)
        if since > on:
            raise InvalidInput.of("since", "起始日期不能晚于截止日期")
        return Span(kind=kind, since=since, on=on)
    months = MONTHS[kind]
    return Span(kind=kind, since=on.replace(month=(on.month - 1) // months * months + 1, day=1), on=on)


def spoken(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _of_campaign(area: Area, on: date) -> Span:
    """Since the nearest plan in force began; without one, the year."""
    plan = plans_in_force(area.path, on).first()
    if plan is None:
        return Span(
            kind=SpanKind.CAMPAIGN, since=on.replace(month=1, day=1), on=on, note="当日没有生效的行动方案，按年计算"
        )
    return Span(kind=SpanKind.CAMPAIGN, since=plan.starts_on, on=on, note=f"自《{plan.title}》施行之日起")


def _day(name: str, text: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InvalidInput.of(name, "日期要写成 2026-03-31 这样") from None
    if day.year < FIRST_YEAR:
        raise InvalidInput.of(name, "日期太早，请核对日期")
    return day
