"""The printed papers, for whoever may see the listing."""

from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from zhiben.domains.listings.documents import WHICH, printed
from zhiben.domains.listings.models import Listing
from zhiben.domains.listings.policies import READERS
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.papers.documents import OfficialDocument, official_docx, official_pdf
from zhiben.kernel.ui.doors import open_to

PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@open_to(READERS)
@require_safe
def document_pdf(request: HttpRequest, listing_id: UUID, which: str) -> HttpResponse:
    paper = _paper(request, listing_id, which)
    return _file(official_pdf(paper), paper, "pdf")


@open_to(READERS)
@require_safe
def document_docx(request: HttpRequest, listing_id: UUID, which: str) -> HttpResponse:
    paper = _paper(request, listing_id, which)
    return _file(official_docx(paper), paper, "docx")


def _paper(request: HttpRequest, listing_id: UUID, which: str) -> OfficialDocument:
    listing = Listing.objects.visible_to(actor_of(request)).select_related("project").filter(pk=listing_id).first()
    paper = printed(listing, which, base=_base(request)) if listing is not None and which in WHICH else None
    if paper is None:
        raise NotVisible("没有这份文书")
    return paper


def _base(request: HttpRequest) -> str:
    """Where nobody has said how phones reach us, they reach us as the one who prints does."""
    own = urlsplit(settings.BASE_URL).hostname in ("127.0.0.1", "localhost", "0.0.0.0", "::")  # noqa: S104
    return request.build_absolute_uri("/") if own else settings.BASE_URL


def _file(content: bytes, paper: OfficialDocument, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=PDF if kind == "pdf" else DOCX)
    name = f"{paper.title} {paper.number or '草稿'}.{kind}"
    answer["Content-Disposition"] = content_disposition_header(kind == "docx", name) or "attachment"
    answer["Cache-Control"] = "private, no-store"
    return answer
