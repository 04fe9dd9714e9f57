"""The certificate and its decisions as files, for whoever may see the certificate."""

from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from zhiben.domains.certificates.documents import certificate_pdf, printed
from zhiben.domains.certificates.models import Decision
from zhiben.domains.certificates.policies import READERS
from zhiben.domains.certificates.queries import certificate_for, certificates
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import today
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.papers.documents import OfficialDocument, official_docx, official_pdf
from zhiben.kernel.ui.doors import open_to

PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@open_to(READERS)
@require_safe
def pdf(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    case = certificate_for(actor_of(request), certificate_id)
    return _file(certificate_pdf(case, today()), f"{case.title} {case.number}.pdf", PDF)


@open_to(READERS)
@require_safe
def decision_pdf(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    paper = _printed(request, decision_id)
    return _file(official_pdf(paper), f"{paper.title} {paper.number}.pdf", PDF)


@open_to(READERS)
@require_safe
def decision_docx(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    paper = _printed(request, decision_id)
    return _file(official_docx(paper), f"{paper.title} {paper.number}.docx", DOCX)


def _printed(request: HttpRequest, decision_id: UUID) -> OfficialDocument:
    seen = certificates(actor_of(request)).values("pk")
    decision = Decision.objects.filter(pk=decision_id, certificate__in=seen).first()
    if decision is None:
        raise NotVisible("没有这份文书，或者不在您的权限范围内")
    return printed(decision, base=_base(request))


def _base(request: HttpRequest) -> str:
    """Where nobody has said how phones reach us, they reach us as the one who prints does."""
    own = urlsplit(settings.BASE_URL).hostname in ("127.0.0.1", "localhost", "0.0.0.0", "::")  # noqa: S104
    return request.build_absolute_uri("/") if own else settings.BASE_URL


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(kind == DOCX, name) or "attachment"
    answer["Cache-Control"] = "private, no-store"
    return answer
