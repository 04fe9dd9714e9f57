"""Whether there is anything, and how much, asked for a whole page in one statement."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def which_have_rows(asked: Mapping[str, "QuerySet[Any]"]) -> set[str]:
    """The names under which at least one row is found. One query, none for nothing asked."""
    found = _one_row({name: rows.order_by().values_list("pk")[:1] for name, rows in asked.items()}, "exists ({})")
    return {name for name, there in found.items() if there}


def how_many(asked: Mapping[str, "QuerySet[Any]"], *, most: int) -> dict[str, int]:
    """How many rows under each name, counted up to ``most``. One query."""
    bounded = {name: rows.order_by().values_list("pk")[:most] for name, rows in asked.items()}
    return dict.fromkeys(asked, 0) | _one_row(bounded, "(select count(*) from ({}) as counted)")


def _one_row(asked: Mapping[str, "QuerySet[Any]"], form: str) -> dict[str, Any]:
    """Each set of rows written into ``form``, side by side in one statement; what can have no rows is left out."""
    parts: dict[str, str] = {}
    values: list[Any] = []
    for name, rows in asked.items():
        try:
            inner, given = rows.query.sql_with_params()
        except EmptyResultSet:
            continue
        parts[name] = form.format(inner)
        values += given
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select " + ", ".join(parts.values()), values)
        return dict(zip(parts, cursor.fetchone() or (), strict=True))
