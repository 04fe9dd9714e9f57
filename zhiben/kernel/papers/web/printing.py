"""A signed paper as a file: shown in the browser when it can, saved under a name that says what it is."""

from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from zhiben.kernel.papers.documents import OfficialDocument, official_docx, official_pdf

MIMES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def printed_answer(paper: OfficialDocument, form: str) -> HttpResponse:
    """``form``: pdf or docx."""
    made = official_pdf(paper) if form == "pdf" else official_docx(paper)
    answer = HttpResponse(made, content_type=MIMES[form])
    name = f"{paper.title} {paper.number or '草稿'}.{form}"
    answer["Content-Disposition"] = content_disposition_header(form == "docx", name) or "attachment"
    answer["Cache-Control"] = "private, no-store"
    return answer


def base_of(request: HttpRequest) -> str:
    """Where nobody has said how phones reach us, they reach us as the one who prints does."""
    own = urlsplit(settings.BASE_URL).hostname in ("127.0.0.1", "localhost", "0.0.0.0", "::")  # noqa: S104
    return request.build_absolute_uri("/") if own else settings.BASE_URL
