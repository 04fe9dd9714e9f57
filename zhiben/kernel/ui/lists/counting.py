"""Counting rows up to a bound: what a page costs must not depend on how many there are."""

from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

COUNTED_EXACTLY: Final = 10_000
# Of what holds certain words: each row must be read to the end of its text, and nobody turns so many pages.
COUNTED_BY_WORDS: Final = 1_000


def count_up(rows: "QuerySet[Any]", most: int = COUNTED_EXACTLY) -> int:
    """How many, at most one more than ``most``."""
    return rows.order_by()[: most + 1].count()


def keys_by(rows: "QuerySet[Any]", field: str, most: int) -> dict[Any, list[Any]]:
    """The keys of each value, in all at most one more than ``most``: for rows that take long to find, once."""
    found: dict[Any, list[Any]] = {}
    for value, key in rows.order_by().values_list(field, "pk")[: most + 1]:
        found.setdefault(value, []).append(key)
    return found


def count_by(rows: "QuerySet[Any]", field: str, most: int = COUNTED_EXACTLY) -> dict[Any, int]:
    """How many of each value. A sum above ``most`` means: more than that, the parts are then arbitrary."""
    try:
        inner, values = rows.order_by().values_list(field, "pk")[: most + 1].query.sql_with_params()
    except EmptyResultSet:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(f"select v, count(*) from ({inner}) as counted (v, k) group by v", values)  # noqa: S608
        return dict(cursor.fetchall())
