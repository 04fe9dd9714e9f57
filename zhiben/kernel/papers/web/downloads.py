"""Files around an import: the template, and the user's own file back with the wrong cells marked."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.papers.error_workbook import error_workbook
from zhiben.kernel.papers.exporting import template_file
from zhiben.kernel.papers.importing import batch_for
from zhiben.kernel.papers.ledger import IMPORTERS, ledger_of, ledgers
from zhiben.kernel.ui.doors import open_to

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook_answer(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@open_to(IMPORTERS)
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty ledger with sample rows and an explanation of every column."""
    if kind not in {one.kind for one in ledgers()}:
        raise NotVisible("没有这种台账的模板")
    ledger = ledger_of(kind)
    return workbook_answer(template_file(ledger), f"{ledger.title}模板.xlsx")


@open_to(IMPORTERS)
def errors(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    batch = batch_for(actor_of(request), batch_id)
    stem = batch.file_name.rsplit(".", 1)[0]
    return workbook_answer(error_workbook(batch), f"{stem}（标出错误）.xlsx")
