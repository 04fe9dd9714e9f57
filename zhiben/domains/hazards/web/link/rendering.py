"""Drawing the opened notice, also with what was refused on it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhiben.domains.hazards.models import Notice
from zhiben.domains.hazards.web.link.sheet import error_anchors, sheet_of
from zhiben.domains.hazards.web.stops import stops_of
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.errors import FieldError, Refusal


def notice_page(
    request: HttpRequest, notice: Notice, at: datetime, *, refusal: Refusal | None = None, text: str = "",
    notes: dict[UUID, str] | None = None, item_no: int = 0,
) -> HttpResponse:  # fmt: skip
    """The whole notice. ``refusal`` is listed on top, each line leading to where it can be put right."""
    sheet = sheet_of(notice, actor_of(request), at, notes)
    context: dict[str, Any] = {
        "token": notice.token, "sheet": sheet, "notice": notice, "text": text or sheet.draft_reply,
        "flags": stops_of([notice.project_id], at).get(notice.project_id, []), "anchors": _anchors(refusal, item_no) if refusal else [],
        "refusal": refusal,
    }  # fmt: skip
    return render(request, "hazards/link/notice.html", context, status=refusal.status if refusal else 200)


def _anchors(refusal: Refusal, item_no: int) -> list[tuple[str, str]]:
    if item_no:
        reasons = [e.reason for e in refusal.errors] or [refusal.detail]
        return [(f"item-{item_no}", reason) for reason in reasons]
    return error_anchors(refusal.errors or [FieldError(field="text", reason=refusal.detail)])
