"""Whether there is anything, and how much, asked for a whole page in one statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet


@dataclass(frozen=True)
class Having:
    """Rows of a table in which a column holds a value, whoever may see them.

    For questions asked on every page: put into words by the query builder, each costs more than its answer.
    """

    model: type[Model]
    column: str
    value: Any


@dataclass(frozen=True)
class Question:
    """A statement and its values; None for what can have no rows."""

    sql: str
    values: tuple[Any, ...]


Asked = QuerySet[Any] | Having


def which_have_rows(asked: Mapping[str, Asked]) -> set[str]:
    """The names under which at least one row is found. One query, none for nothing asked."""
    questions = {name: _any_of(rows) for name, rows in asked.items()}
    return {name for name, there in _one_row(questions, "exists ({})").items() if there}


def up_to(rows: "QuerySet[Any]", most: int) -> Question | None:
    """The rows, as ``how_many`` counts them."""
    return _question(rows.order_by().values_list("pk")[:most])


def how_many(asked: Mapping[str, Question | None]) -> dict[str, int]:
    """How many rows under each name. One query."""
    return dict.fromkeys(asked, 0) | _one_row(asked, "(select count(*) from ({}) as counted)")


def _any_of(rows: Asked) -> Question | None:
    if isinstance(rows, Having):
        name = connection.ops.quote_name
        return Question(f"select from {name(rows.model._meta.db_table)} where {name(rows.column)} = %s", (rows.value,))
    return _question(rows.order_by().values_list("pk")[:1])


def _question(rows: "QuerySet[Any]") -> Question | None:
    try:
        sql, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return None
    return Question(sql, tuple(values))


def _one_row(asked: Mapping[str, Question | None], form: str) -> dict[str, Any]:
    """Each set of rows written into ``form``, side by side in one statement; what can have no rows is left out."""
    parts = {name: question for name, question in asked.items() if question is not None}
    if not parts:
        return {}
    statement = ", ".join(form.format(question.sql) for question in parts.values())
    with connection.cursor() as cursor:
        cursor.execute(f"select {statement}", [value for question in parts.values() for value in question.values])
        return dict(zip(parts, cursor.fetchone() or (), strict=True))
