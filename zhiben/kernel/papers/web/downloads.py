"""Files around an import: the template, and the user's own file back with the wrong cells marked."""

from datetime import date
from io import BytesIO
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import day_of, now
from zhiben.kernel.base.errors import InvalidInput, NotVisible
from zhiben.kernel.papers.error_workbook import error_workbook
from zhiben.kernel.papers.exporting import export_ledger, template_file
from zhiben.kernel.papers.importing import batch_for
from zhiben.kernel.papers.ledger import DOORS, ExportFilter, ledger_of, ledgers
from zhiben.kernel.ui.doors import open_to

CRUMBS = (("首页", "/home"), ("台账导入", "/imports/"), ("导出台账", ""))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook_answer(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@open_to(DOORS)
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty ledger with sample rows and an explanation of every column."""
    if kind not in {one.kind for one in ledgers() if one.takes_in}:
        raise NotVisible("没有这种台账的模板")
    ledger = ledger_of(kind)
    return workbook_answer(template_file(ledger), f"{ledger.title}模板.xlsx")


@open_to(DOORS)
def choose(request: HttpRequest) -> HttpResponse:
    """Which ledgers can be taken out, and an empty one of each."""
    offered = [one for one in ledgers() if actor_of(request).role in one.roles]
    # A template would call ``rows`` to see whether it is there.
    rows = [
        {"kind": one.kind, "title": one.title, "goes_out": one.rows is not None, "takes_in": one.takes_in}
        for one in offered
    ]
    return render(request, "papers/out.html", {"title": "导出台账", "ledgers": rows, "crumbs": CRUMBS})


@open_to(DOORS)
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The ledger within the acting agency's reach, without personal numbers; importing it again changes nothing."""
    if kind not in {one.kind for one in ledgers()}:
        raise NotVisible("没有这种台账")
    buffer, at = BytesIO(), now()
    wanted = ExportFilter(actor=actor_of(request), since=_day(request, "since"), until=_day(request, "until"))
    export_ledger(kind, wanted, buffer, at=at)
    return workbook_answer(buffer.getvalue(), f"{ledger_of(kind).title}-{day_of(at):%Y%m%d}.xlsx")


def _day(request: HttpRequest, name: str) -> date | None:
    text = request.GET.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InvalidInput.of(name, f"“{text[:20]}”不是日期") from error


@open_to(DOORS)
def errors(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    batch = batch_for(actor_of(request), batch_id)
    stem = batch.file_name.rsplit(".", 1)[0]
    return workbook_answer(error_workbook(batch), f"{stem}（标出错误）.xlsx")
