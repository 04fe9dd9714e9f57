"""Counting: every figure asked of one record set comes from one query, grouped by the level below."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db import connection
from django.db.models import Count, F, Func, Q, QuerySet, UUIDField, Value
from django.db.models.aggregates import Aggregate
from django.db.models.expressions import Combinable

from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.indicators.areas import Area
from zhiben.kernel.indicators.declarations import Indicator, Question, RecordSet, Subsets, known_indicator


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What was counted. Without a denominator the figure is a plain number."""

    numerator: int
    denominator: int | None = None

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(numerator=self.numerator + other.numerator, denominator=self._joined(other, 1))

    def __sub__(self, other: "Tally") -> "Tally":
        return Tally(numerator=self.numerator - other.numerator, denominator=self._joined(other, -1))

    def _joined(self, other: "Tally", sign: int) -> int | None:
        if self.denominator is None and other.denominator is None:
            return None
        return (self.denominator or 0) + sign * (other.denominator or 0)


Tallies = dict[str, Tally]
Asked = Mapping[str, tuple[Indicator, Question]]
Cells = Mapping[str, Subsets]


def tally(asked: Asked, area: Area) -> Tallies:
    """Each named figure for the whole area. Figures that are not collected are left out."""
    return counted_by(asked, area, Value("")).get("", _nothing(asked))


def tally_split(asked: Asked, area: Area) -> dict[str, Tallies]:
    """The same by division below: code → figures; ``""`` is what stands directly in the area.

    A county or zone is split by agency: its id as text.
    """
    return counted_by(asked, area, area.split)


def counted_by(asked: Asked, area: Area, group: Combinable) -> dict[str, Tallies]:
    """Group (as text) → figures; one query per record set. Only groups with records are there."""
    found: dict[str, Tallies] = {}
    for _, cells, rows in counting(asked, area, group):
        gather(found, rows, cells, asked)
    return found


def counting(asked: Asked, area: Area, group: Combinable) -> list[tuple[RecordSet, Cells, QuerySet[Any, Any]]]:
    """The query for each record set; its rows are read by ``gather``."""
    made: list[tuple[RecordSet, Cells, QuerySet[Any, Any]]] = []
    for records, cells in _by_records(asked):
        rows = records.rows().filter(area.condition, reduce(or_, (cell.whole for cell in cells.values())))
        made.append((records, cells, rows.order_by().values(g=group).annotate(**_aggregates(records, cells))))
    return made


def gather(found: dict[str, Tallies], rows: Iterable[Mapping[str, Any]], cells: Cells, asked: Asked) -> None:
    """Rows of ``counting`` into group (as text) → figures."""
    for row in rows:
        here = found.setdefault("" if row["g"] is None else str(row["g"]), _nothing(asked))
        here.update({name: _read(row, number, cell) for number, (name, cell) in enumerate(cells.items())})


def more_memory() -> None:
    """For this transaction: what conditions look up over a million rows fits into memory instead of being searched
    again for each of them."""
    if connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("set local work_mem = '64MB'")


def roll_up(parts: Iterable[Tallies], asked: Asked) -> Tallies:
    """The sum of the rows of a table. Right because every record stands in exactly one of them."""
    total = _nothing(asked)
    for part in parts:
        total = {name: total[name] + part[name] for name in total}
    return total


def count_by(key: str, area: Area, on: date, by: str | Combinable, *, since: date | None = None) -> dict[str, Tally]:
    """One indicator broken down: by a column of its records (``"project__agency_id"``) or an expression; one query.

    Group as text → tally; ``""`` is what has none. Without ``since`` the period begins on 1 January. Groups are not
    divisions: nothing is said about a group without records. Raises InvalidInput for what is not collected.
    """
    wanted = known_indicator(key)
    if wanted.define is None:
        raise InvalidInput.of("indicator", f"“{wanted.label}”{wanted.waiting or '还没有可查看的记录'}")
    question = Question(area=area, on=on, since=since) if since else Question.of_year(area, on)
    group = F(by) if isinstance(by, str) else by
    return {name: found[key] for name, found in counted_by({key: (wanted, question)}, area, group).items()}


def count_of(records: RecordSet, where: Q) -> Aggregate:
    """How many records, or distinct entries of them, satisfy ``where``."""
    if not records.entry:
        return Count("pk", filter=where)
    row = Func(*map(F, records.entry), function="row", output_field=UUIDField())
    return Count(row, distinct=True, filter=where)


def _by_records(asked: Asked) -> list[tuple[RecordSet, dict[str, Subsets]]]:
    sets: dict[str, tuple[RecordSet, dict[str, Subsets]]] = {}
    for name, (wanted, question) in asked.items():
        if wanted.define is not None and wanted.records is not None:
            sets.setdefault(wanted.records.key, (wanted.records, {}))[1][name] = wanted.define(question)
    return list(sets.values())


def _aggregates(records: RecordSet, cells: Cells) -> dict[str, Aggregate]:
    made = {}
    for number, cell in enumerate(cells.values()):
        made[f"n{number}"] = count_of(records, cell.part)
        if cell.denominator is not None:
            made[f"d{number}"] = count_of(records, cell.denominator)
    return made


def _read(row: Mapping[str, Any], number: int, cell: Subsets) -> Tally:
    return Tally(numerator=row[f"n{number}"], denominator=row.get(f"d{number}"))


def _nothing(asked: Asked) -> Tallies:
    return {
        name: Tally(numerator=0, denominator=0 if wanted.denominator else None)
        for name, (wanted, _) in asked.items()
        if wanted.define is not None
    }
