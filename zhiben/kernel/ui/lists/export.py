"""The list as a spreadsheet: the same rows and columns. At once up to a bound, above it as a job."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.receipts import note_export, watched
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.keyset import in_order
from zhiben.kernel.ui.lists.actions import BulkRun
from zhiben.kernel.ui.lists.columns import Column
from zhiben.kernel.ui.lists.filters import Asked
from zhiben.kernel.ui.lists.later import ask_for_export
from zhiben.kernel.ui.lists.query import ListQuery
from zhiben.kernel.ui.lists.read import filtered, order_of
from zhiben.kernel.ui.lists.sheet import SPREADSHEET, write_sheet

if TYPE_CHECKING:
    from zhiben.kernel.ui.lists.page import ListPage

MOST_ROWS: Final = 20_000
CHUNK: Final = 2_000


def export_list(page: "ListPage[Any]", asked: Asked, query: ListQuery) -> HttpResponse:
    """Above ``MOST_ROWS`` a job makes the file: a web request is not the place for more. The export itself is recorded."""
    rows, order = filtered(page, asked), order_of(page, asked, query.sort)
    if rows.order_by()[: MOST_ROWS + 1].count() > MOST_ROWS:
        return export_later(page, asked, query)
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


def export_later(page: "ListPage[Any]", asked: Asked, query: ListQuery) -> HttpResponse:
    """Leads to the asker's own exports, where this one is on its way."""
    ask_for_export(
        actor=asked.actor, at=asked.at, page=page, given=query.given, sort=query.sort, columns=query.columns,
        filters=query.filters_only,
    )  # fmt: skip
    return HttpResponseRedirect(reverse("ui:exports"))


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
