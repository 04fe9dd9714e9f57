"""Printed notices for those who may see the notice: regulators, parties, and the phone that opened it."""

from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from zhiben.domains.hazards import documents
from zhiben.domains.hazards.models import Notice
from zhiben.domains.hazards.services.drafts import visible_notice
from zhiben.domains.hazards.services.serving import visible_serving
from zhiben.domains.hazards.services.serving_paper import serving_pdf
from zhiben.domains.hazards.web.link.door import opened
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.terms import ReachClass
from zhiben.kernel.base.clock import now
from zhiben.kernel.ui.doors import signed_in
from zhiben.kernel.workflow.reach import reach_class

PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@signed_in
@require_safe
def document_pdf(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """With the tear-off strip for the agency that issued it; whoever holds the code can act for the site."""
    notice = visible_notice(actor_of(request), notice_id)
    own = reach_class(actor_of(request), notice) == ReachClass.OWN
    return _file(documents.notice_pdf(notice, at=now(), with_code=own, base=_base(request)), notice.name, notice, "pdf")


@signed_in
@require_safe
def document_docx(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    notice = visible_notice(actor_of(request), notice_id)
    return _file(documents.notice_docx(notice, base=_base(request)), notice.name, notice, "docx")


@signed_in
@require_safe
def receipt(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    notice = visible_notice(actor_of(request), notice_id)
    return _file(documents.receipt_pdf(notice, base=_base(request)), "送达回证", notice, "pdf")


@signed_in
@require_safe
def reply(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    notice = visible_notice(actor_of(request), notice_id)
    return _file(documents.reply_pdf(notice, base=_base(request)), "整改回复单", notice, "pdf")


@signed_in
@require_safe
def serving_sheet(request: HttpRequest, serving_id: UUID) -> HttpResponse:
    """告知书 to be signed on paper."""
    serving = visible_serving(actor_of(request), serving_id)
    answer = HttpResponse(serving_pdf(serving, base=_base(request)), content_type=PDF)
    answer["Content-Disposition"] = (
        content_disposition_header(False, f"重大事故隐患告知书 {serving.enterprise_name}.pdf") or "inline"
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


@opened
@require_safe
def linked_document(request: HttpRequest, notice: Notice) -> HttpResponse:
    return _file(documents.notice_pdf(notice, at=now(), base=_base(request)), notice.name, notice, "pdf")


@opened
@require_safe
def linked_reply(request: HttpRequest, notice: Notice) -> HttpResponse:
    return _file(documents.reply_pdf(notice, base=_base(request)), "整改回复单", notice, "pdf")


def _base(request: HttpRequest) -> str:
    """Where nobody has said how phones reach us, they reach us as the one who prints does."""
    own = urlsplit(settings.BASE_URL).hostname in ("127.0.0.1", "localhost", "0.0.0.0", "::")  # noqa: S104
    return request.build_absolute_uri("/") if own else settings.BASE_URL


def _file(content: bytes, title: str, notice: Notice, kind: str) -> HttpResponse:
    """Shown in the browser when it can, saved under a name that says what it is."""
    name = f"{title} {notice.number or '草稿'}.{kind}"
    answer = HttpResponse(content, content_type=PDF if kind == "pdf" else DOCX)
    answer["Content-Disposition"] = content_disposition_header(kind == "docx", name) or "attachment"
    answer["Cache-Control"] = "private, no-store"
    return answer
