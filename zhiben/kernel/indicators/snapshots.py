"""Keeping what indicators were, day by day.

The first day is counted whole. After that a day costs what changed: figures of the day before, plus the rows whose
dates come round, plus the rows that were written since. What was written also corrects the days before it, as
revisions. Once a week everything is counted again and compared.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import connection

from zhiben.kernel.base.clock import today
from zhiben.kernel.base.postgres.moments import one_moment
from zhiben.kernel.indicators.changes import Touched, read_touched
from zhiben.kernel.indicators.declarations import Indicator, RecordSet
from zhiben.kernel.indicators.images import (
    CHANGED,
    MOVING,
    counted,
    counted_now_and_before,
    lay_out,
    prepare_tables,
    touch_moving,
)
from zhiben.kernel.indicators.models import Revision, Snapshot, TakenDay
from zhiben.kernel.indicators.tallies import Tally, counted_by, more_memory
from zhiben.kernel.indicators.terms import Taking
from zhiben.kernel.indicators.whole import (
    EVERYWHERE,
    NATION,
    PLACE,
    Figures,
    add,
    asked_of,
    count_whole,
    difference,
    is_nothing,
    kept_indicators,
    summed,
)

__all__ = ["EVERYWHERE", "NATION", "revisions", "series", "take_snapshots"]
REVISED_DAYS, REVISED_MONTHS = 31, 12
SUNDAY: Final = 6
CHECK: Final = "全量核对"
COPY: Final = """
insert into indicators_snapshot (id, key, division_code, "on", numerator, denominator, taken_at)
select gen_random_uuid(), key, division_code, %s, numerator, denominator, %s from indicators_snapshot
where "on" = %s and key = any(%s)
"""
WRITE: Final = """
insert into indicators_snapshot (id, "on", taken_at, division_code, key, numerator, denominator)
select gen_random_uuid(), %s, %s, * from unnest(%s::text[], %s::text[], %s::bigint[], %s::bigint[])
on conflict (key, division_code, "on") do update
set numerator = excluded.numerator, denominator = excluded.denominator, taken_at = excluded.taken_at
"""
REMOVE: Final = """
delete from indicators_snapshot where "on" = %s and (division_code, key) in (select * from unnest(%s::text[], %s::text[]))
"""
TELL: Final = """
insert into indicators_revision (id, "on", seen_at, division_code, key, was_numerator, was_denominator, numerator,
                                 denominator, why)
select gen_random_uuid(), %s, %s, *
from unnest(%s::text[], %s::text[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::text[])
"""


@dataclass
class _Taking:
    """One run. ``watched``: indicators that can be kept by changes; ``plain``: those always counted whole."""

    at: datetime
    kept: Mapping[str, Indicator] = field(default_factory=kept_indicators)
    changed: int = 0
    moved: int = 0
    revised: int = 0

    @property
    def watched(self) -> dict[str, Indicator]:
        return {key: one for key, one in self.kept.items() if one.records and one.records.watches}

    @property
    def plain(self) -> dict[str, Indicator]:
        return {key: one for key, one in self.kept.items() if not (one.records and one.records.watches)}

    @property
    def sets(self) -> list[RecordSet]:
        return list({one.records.key: one.records for one in self.watched.values() if one.records}.values())


def take_snapshots(*, on: date, at: datetime, whole: bool = False) -> TakenDay:
    """Every indicator that is kept, for every division, as it stood at the end of ``on``.

    Days already kept are revised by what was written since, as far back as ``_revised_days`` says; a repeated run of the same
    day does only that. ``whole``: count everything and compare; what differs is a revision, too. A day before those
    kept is counted whole, from the records as they are now. Raises ValueError for a day that has not come: what "open"
    means there would change as the days pass.
    """
    if on > today():
        raise ValueError(f"{on} has not come yet")
    started = time.perf_counter()
    with one_moment():
        more_memory()
        run, last = _Taking(at=at), TakenDay.objects.order_by("on").last()
        if last is not None and on < last.on and not TakenDay.objects.filter(on=on).exists():
            _store(run, on, count_whole(run.kept, on))
            return _taken(run, on, Taking.LATER, started)
        if last is not None:
            prepare_tables()
            _revise(run, last.on)
        how = _take(run, on, last, whole=whole)
        with connection.cursor() as cursor:
            cursor.execute("delete from indicators_change")
        return _taken(run, on, how, started)


def series(key: str, division_code: str, since: date, until: date) -> list[Snapshot]:
    """One indicator of one division on every kept day, oldest first; zero where nothing was there."""
    rows = Snapshot.objects.filter(key=key, division_code=division_code, on__gte=since, on__lte=until)
    known = {row.on: row for row in rows}
    empty = None if not known else next(iter(known.values())).denominator
    days = TakenDay.objects.filter(on__gte=since, on__lte=until, keys__contains=[key]).order_by("on")
    return [
        known.get(day.on)
        or Snapshot(key=key, division_code=division_code, on=day.on, numerator=0,
                    denominator=None if empty is None else 0, taken_at=day.taken_at)
        for day in days
    ]  # fmt: skip


def revisions(division_code: str, *, key: str = "", since: date | None = None, most: int = 50) -> list[Revision]:
    """What was corrected for a division, newest first. ``since``: only figures of days from then on."""
    rows = Revision.objects.filter(division_code=division_code, **({"key": key} if key else {}))
    rows = rows.filter(on__gte=since) if since else rows
    return list(rows.order_by("-seen_at", "key", "-on")[:most])


def _take(run: _Taking, on: date, last: TakenDay | None, *, whole: bool) -> Taking:
    """The day itself, once the days before it are right."""
    if last is not None and on <= last.on:
        if whole:
            _check(run, on)
        return Taking.CHECKED if whole else Taking.CHANGES
    if last is None or not _goes_on(run, last, on):
        _store(run, on, count_whole(run.kept, on))
        return Taking.WHOLE
    _carry_on(run, last.on, on)
    if whole or on.weekday() == SUNDAY:
        _check(run, on)
        return Taking.CHECKED
    return Taking.CHANGES


def _goes_on(run: _Taking, last: TakenDay, on: date) -> bool:
    """Within a year, day after day, with the same indicators."""
    return last.on == on - timedelta(days=1) and last.on.year == on.year and set(run.kept) <= set(last.keys)


def _carry_on(run: _Taking, before: date, on: date) -> None:
    watched = run.watched
    with connection.cursor() as cursor:
        cursor.execute(COPY, [on, run.at, before, list(watched)])
    run.moved += sum(touch_moving(records, before, on) for records in run.sets)
    lay_out(MOVING, run.sets)
    change = difference(
        summed(counted(asked_of(watched, on), MOVING)), summed(counted(asked_of(watched, before), MOVING))
    )  # fmt: skip
    plain = summed(counted_by(asked_of(run.plain, on), EVERYWHERE, PLACE))
    _store(run, on, {**_with(on, change), **plain})


def _revise(run: _Taking, last: date) -> None:
    """The kept days before, corrected by what was written since."""
    touched = read_touched(run.sets, last)
    run.changed = touched.rows
    if touched.first_day is None:
        return
    watched = run.watched
    lay_out(CHANGED, run.sets)
    for day in _revised_days(touched.first_day, last):
        asked = asked_of(watched, day)
        now, before = counted_now_and_before(asked)
        change = difference(summed(now), summed(before))
        if change:
            _store(run, day, _with(day, change), why=_why(touched, day))


def _revised_days(first: date, last: date) -> list[date]:
    """Kept days that are still revised: of the last month every one, before that the ends of months, for a year."""
    days = TakenDay.objects.filter(on__gte=max(first, last - timedelta(days=31 * REVISED_MONTHS)), on__lte=last)
    return [
        day for day in days.order_by("on").values_list("on", flat=True)
        if day > last - timedelta(days=REVISED_DAYS) or (day + timedelta(days=1)).day == 1
    ]  # fmt: skip


def _check(run: _Taking, on: date) -> None:
    """Everything counted again. Nothing should differ but by a parameter or a definition that was changed."""
    right, now = count_whole(run.kept, on), _kept(on)
    wrong = difference(right, now)
    if wrong:
        _store(run, on, add(now.items(), wrong), why=lambda _: CHECK)


def _with(on: date, change: Figures) -> Figures:
    """What is kept for the divisions and indicators of a change, with the change."""
    codes, keys = {code for code, _ in change}, {key for _, key in change}
    known = _kept(on, codes, keys)
    return add([(where, known[where]) for where in change if where in known], change)


def _kept(on: date, codes: Iterable[str] = (), keys: Iterable[str] = ()) -> Figures:
    rows = Snapshot.objects.filter(on=on)
    if codes:
        rows = rows.filter(division_code__in=list(codes), key__in=list(keys))
    values = rows.values_list("division_code", "key", "numerator", "denominator")
    return {(code, key): Tally(numerator=n, denominator=d) for code, key, n, d in values}


def _store(run: _Taking, on: date, figures: Figures, *, why: Callable[[str], str] | None = None) -> None:
    """Writes what differs from what is kept. With ``why`` (by division) it is a revision: was, is, when, why."""
    known = _kept(on, {code for code, _ in figures}, {key for _, key in figures}) if figures else {}
    changed = {where: tally for where, tally in figures.items() if tally != known.get(where, _nothing(tally))}
    if not changed:
        return
    if why is not None:
        run.revised += _tell(run, on, changed, known, why)
    gone = [where for where, tally in changed.items() if is_nothing(tally)]
    now = [(code, key, one.numerator, one.denominator) for (code, key), one in changed.items() if not is_nothing(one)]
    with connection.cursor() as cursor:
        if gone:
            cursor.execute(REMOVE, [on, *_columns(gone)])
        if now:
            cursor.execute(WRITE, [on, run.at, *_columns(now)])


def _tell(run: _Taking, on: date, changed: Figures, known: Figures, why: Callable[[str], str]) -> int:
    rows = []
    for (code, key), tally in changed.items():
        was = known.get((code, key), _nothing(tally))
        rows.append((code, key, was.numerator, was.denominator, tally.numerator, tally.denominator, why(code)))
    with connection.cursor() as cursor:
        cursor.execute(TELL, [on, run.at, *_columns(rows)])
    return len(rows)


def _columns(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    """For ``unnest``: thousands of rows in one statement, without an object for each."""
    return [list(column) for column in zip(*rows, strict=True)]


def _nothing(like: Tally) -> Tally:
    return Tally(numerator=0, denominator=None if like.denominator is None else 0)


def _why(touched: Touched, on: date) -> Callable[[str], str]:
    return lambda code: touched.reason(code, on)


def _taken(run: _Taking, on: date, how: Taking, started: float) -> TakenDay:
    day, _ = TakenDay.objects.update_or_create(
        on=on,
        defaults={
            "how": how, "keys": sorted(run.kept), "taken_at": run.at, "seconds": time.perf_counter() - started,
            "changed": run.changed, "moved": run.moved, "revised": run.revised,
        },
    )  # fmt: skip
    return day
