"""Tables without their indexes, foreign keys and triggers while millions of rows go in; exactly as they were afterwards.

Only the owner of the tables may do this, and only inside one transaction: whatever goes wrong, nothing was changed.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from django.db import connection, models

CONSTRAINTS: Final = """
select conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) from pg_constraint
 where contype = any(%(kinds)s) and (conrelid = any(%(tables)s::regclass[]) or (contype = 'f' and confrelid = any(%(tables)s::regclass[])))
 order by contype <> 'p', conrelid::regclass::text, conname
"""
INDEXES: Final = """
select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index i
 where indrelid = any(%(tables)s::regclass[]) and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid)
 order by 1
"""
FORCED: Final = "select oid::regclass::text from pg_class where relforcerowsecurity and oid = any(%(tables)s::regclass[]) order by 1"
TRIGGERED: Final = """
select distinct tgrelid::regclass::text from pg_trigger
 where not tgisinternal and tgenabled = 'O' and tgrelid = any(%(tables)s::regclass[]) order by 1
"""


@contextmanager
def bare(tables: Sequence[type[models.Model]], say: Callable[[str], object]) -> Iterator[None]:
    """What is taken off is put on again in the end: keys first, then indexes, then what refers to keys.

    The tables must be empty. They get new files, so that giving up leaves nothing behind on the disk either.
    """
    names = [model._meta.db_table for model in tables]
    keys = _rows(CONSTRAINTS, names, kinds=["p", "u", "x"])
    references = _rows(CONSTRAINTS, names, kinds=["f"])
    indexes, forced = _rows(INDEXES, names), [row[0] for row in _rows(FORCED, names)]
    triggered = [row[0] for row in _rows(TRIGGERED, names)]
    _run("set constraints all immediate")
    _run_all(f"alter table {table} drop constraint {name}" for table, name, _ in (*references, *reversed(keys)))
    _run_all(f"drop index {name}" for name, _ in indexes)
    _run(f"truncate table {', '.join(map(connection.ops.quote_name, names))}")
    _run_all(f"alter table {table} disable trigger user" for table in triggered)
    _run_all(f"alter table {table} no force row level security" for table in forced)
    yield
    say("键和索引")
    _run_all(f"alter table {table} add constraint {name} {text}" for table, name, text in keys)
    _run_all(text for _, text in indexes)
    say("外键")
    _run_all(f"alter table {table} add constraint {name} {text}" for table, name, text in references)
    _run_all(f"alter table {table} enable trigger user" for table in triggered)
    _run_all(f"alter table {table} force row level security" for table in forced)


def _rows(sql: str, names: Sequence[str], **given: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"tables": list(names), **given})
        return list(cursor.fetchall())


def _run_all(statements: Iterable[str]) -> None:
    for statement in statements:
        _run(statement)


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
