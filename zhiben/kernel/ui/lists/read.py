"""One page of a list: rows, totals and count in a constant number of queries, none of which grows with the list.

Numbers are exact up to a bound (``counting``) and not given above it; pages follow each other by key (``keyset``).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.db.models import Value

from zhiben.kernel.base.keyset import Order, Position, WrongPosition, jump, read_position, walk, write_position
from zhiben.kernel.ui.due import DueClock
from zhiben.kernel.ui.lists.columns import Cell, Column, Kind, cell_of
from zhiben.kernel.ui.lists.counting import COUNTED_BY_WORDS, COUNTED_EXACTLY, count_by, count_up, keys_by
from zhiben.kernel.ui.lists.filters import Asked, ChoiceFilter, Filter, Rows, TextFilter
from zhiben.kernel.ui.lists.query import AFTER, BEFORE, LAST, PAGE, ListQuery

if TYPE_CHECKING:
    from zhiben.kernel.ui.lists.page import ListPage


@dataclass(frozen=True)
class Total:
    """One entry of the totals bar: a word, how many (None: too many to count here), and the list of exactly those."""

    label: str
    number: int | None
    url: str
    here: bool


@dataclass(frozen=True)
class Row:
    pk: Any
    url: str
    cells: list[Cell]


@dataclass(frozen=True)
class Counted:
    """``number`` is exact up to ``most``; ``more`` says that there are more than that."""

    number: int
    more: bool
    most: int

    @classmethod
    def of(cls, number: int, most: int) -> "Counted":
        return cls(min(number, most), number > most, most)


@dataclass(frozen=True)
class Links:
    """Addresses of the other pages; empty where there is none."""

    first: str = ""
    before: str = ""
    after: str = ""
    last: str = ""


@dataclass(frozen=True)
class Reading:
    """``page`` 0: the last of too many to number. ``pages``: those that can be counted, 0 for too many.

    ``nothing``: the list has no rows at all for this actor, whatever is asked for.
    """

    rows: list[Row]
    columns: list[Column]
    totals: list[Total]
    total: int
    more: bool
    page: int
    pages: int
    links: Links
    nothing: bool


def filtered(page: "ListPage[Any]", asked: Asked, *, without: str = "") -> Rows:
    rows = page.rows(asked.actor, asked.at)
    for one in page.filters:
        if one.name != without and one.shown(asked):
            rows = one.narrow(rows, asked)
    return rows


def order_of(page: "ListPage[Any]", asked: Asked, sort: str) -> Order:
    """By the chosen column, then by key, so that paging never repeats or skips a row."""
    wanted = Order.read(sort or page.sorted_by(asked))
    column = next((c for c in page.columns if c.key == wanted.path and c.sort), None)
    return Order(column.sort, wanted.down) if column else wanted


def read_list(page: "ListPage[Any]", asked: Asked, query: ListQuery) -> Reading:
    totals, counted, rows = _totals(page, asked, query)
    order = order_of(page, asked, query.sort)
    turned = _turn(rows, order, query, page.page_size, counted) if counted.number else Turned([], 1, False, False)
    page.complete(turned.rows)
    columns = [c for c in page.columns if c.key in query.columns]
    return Reading(
        _rows(page, turned.rows, columns, asked), columns, totals, counted.number, counted.more, turned.number,
        0 if counted.more else _pages(counted, page.page_size), _links(turned, order, query, counted),
        not counted.number and query.is_opening and not page.rows(asked.actor, asked.at).exists(),
    )  # fmt: skip


@dataclass(frozen=True)
class Turned:
    """The rows of one page, its number (0: the last of too many), and whether there are pages before and after it."""

    rows: list[Any]
    number: int
    before: bool
    after: bool


def _turn(rows: Rows, order: Order, query: ListQuery, size: int, counted: Counted) -> Turned:
    """By key where the address says after or before which row; from the end; else by number, among those counted."""
    pages = _pages(counted, size)
    for text, backwards in ((query.after, False), (query.before, True)):
        place = _place(rows, order, text)
        if place is not None:
            found = walk(rows, order, size + 1, beyond=place, backwards=backwards)
            if found and not (backwards and len(found) < size):
                return _turned(found, size, query.page, backwards)
    if query.page == 0 and counted.more:
        return Turned(walk(rows, order, size, backwards=True)[::-1], 0, True, False)
    number = pages if query.page == 0 else min(query.page, pages)
    start = (number - 1) * size
    found = walk(rows, order, size + 1) if number == 1 else jump(rows, order, start, size + 1)
    return Turned(found[:size], number, number > 1, len(found) > size)


def _turned(found: list[Any], size: int, number: int, backwards: bool) -> Turned:
    more, found = len(found) > size, found[:size]
    if backwards:
        return Turned(found[::-1], number, more, True)
    return Turned(found, number, True, more)


def _place(rows: Rows, order: Order, text: str) -> Position | None:
    try:
        return read_position(rows, order, text) if text else None
    except WrongPosition:
        return None


def _pages(counted: Counted, size: int) -> int:
    return max(1, -(-counted.number // size))


def _links(turned: Turned, order: Order, query: ListQuery, counted: Counted) -> Links:
    """The page before the second is the first one, which needs no row to begin after."""
    if not turned.rows:
        return Links()
    first, last = (write_position(order, order.of(turned.rows[n])) for n in (0, -1))
    number = turned.number
    return Links(
        first=query.link() if turned.before else "",
        before=_before(query, number, first) if turned.before else "",
        after=query.link(**{PAGE: str(number + 1) if number else LAST, AFTER: last}) if turned.after else "",
        last=query.link(**{PAGE: LAST}) if turned.after else "",
    )


def _before(query: ListQuery, number: int, first: str) -> str:
    if number == 2:
        return query.link()
    return query.link(**{PAGE: str(max(number - 1, 1)) if number else LAST, BEFORE: first})


def _rows(page: "ListPage[Any]", found: Sequence[Any], columns: list[Column], asked: Asked) -> list[Row]:
    deadlines = [c.raw(row) for c in columns if c.kind == Kind.DUE for row in found]
    clock = DueClock(asked.at, deadlines)
    return [Row(row.pk, page.row_url(row), [cell_of(c, row, clock) for c in columns]) for row in found]


def _totals(page: "ListPage[Any]", asked: Asked, query: ListQuery) -> tuple[list[Total], Counted, Rows]:
    """Counts by the declared choice over everything else that is filtered, the words in their declared order; and the
    rows whose pages are turned."""
    chosen = _totals_filter(page.filters, page.totals_by)
    rows, numbers, most = _numbers(page, asked, chosen)
    whole = Counted.of(sum(numbers.values()), most)
    if chosen is None:
        return [], whole, rows
    options = chosen.options(asked.actor)
    value = query.given.get(chosen.name, "")
    here = value if value in {code for code, _ in options} else ""
    counted = _counted_here(rows, numbers, here, whole)
    entries = [Total("全部", None if whole.more else whole.number, query.link(**{chosen.name: ""}), not here)]
    for code, label in options:
        number = numbers.get(code, 0) if not whole.more else None if code != here or counted.more else counted.number
        if number or number is None or code == here:
            entries.append(Total(label, number, query.link(**{chosen.name: code}), code == here))
    return entries, counted, rows


def _numbers(page: "ListPage[Any]", asked: Asked, chosen: ChoiceFilter | None) -> tuple[Rows, dict[Any, int], int]:
    """All rows asked for, how many of each choice (over all choices), and up to how many they were counted.

    What holds certain words takes long to find: few such rows are found once, many are met soon enough.
    """
    countable = filtered(page, asked, without=page.totals_by)
    if not any(isinstance(one, TextFilter) and one.active(asked) for one in page.filters):
        rows = filtered(page, asked)
        numbers = count_by(countable, chosen.field, COUNTED_EXACTLY) if chosen else {"": count_up(rows)}
        return rows, numbers, COUNTED_EXACTLY
    keys = keys_by(countable, chosen.field if chosen else "pk", COUNTED_BY_WORDS)
    numbers = {value: len(some) for value, some in keys.items()}
    if sum(numbers.values()) > COUNTED_BY_WORDS:
        frequent = not asked.value(page.totals_by)  # of one choice there may be few all the same
        return filtered(page, replace(asked, frequent=frequent)), numbers, COUNTED_BY_WORDS
    found = Value([*chain.from_iterable(keys.values())])
    return filtered(page, asked).filter(pk__any_of=found), numbers, COUNTED_BY_WORDS


def _counted_here(rows: Rows, numbers: dict[Any, int], here: str, whole: Counted) -> Counted:
    if not here:
        return whole
    return Counted.of(count_up(rows, whole.most) if whole.more else numbers.get(here, 0), whole.most)


def _totals_filter(filters: Sequence[Filter], name: str) -> ChoiceFilter | None:
    return next((one for one in filters if isinstance(one, ChoiceFilter) and one.name == name), None)
