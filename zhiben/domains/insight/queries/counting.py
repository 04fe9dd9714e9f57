"""Counting hazards: any number of measures, broken down in several ways, in one statement."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.db.models.expressions import Combinable

Counts = dict[str, int]
Group = tuple[str, ...]
WHOLE: Final = "whole"


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One column of figures. ``where``: which rows it counts, None = all; ``of``: computed from the others instead;
    ``opens``: what the address of its records says besides the filters of the page."""

    key: str
    label: str
    where: Q | None = None
    of: Callable[[Counts], int] | None = None
    opens: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """The largest groups, and how many there are."""

    groups: dict[str, Counts]
    total: int


def count_groups(
    rows: QuerySet[Any], groups: Mapping[str, Sequence[Combinable]], measures: Sequence[Measure]
) -> dict[str, dict[Group, Counts]]:
    """Name of the breakdown → group (its values as text) → counts. ``WHOLE`` has one group, the empty one. One query."""
    counted = [one for one in measures if one.of is None]
    nothing: dict[str, dict[Group, Counts]] = {name: {} for name in groups}
    nothing[WHOLE] = {(): dict.fromkeys((one.key for one in measures), 0)}
    columns = {name: [f'"d_{name}_{n}"' for n in range(len(parts))] for name, parts in groups.items()}
    flat = [column for held in columns.values() for column in held]
    try:
        inner, params = _inner(
            rows, {f"{name}_{n}": one for name, parts in groups.items() for n, one in enumerate(parts)}, counted
        )
    except EmptyResultSet:
        return nothing
    mask = f"grouping({', '.join(held[0] for held in columns.values())})" if flat else "0"
    sets = ", ".join(["()", *(f"({', '.join(held)})" for held in columns.values())])
    with connection.cursor() as cursor:
        # A few thousand groups a set: in memory they need no sorting, which the planner cannot know of expressions.
        cursor.execute("select set_config('work_mem', '64MB', true)")
        cursor.execute(
            f"select {', '.join([mask, *flat, *_counts(counted)])} from ({inner}) h group by grouping sets ({sets})",  # noqa: S608
            params,
        )
        for line in cursor.fetchall():
            name, group = _group_of(line, columns)
            nothing[name][group] = _read(line[1 + len(flat) :], measures)
    return nothing


def rank_groups(
    rows: QuerySet[Any], group: Combinable, measures: Sequence[Measure], *, order: str, first: int, most: int
) -> Ranked:
    """The ``most`` largest groups by the measure ``order`` from place ``first`` on; ties by size, then by key."""
    counted = [one for one in measures if one.of is None]
    try:
        inner, params = _inner(rows, {"one": group}, counted)
    except EmptyResultSet:
        return Ranked(groups={}, total=0)
    by = next(number for number, one in enumerate(counted) if one.key == order)
    with connection.cursor() as cursor:
        cursor.execute(
            f'select count(*) over (), "d_one", {", ".join(_counts(counted))} from ({inner}) h '  # noqa: S608
            f'where "d_one" is not null group by "d_one" order by {by + 3} desc, 3 desc, "d_one" limit %s offset %s',
            (*params, most, first),
        )
        lines = cursor.fetchall()
    found = {_text(line[1]): _read(line[2:], measures) for line in lines}
    return Ranked(groups=found, total=lines[0][0] if lines else 0)


def _inner(rows: QuerySet[Any], groups: Mapping[str, Combinable], measures: Sequence[Measure]) -> tuple[str, Any]:
    """The permitted and narrowed rows with what they are grouped by and which measures count them."""
    wanted: dict[str, Any] = {f"d_{name}": expression for name, expression in groups.items()}
    conditions = {f"m_{one.key}": one.where for one in measures if one.where is not None}
    wanted |= {name: ExpressionWrapper(q, BooleanField()) for name, q in conditions.items()}
    chosen = rows.order_by().annotate(**wanted).values_list(*wanted) if wanted else rows.order_by().values_list("pk")
    return chosen.query.sql_with_params()


def _counts(measures: Sequence[Measure]) -> list[str]:
    return ["count(*)" if m.where is None else f'count(*) filter (where "m_{m.key}")' for m in measures]


def _group_of(line: Sequence[Any], columns: Mapping[str, Sequence[str]]) -> tuple[str, Group]:
    """``grouping()`` has a zero bit for the breakdown that this line is of; all ones is the whole."""
    start = 1
    for place, (name, held) in enumerate(columns.items()):
        if not line[0] >> (len(columns) - 1 - place) & 1:
            return name, tuple(_text(value) for value in line[start : start + len(held)])
        start += len(held)
    return WHOLE, ()


def _read(values: Sequence[Any], measures: Sequence[Measure]) -> Counts:
    """In the order of the measures; computed ones last to be known, in their own place."""
    counted = iter(values)
    counts = {one.key: next(counted) if one.of is None else 0 for one in measures}
    return counts | {one.key: one.of(counts) for one in measures if one.of is not None}


def _text(value: Any) -> str:
    return "" if value is None else str(value)
