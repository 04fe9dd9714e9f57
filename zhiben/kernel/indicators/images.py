"""Counting only what was touched, as it is and as it was: the figures' own queries over a few rows instead of all.

The rows stand in two temporary tables: ``indicators_first``, what each changed row was before, and
``indicators_touched``, the counted rows concerned. A query is asked about them by giving it tables of the same names
in its ``with`` clause, so that no condition is written twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from json import loads
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from zhiben.kernel.base.clock import start_of_day
from zhiben.kernel.indicators.declarations import RecordSet, a_year_before
from zhiben.kernel.indicators.tallies import Asked, Tallies, counting, gather
from zhiben.kernel.indicators.watching import Watch
from zhiben.kernel.indicators.whole import EVERYWHERE, PLACE

CHANGED, MOVING = "changed", "moving"
TABLES: Final = """
drop table if exists pg_temp.indicators_first, pg_temp.indicators_touched;
create temp table indicators_first on commit drop as
    select distinct on (source, row_id) source, row_id, root_id, before from indicators_change order by source, row_id, id;
create temp table indicators_touched (kind text, records text, root uuid, first_day date) on commit drop;
"""
TOUCHED: Final = "(select root from indicators_touched where kind = %s and records = %s and first_day <= %s)"


def prepare_tables() -> None:
    """Both tables of this transaction: what was changed, and nothing touched yet."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        cursor.execute("analyze indicators_first")


def read_changes(watch: Watch) -> list[tuple[UUID, dict[str, Any] | None, dict[str, Any] | None]]:
    """Every changed row of a table: the counted row it belongs to, what it was, what it is."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select f.root_id, f.before::text, case when o.id is not null then {watch.images} end::text "  # noqa: S608
            f"from indicators_first f left join {watch.table} o on o.id = f.row_id "
            "where f.source = %s and f.root_id is not null", [watch.table]
        )  # fmt: skip
        return [(root, _image(before), _image(after)) for root, before, after in cursor.fetchall()]


def touch(kind: str, records: RecordSet, days: Mapping[UUID, date]) -> None:
    """Counted rows, each with the first day that can be concerned."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into indicators_touched select %s, %s, * from unnest(%s::uuid[], %s::date[])",
            [kind, records.key, list(days), list(days.values())],
        )


def touch_moving(records: RecordSet, before: date, on: date) -> int:
    """The rows that may count differently on ``on`` than the day ``before`` without having been written: some date of
    theirs lies on these days, or on the same days a year earlier. Returns how many.
    """
    with connection.cursor() as cursor:
        for watch in records.watches:
            where, values = _dated(watch, before, on)
            if where:
                cursor.execute(
                    f'insert into indicators_touched select %s, %s, o."{watch.root}", %s from {watch.table} o '  # noqa: S608
                    f"where ({where}) and not exists (select 1 from indicators_touched t where t.kind = %s and "
                    f't.records = %s and t.root = o."{watch.root}") group by o."{watch.root}"',
                    [MOVING, records.key, before, *values, MOVING, records.key],
                )
        cursor.execute(
            "select count(*) from indicators_touched where kind = %s and records = %s", [MOVING, records.key]
        )
        return int(cursor.fetchone()[0])


def counted(asked: Asked, kind: str, until: date, *, before: bool = False) -> dict[str, Tallies]:
    """Place → figures of the touched rows whose first day is not after ``until``; ``before``: as they were."""
    found: dict[str, Tallies] = {}
    concerned = _concerned(kind, until)
    asked = {name: one for name, one in asked.items() if one[0].records and one[0].records.key in concerned}
    for records, cells, rows in counting(asked, EVERYWHERE, PLACE):
        watches = records.watches if before else records.watches[:1]
        shadows = [_shadow(watch, records, kind, until, before=before) for watch in watches]
        gather(found, _rows(rows, shadows), cells, asked)
    return found


def _concerned(kind: str, until: date) -> set[str]:
    """The record sets with touched rows; the queries of the others would find nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct records from indicators_touched where kind = %s and first_day <= %s", [kind, until]
        )
        return {name for (name,) in cursor.fetchall()}


def _shadow(watch: Watch, records: RecordSet, kind: str, until: date, *, before: bool) -> tuple[str, Sequence[Any]]:
    values: list[Any] = [kind, records.key, until]
    now = f'select r.* from {watch.table} r where r."{watch.root}" in {TOUCHED}'  # noqa: S608
    if not before:
        return f'"{watch.table}" as materialized ({now})', values
    was = (
        f"select p.* from indicators_first f cross join lateral jsonb_populate_record(null::{watch.table}, f.before) p "  # noqa: S608
        f"where f.source = %s and f.before is not null and f.root_id in {TOUCHED}"
    )
    same = f"{now} and not exists (select 1 from indicators_first f where f.source = %s and f.row_id = r.id)"  # noqa: S608
    return (
        f'"{watch.table}" as materialized ({was} union all {same})', [watch.table, *values, *values, watch.table]
    )  # fmt: skip


def _rows(rows: QuerySet[Any, Any], shadows: Iterable[tuple[str, Sequence[Any]]]) -> Iterable[dict[str, Any]]:
    statement, values = rows.query.sql_with_params()
    shadows = list(shadows)
    given = [value for _, part in shadows for value in part]
    with connection.cursor() as cursor:
        cursor.execute(f"with {', '.join(text for text, _ in shadows)} {statement}", [*given, *values])
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _dated(watch: Watch, before: date, on: date) -> tuple[str, list[Any]]:
    spans = ((before, on), (a_year_before(before), a_year_before(on)))
    parts = [f'o."{name}" between %s and %s' for name in watch.dates for _ in spans]
    values: list[date | datetime] = [day for _ in watch.dates for span in spans for day in span]
    for name in watch.moments:
        parts.append(f'(o."{name}" >= %s and o."{name}" < %s)')
        values += [start_of_day(before), start_of_day(on + timedelta(days=1))]
    return " or ".join(parts), list(values)


def _image(text: str | None) -> dict[str, Any] | None:
    return None if text is None else dict(loads(text))
