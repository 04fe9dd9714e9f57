"""Where a figure comes from: the divisions below, the furthest behind first; how it went; what was corrected."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from zhiben.domains.campaigns.queries.areas import row_name, rows_of
from zhiben.domains.campaigns.queries.catalogue import LARGE, target_for
from zhiben.domains.campaigns.queries.plans import as_target, targets_of
from zhiben.domains.campaigns.queries.spans import Span
from zhiben.kernel.indicators.areas import Area
from zhiben.kernel.indicators.declarations import Indicator
from zhiben.kernel.indicators.kept import newest_day
from zhiben.kernel.indicators.models import Snapshot
from zhiben.kernel.indicators.queries import Reading, compute_below, groups_below
from zhiben.kernel.indicators.snapshots import series
from zhiben.kernel.indicators.standing import Target, shortfall, value_of_tally
from zhiben.kernel.indicators.tallies import Tally
from zhiben.kernel.indicators.terms import Status

ORDER: Final = (Status.MISSED, Status.BEHIND, Status.ON_TRACK, Status.NO_TARGET, Status.MET, Status.NOT_COLLECTED)
TREND_MONTHS: Final = 13


@dataclass(frozen=True, kw_only=True)
class Row:
    """One division (or agency) below. ``short``: how much is missing to where it should be, None: not comparable."""

    name: str
    area: Area
    reading: Reading
    short: Decimal | None


@dataclass(frozen=True, kw_only=True)
class TrendPoint:
    on: date
    tally: Tally
    value: Decimal | None


def default_day(area: Area, today: date) -> date | None:
    """Large divisions are shown as of the newest night, from what was kept; others as of now."""
    return newest_day(today - timedelta(days=1)) if area.level in LARGE else None


def targets_below(area: Area, on: date) -> Mapping[str, Target]:
    """What the divisions below are held against: the plan over them all. A division's own plan shows on its own page."""
    return {key: as_target(row) for key, row in targets_of(area, on).items()}


def rows_below(wanted: Sequence[Indicator], area: Area, span: Span, *, kept: bool) -> list[list[Row]]:
    """A list of rows for each indicator, the furthest behind first; the queries do not grow with the divisions."""
    keys = [one.key for one in wanted]
    areas = rows_of(area, groups_below(keys, area, span.on, since=span.since) if not kept else (), span.on)
    targets = targets_below(area, span.on)
    readings = compute_below(
        keys,
        areas.values(),
        area,
        span.on,
        since=span.since,
        targets=lambda one, _: target_for(one, targets),
        kept=kept,
    )
    return [sorted(_rows(reading for reading in readings if reading.indicator == one), key=_behind) for one in wanted]


def trend(one: Indicator, area: Area, on: date) -> list[TrendPoint]:
    """Ends of months and the newest day, from what was kept; where less than two months were, day by day."""
    days = series(one.key, area.code, on - timedelta(days=31 * TREND_MONTHS), on)
    ends = [day for day in days if (day.on + timedelta(days=1)).day == 1]
    chosen = ends if len(ends) > 1 else days[-31:]
    if days and days[-1] not in chosen:
        chosen = [*chosen, days[-1]]
    return [_point(one, day) for day in chosen]


def _rows(readings: Iterable[Reading]) -> Iterable[Row]:
    for one in readings:
        short = shortfall(one.value, one.target, one.on, one.before)
        yield Row(name=row_name(one.area), area=one.area, reading=one, short=short)


def _behind(row: Row) -> tuple[int, Decimal, str]:
    """Missed, behind, under way; within that the furthest first. Without a target: the lowest share, the highest number;
    where there is nothing to count, last."""
    reading = row.reading
    if reading.value is None:
        return len(ORDER), Decimal(0), row.name
    if row.short is not None:
        return ORDER.index(reading.status), -row.short, row.name
    return ORDER.index(reading.status), reading.value if reading.indicator.is_share else -reading.value, row.name


def _point(one: Indicator, day: Snapshot) -> TrendPoint:
    tally = Tally(numerator=day.numerator, denominator=day.denominator)
    return TrendPoint(on=day.on, tally=tally, value=value_of_tally(tally, share=one.is_share))
