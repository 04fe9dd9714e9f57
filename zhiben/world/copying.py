"""Rows by COPY. They go through a temporary table, because COPY into a table under row-level security is refused."""

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models


def copy_rows(model: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert mappings of field name → value; every mapping has the same keys. Fields left out take their defaults."""
    stream = iter(rows)
    first = next(stream, None)
    if first is None:
        return 0
    names = list(first)
    by_name = {f.name: f for f in model._meta.concrete_fields}
    fields = [by_name[n] for n in names]
    extra = [f for f in model._meta.concrete_fields if f.name not in names and has_plain_default(f)]
    columns = [str(f.column) for f in (*fields, *extra)]
    return _copy(model._meta.db_table, columns, _tuples(chain([first], stream), names, extra))


def has_plain_default(field: Any) -> bool:
    """Django fills these when it inserts a row; columns the database fills itself are left to it."""
    if field.generated or field.has_db_default():
        return False
    return bool(field.has_default() or (field.empty_strings_allowed and not field.null and not field.primary_key))


def _tuples(rows: Iterable[Mapping[str, Any]], names: list[str], extra: Sequence[Any]) -> Iterable[list[Any]]:
    for row in rows:
        yield [_plain(row[n]) for n in names] + [_plain(f.get_default()) for f in extra]


def _plain(value: Any) -> Any:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False) if isinstance(value, dict) else value


def _copy(table: str, columns: list[str], rows: Iterable[list[Any]]) -> int:
    quote = connection.ops.quote_name
    listed = ", ".join(quote(c) for c in columns)
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists world_rows")
        cursor.execute(f"create temp table world_rows as select {listed} from {quote(table)} limit 0")  # noqa: S608
        with cursor.copy(f"copy world_rows ({listed}) from stdin") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(f"insert into {quote(table)} ({listed}) select {listed} from world_rows")  # noqa: S608
        return int(cursor.rowcount)
