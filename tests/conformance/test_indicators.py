"""What is kept by changes rests on triggers: they must note every table and column that a figure's conditions use."""

import re
from datetime import date

import pytest
from django.db import connection

from zhiben.kernel.indicators.declarations import RecordSet
from zhiben.kernel.indicators.tallies import counting
from zhiben.kernel.indicators.watching import Watch
from zhiben.kernel.indicators.whole import EVERYWHERE, PLACE, asked_of, kept_indicators

pytestmark = pytest.mark.django_db
KEPT = {key: one for key, one in kept_indicators().items() if one.records and one.records.watches}
SETS: dict[str, RecordSet] = {one.records.key: one.records for one in KEPT.values() if one.records}
WATCHES: dict[str, Watch] = {watch.table: watch for records in SETS.values() for watch in records.watches}
SOURCE = re.compile(r'(?:FROM|JOIN) "(\w+)"(?: (?!ON|WHERE|GROUP|INNER|LEFT)"?(\w+)"?)?')
COLUMN = re.compile(r'"?(\w+)"?\."(\w+)"')


@pytest.mark.parametrize("table", sorted(WATCHES))
def test_the_triggers_note_the_columns_that_are_declared(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select prosrc from pg_proc where proname = %s", [f"note_{table}"])
        ((source,),) = cursor.fetchall()
        cursor.execute(
            "select tgname from pg_trigger where tgrelid = %s::regclass and tgname like 'note%%' order by 1", [table]
        )
        events = [name for (name,) in cursor.fetchall()]
    watch = WATCHES[table]
    assert watch.images in source
    assert f'o."{watch.root}"' in source
    assert events == ["note_delete", "note_insert", "note_update"]
    assert {*watch.dates, *watch.moments, *watch.telling} <= {*watch.columns}


@pytest.mark.parametrize("name", sorted(SETS))
def test_conditions_use_only_what_is_noted(name: str) -> None:
    mine = {key: one for key, one in KEPT.items() if one.records and one.records.key == name}
    ((records, _, rows),) = counting(asked_of(mine, date(2026, 3, 31)), EVERYWHERE, PLACE)
    sql = rows.query.sql_with_params()[0]
    tables: dict[str, set[str]] = {}
    for table, alias in SOURCE.findall(sql):
        tables.setdefault(alias or table, set()).add(table)
    assert {table for found in tables.values() for table in found} <= {watch.table for watch in records.watches}
    for alias, column in COLUMN.findall(sql):
        noted = {name for table in tables[alias] for name in ("id", *WATCHES[table].columns)}
        assert column in noted, (alias, column)


def test_only_small_tables_are_counted_whole_every_day() -> None:
    plain = {one.records.key for one in kept_indicators().values() if one.records and not one.records.watches}
    # Of notices and checks only those of the period are looked at: whether a check belongs to a notice, or a person to a
    # post, hangs on the day. Officers, special trades and B certificates are judged by papers that stand elsewhere.
    assert plain <= {"projects", "reports", "notices", "checks", "officers", "special_workers", "b_certificates"}
