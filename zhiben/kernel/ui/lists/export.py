"""The list as a spreadsheet: the same rows and columns, real types, and no text taken for a formula."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote
from uuid import UUID

import xlsxwriter
from django.http import HttpResponse

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.receipts import note_export, watched
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import Refusal
from zhiben.kernel.base.keyset import in_order
from zhiben.kernel.ui.lists.actions import BulkRun
from zhiben.kernel.ui.lists.columns import Column, Kind, plain_value
from zhiben.kernel.ui.lists.filters import Asked
from zhiben.kernel.ui.lists.query import ListQuery
from zhiben.kernel.ui.lists.read import filtered, order_of

if TYPE_CHECKING:
    from zhiben.kernel.ui.lists.page import ListPage

MOST_ROWS: Final = 20_000
SPREADSHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHUNK: Final = 2_000


def export_list(page: "ListPage[Any]", asked: Asked, query: ListQuery) -> HttpResponse:
    """Refused above ``MOST_ROWS``: a web request is not the place for more. The export itself is recorded."""
    rows, order = filtered(page, asked), order_of(page, asked, query.sort)
    if rows.order_by()[: MOST_ROWS + 1].count() > MOST_ROWS:
        raise Refusal(f"超过 {MOST_ROWS:,} 条，不能一次导出。请先缩小筛选范围。", status=422, title="数据太多")
    columns = [column for column in page.columns if column.key in query.columns]
    found = _prepared(page, in_order(rows, order)[:MOST_ROWS].iterator(chunk_size=CHUNK))
    return _sent(page, asked.actor, asked.at, columns, found, query.filters_only)


def _prepared(page: "ListPage[Any]", rows: Iterable[Any]) -> Iterator[Any]:
    """As they are read, with what ``prepare`` brings for so many at a time."""
    stream = iter(rows)
    while chunk := list(islice(stream, CHUNK)):
        page.complete(chunk)
        yield from chunk


def export_picked(name: str) -> BulkRun:
    """The picked rows of a list as a spreadsheet, with the columns it shows at first, in the order they were picked."""

    def run(*, actor: Actor, ids: Sequence[UUID], at: datetime, **inputs: Any) -> HttpResponse:
        from zhiben.kernel.ui.lists.page import list_pages

        page = list_pages[name]()
        held = page.rows(actor, at).in_bulk(list(ids))
        found = [held[pk] for pk in ids if pk in held]
        page.complete(found)
        return _sent(page, actor, at, [column for column in page.columns if not column.hidden], found, "picked")

    return run


def _sent(
    page: "ListPage[Any]", actor: Actor, at: datetime, columns: Sequence[Column], found: Iterable[Any], filters: str
) -> HttpResponse:
    """The file, and the act of taking it away."""
    kept: list[UUID] = []
    kind = watched(page.rows(actor, at).model._meta.label)
    content, count = write_sheet(page.title, columns, _counted(found, kept) if kind else found)
    if kind:
        keys = [column.key for column in columns]
        note_export(actor, kind, kept, what=f"{page.title}（列表）", columns=keys, at=at)
    record_act(
        actor=actor, verb="list.export", at=at, object_kind="list", object_id=page.name, rows=count, filters=filters
    )
    name = f"{page.title}-{day_of(at):%Y%m%d}.xlsx"
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return HttpResponse(content, content_type=SPREADSHEET, headers=headers)


def _counted(found: Iterable[Any], kept: list[UUID]) -> Iterator[Any]:
    """The same rows; their ids stay behind."""
    for row in found:
        kept.append(row.pk)
        yield row


def write_sheet(title: str, columns: Sequence[Column], rows: Iterable[Any]) -> tuple[bytes, int]:
    """Header frozen and filterable, days as days, wide enough to read; and how many rows. Written as rows come."""
    buffer, count = BytesIO(), 0
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet(title[:31])
        head = book.add_format({"bold": True, "bg_color": "#EFEDE8", "border": 1, "text_wrap": True})
        day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        for number, column in enumerate(columns):
            sheet.set_column(number, number, 12 if column.kind != Kind.TEXT else 28, None)
            sheet.write_string(0, number, column.label, head)
        for count, row in enumerate(rows, start=1):
            for number, column in enumerate(columns):
                _write(sheet, count, number, plain_value(column, row), day, wrap)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(count, 1), max(len(columns) - 1, 0))
        sheet.set_landscape()
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)
    return buffer.getvalue(), count


def _write(sheet: Any, line: int, number: int, value: Any, day: Any, wrap: Any) -> None:
    if isinstance(value, date) and not isinstance(value, datetime):
        sheet.write_datetime(line, number, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
    elif isinstance(value, int | float):
        sheet.write_number(line, number, value)
    elif value is not None:
        sheet.write_string(line, number, str(value), wrap)
