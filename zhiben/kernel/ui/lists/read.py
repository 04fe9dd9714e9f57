"""One page of a list: rows, totals and count in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, F

from zhiben.kernel.ui.due import DueClock
from zhiben.kernel.ui.lists.columns import Cell, Column, Kind, cell_of
from zhiben.kernel.ui.lists.filters import Asked, ChoiceFilter, Filter, Rows
from zhiben.kernel.ui.lists.query import ListQuery

if TYPE_CHECKING:
    from zhiben.kernel.ui.lists.page import ListPage

COUNTED_EXACTLY: Final = 10_000


@dataclass(frozen=True)
class Total:
    """One entry of the totals bar: a word, how many, and the list of exactly those."""

    label: str
    number: int
    url: str
    here: bool


@dataclass(frozen=True)
class Row:
    pk: Any
    url: str
    cells: list[Cell]


@dataclass(frozen=True)
class Reading:
    """``total`` is exact to ``COUNTED_EXACTLY``; ``more`` says that there are more than that."""

    rows: list[Row]
    columns: list[Column]
    totals: list[Total]
    total: int
    more: bool
    page: int
    pages: int
    first: int


def filtered(page: "ListPage[Any]", asked: Asked, *, without: str = "") -> Rows:
    rows = page.rows(asked.actor, asked.at)
    for one in page.filters:
        if one.name != without and one.shown(asked):
            rows = one.narrow(rows, asked)
    return rows


def ordered(page: "ListPage[Any]", rows: Rows, sort: str) -> Rows:
    """By the chosen column, then by key, so that paging never repeats or skips a row."""
    wanted = sort or page.default_sort
    name = wanted.removeprefix("-")
    column = next((c for c in page.columns if c.key == name and c.sort), None)
    path = F(column.sort if column else name)
    order = path.desc(nulls_last=True) if wanted.startswith("-") else path.asc()
    return rows.order_by(order, "-pk" if wanted.startswith("-") else "pk")


def read_list(page: "ListPage[Any]", asked: Asked, query: ListQuery) -> Reading:
    rows = filtered(page, asked)
    totals = _totals(page, asked, query)
    total = _total(rows, totals, query, page)
    counted = min(total, COUNTED_EXACTLY)
    pages = max(1, -(-counted // page.page_size))
    number = min(query.page, pages)
    start = (number - 1) * page.page_size
    found = list(ordered(page, rows, query.sort)[start : start + page.page_size]) if total else []
    page.prepare(found)
    columns = [c for c in page.columns if c.key in query.columns]
    return Reading(
        _rows(page, found, columns, asked), columns, totals, counted, total > COUNTED_EXACTLY, number, pages, start
    )


def _rows(page: "ListPage[Any]", found: Sequence[Any], columns: list[Column], asked: Asked) -> list[Row]:
    deadlines = [c.raw(row) for c in columns if c.kind == Kind.DUE for row in found]
    clock = DueClock(asked.at, deadlines)
    return [Row(row.pk, page.row_url(row), [cell_of(c, row, clock) for c in columns]) for row in found]


def _total(rows: Rows, totals: list[Total], query: ListQuery, page: "ListPage[Any]") -> int:
    if totals:
        return next(total.number for total in totals if total.here)
    return rows.order_by()[: COUNTED_EXACTLY + 1].count()


def _totals(page: "ListPage[Any]", asked: Asked, query: ListQuery) -> list[Total]:
    """Counts by the declared choice over everything else that is filtered; the words stay in their declared order."""
    chosen = _totals_filter(page.filters, page.totals_by)
    if chosen is None:
        return []
    rows = filtered(page, asked, without=chosen.name)
    numbers = dict(rows.order_by().values_list(chosen.field).annotate(number=Count("pk")))
    options = chosen.options(asked.actor)
    value = query.given.get(chosen.name, "")
    here = value if value in {code for code, _ in options} else ""
    entries = [Total("全部", sum(numbers.values()), query.link(**{chosen.name: ""}), not here)]
    return entries + [
        Total(label, numbers.get(code, 0), query.link(**{chosen.name: code}), code == here)
        for code, label in options
        if numbers.get(code) or code == here
    ]


def _totals_filter(filters: Sequence[Filter], name: str) -> ChoiceFilter | None:
    return next((one for one in filters if isinstance(one, ChoiceFilter) and one.name == name), None)
