"""A breakdown taken away as a spreadsheet: the names and figures of the page, and that it was taken."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import quote

from django.http import HttpResponse

from zhiben.domains.insight.queries.breakdowns import Line, Table
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.ui.lists.columns import Column, Kind
from zhiben.kernel.ui.lists.sheet import SPREADSHEET, write_sheet


def sheet_of(*, actor: Actor, at: datetime, title: str, table: Table, filters: str) -> HttpResponse:
    columns = [Column(key="name", label=table.label, value=lambda line: line.name)]
    columns += [
        Column(key=m.key, label=m.label, kind=Kind.NUMBER, value=_reader(m.key)) for m in table.measures
    ]  # fmt: skip
    record_act(
        actor=actor, verb="list.export", at=at, object_kind="list", object_id=f"database-{table.by.value}",
        rows=len(table.lines), filters=filters,
    )  # fmt: skip
    name = f"{title}-{day_of(at):%Y%m%d}.xlsx"
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return HttpResponse(write_sheet(title, columns, table.lines)[0], content_type=SPREADSHEET, headers=headers)


def _reader(key: str) -> Callable[[Line], int]:
    def read(line: Line) -> int:
        return line.counts[key]

    return read
