"""Rows into tables, by COPY as the owner; the register's own history of rows written besides."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from django.db import connection, models

from zhiben.world.bulk.sheets import fields_of, lines_of


class Loader:
    """Counts what went into which table. ``fresh`` tables were emptied in this transaction: their rows come frozen."""

    def __init__(self, fresh: Iterable[str] = ()) -> None:
        self.counts: Counter[str] = Counter()
        self._fresh = frozenset(fresh)

    def rows(self, rows: Mapping[type[models.Model], Iterable[Mapping[str, Any]]]) -> None:
        for model, some in rows.items():
            self.text(model, lines_of(model, some))

    def texts(self, texts: Mapping[str, bytes]) -> None:
        for label, text in texts.items():
            self.text(apps.get_model(label), text)

    def text(self, model: type[models.Model], text: bytes) -> None:
        if not text:
            return
        quote = connection.ops.quote_name
        columns = ", ".join(quote(f.column) for f in fields_of(model))
        frozen = "with (freeze)" if model._meta.label in self._fresh else ""
        with connection.cursor() as cursor:
            with cursor.copy(f"copy {quote(model._meta.db_table)} ({columns}) from stdin {frozen}") as copy:
                copy.write(text)
            self.counts[model._meta.label] += cursor.rowcount


def write_past(model: type[models.Model]) -> None:
    """What the triggers of a tracked table would have written for each row."""
    event: Any = apps.get_model(f"{model._meta.label}Event")
    columns = [f.column for f in event._meta.concrete_fields if not f.name.startswith("pgh_")]
    quote = connection.ops.quote_name
    listed, table = ", ".join(quote(c) for c in columns), quote(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {quote(event._meta.db_table)} ({listed}, pgh_created_at, pgh_label, pgh_obj_id)"  # noqa: S608
            f" select {listed}, now(), 'insert', id from {table} order by 1"
        )
