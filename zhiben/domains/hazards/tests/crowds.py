"""Thousands of cases by one statement: copies of a hazard that came about through the real verbs."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import connection, models

from zhiben.domains.hazards.models import Hazard
from zhiben.kernel.workflow.models import CaseMove, Todo


def multiply(model: type[models.Model], where: str, count: int, changed: Mapping[str, str], **given: Any) -> int:
    """Insert ``count`` copies of the row ``t`` for which ``where`` holds; ``changed``: column → SQL over ``g``, 1 to n."""
    fields = [f for f in model._meta.concrete_fields if not getattr(f, "generated", False)]
    columns = [str(f.column) for f in fields if f.column in changed or not isinstance(f, models.BigAutoField)]
    quote = connection.ops.quote_name
    values = ", ".join(changed.get(column, f"t.{quote(column)}") for column in columns)
    names = ", ".join(quote(column) for column in columns)
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {table} ({names}) select {values} from {table} t, generate_series(1, %(count)s) g where {where}",
            {"count": count, **given},
        )
        return int(cursor.rowcount)


def copies_of(hazard: Hazard, count: int, *, todos: Mapping[str, str] | None = None, **changed: str) -> None:
    """``count`` more like it, each with the first row of its history and its to-dos. Titles are 第 n 件.

    ``changed``: columns of the case, SQL over ``g``; ``todos``: columns of its to-dos, SQL over ``crowd.g``.
    """
    with connection.cursor() as cursor:
        cursor.execute("create temp table if not exists crowd (g int primary key, id uuid)")
        cursor.execute("truncate crowd")
        cursor.execute("insert into crowd select g, gen_random_uuid() from generate_series(1, %s) g", [count])
    of_crowd = "(select crowd.id from crowd where crowd.g = g.g)"
    multiply(
        Hazard, "t.id = %(id)s", count, {"id": of_crowd, "title": "'第 ' || g || ' 件'", "number": "''", **changed},
        id=hazard.pk,
    )  # fmt: skip
    _copy_rows(CaseMove, "t.seq = 1", hazard.pk, {"due_at": "null"})
    _copy_rows(Todo, "t.closed_at is null", hazard.pk, {"due_at": "c.due_at", "title": "c.title", **(todos or {})})


def _copy_rows(model: type[models.Model], which: str, case_id: UUID, changed: Mapping[str, str]) -> None:
    columns = [str(f.column) for f in model._meta.concrete_fields if f.column != "id"]
    values = {"case_id": "c.id", **changed}
    select = ", ".join(values.get(column, f"t.{column}") for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {model._meta.db_table} ({', '.join(columns)}) select {select} from {model._meta.db_table} t, crowd, "
            f"hazards_hazard c where t.case_id = %s and c.id = crowd.id and {which}",
            [case_id],
        )
