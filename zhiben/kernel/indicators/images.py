"""Counting only what was touched, as it is and as it was: the figures' own queries over a few rows instead of all.

``indicators_first`` holds what each changed row was before, ``indicators_touched`` the counted rows concerned; from both
come temporary tables like the real ones, with these rows only. A query is asked about them by giving it tables of the
same names in its ``with`` clause, so that no condition is written twice.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from json import loads
from typing import Any, Final
from uuid import UUID

from django.db import connection

from zhiben.kernel.base.clock import start_of_day
from zhiben.kernel.indicators.declarations import RecordSet, a_year_before
from zhiben.kernel.indicators.tallies import Asked, Tallies, counting, gather
from zhiben.kernel.indicators.watching import Watch
from zhiben.kernel.indicators.whole import EVERYWHERE, PLACE

CHANGED, MOVING = "changed", "moving"
NOW, WAS = "now", "was"
TABLES: Final = """
drop table if exists pg_temp.indicators_first, pg_temp.indicators_touched;
create temp table indicators_first on commit drop as
    select distinct on (source, row_id) source, row_id, root_id, before from indicators_change order by source, row_id, id;
create temp table indicators_touched (kind text, records text, root uuid) on commit drop;
"""
TOUCHED: Final = "(select root from indicators_touched where kind = %s and records = %s)"


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


def touch(kind: str, records: RecordSet, roots: Iterable[UUID]) -> None:
    """The counted rows that are concerned."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into indicators_touched select %s, %s, * from unnest(%s::uuid[])", [kind, records.key, list(roots)]
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
                    f'insert into indicators_touched select %s, %s, o."{watch.root}" from {watch.table} o '  # noqa: S608
                    f"where ({where}) and not exists (select 1 from indicators_touched t where t.kind = %s and "
                    f't.records = %s and t.root = o."{watch.root}") group by o."{watch.root}"',
                    [MOVING, records.key, *values, MOVING, records.key],
                )
        cursor.execute(
            "select count(*) from indicators_touched where kind = %s and records = %s", [MOVING, records.key]
        )
        return int(cursor.fetchone()[0])


def lay_out(kind: str, sets: Iterable[RecordSet]) -> None:
    """The touched rows as tables of their own, with statistics, so that queries about them are planned for them.

    ``now_`` and ``was_`` for what was changed (as they were: with all that belongs to them), ``moving_`` for the others.
    """
    concerned = _concerned(kind)
    for records in sets:
        if records.key in concerned:
            _table(NOW if kind == CHANGED else kind, records, records.watches[0], kind)
            for watch in records.watches if kind == CHANGED else ():
                _table(WAS, records, watch, kind)


def counted(asked: Asked, kind: str) -> dict[str, Tallies]:
    """Place → figures of the touched rows as they are."""
    return _counted(asked, kind, [kind])[0]


def counted_now_and_before(asked: Asked) -> tuple[dict[str, Tallies], dict[str, Tallies]]:
    """Place → figures of the changed rows as they are and as they were, from one writing of each query."""
    now, before = _counted(asked, CHANGED, [NOW, WAS])
    return now, before


def _counted(asked: Asked, kind: str, versions: Sequence[str]) -> list[dict[str, Tallies]]:
    found: list[dict[str, Tallies]] = [{} for _ in versions]
    concerned = _concerned(kind)
    asked = {name: one for name, one in asked.items() if one[0].records and one[0].records.key in concerned}
    for records, cells, rows in counting(asked, EVERYWHERE, PLACE):
        statement = rows.query.sql_with_params()
        for places, version in zip(found, versions, strict=True):
            watches = records.watches if version == WAS else records.watches[:1]
            gather(
                places, _rows(statement, [(watch.table, f"{version}_{watch.table}") for watch in watches]), cells, asked
            )
    return found


def _concerned(kind: str) -> set[str]:
    """The record sets with touched rows; the queries of the others would find nothing."""
    with connection.cursor() as cursor:
        cursor.execute("select distinct records from indicators_touched where kind = %s", [kind])
        return {name for (name,) in cursor.fetchall()}


def _table(version: str, records: RecordSet, watch: Watch, kind: str) -> None:
    """One table as it is, or as it was: the images of what changed, and what did not."""
    name, values = f"{version}_{watch.table}", [kind, records.key]
    rows = f'select r.* from {watch.table} r where r."{watch.root}" in {TOUCHED}'  # noqa: S608
    if version == WAS:
        images = (
            f"select p.* from indicators_first f cross join lateral jsonb_populate_record(null::{watch.table}, f.before) p "  # noqa: S608
            f"where f.source = %s and f.before is not null and f.root_id in {TOUCHED}"
        )
        same = f"{rows} and not exists (select 1 from indicators_first f where f.source = %s and f.row_id = r.id)"  # noqa: S608
        rows, values = f"{images} union all {same}", [watch.table, *values, *values, watch.table]
    with connection.cursor() as cursor:
        cursor.execute(f"drop table if exists pg_temp.{name}")
        cursor.execute(f"create temp table {name} on commit drop as {rows}", values)
        cursor.execute(f'create index on pg_temp.{name} ("{watch.root}")')
        cursor.execute(f"analyze pg_temp.{name}")


def _rows(query: tuple[str, Sequence[Any]], shadows: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    statement, values = query
    given = ", ".join(f'"{table}" as not materialized (select * from pg_temp.{name})' for table, name in shadows)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"with {given} {statement}", values)
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
