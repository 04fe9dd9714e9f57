"""What the QR of a paper shows to anybody who holds it: genuine and in force, revoked, changed, or never issued."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.base.errors import Refusal
from zhiben.kernel.papers.issued import CHECK_LENGTH, is_untouched
from zhiben.kernel.papers.kinds import kind_of, phone_of, public_reason
from zhiben.kernel.papers.models import IssuedPaper
from zhiben.kernel.papers.verifying import paper_behind
from zhiben.kernel.ui.doors import public


@public("扫码可见文书的真伪和效力，只给出文书上已有的名称、文号、机关、日期、工程；内容要凭签收码")
@require_safe
def face(request: HttpRequest, token: str) -> HttpResponse:
    """One address for papers of every kind. Whoever has opened this one before goes straight to work."""
    paper = paper_behind(token)
    if paper is None:
        return unknown(request)
    kind = kind_of(paper)
    if kind.opened and paper.revoked_at is None and is_untouched(paper):
        inside = kind.opened(request, paper)
        if inside is not None:
            return inside
    return face_page(request, paper)


def unknown(request: HttpRequest) -> HttpResponse:
    """不存在: also for drafts. Nothing is told about why."""
    return render(request, "papers/unknown.html", status=404)


def face_page(
    request: HttpRequest, paper: IssuedPaper, *, refusal: Refusal | None = None, given: Mapping[str, str] | None = None
) -> HttpResponse:
    """The public face. ``refusal`` and ``given``: what went wrong in the entrance, with what was typed there."""
    kind, untouched = kind_of(paper), is_untouched(paper)
    valid = untouched and paper.revoked_at is None
    with acting_as(system_actor("link")):
        standing = kind.standing(paper) if valid else []
        ended = kind.ended(paper) if valid else ""
        phone = phone_of(paper)
        entrance = kind.entrance if valid and kind.enter else ""
        more: Mapping[str, Any] = kind.enter(request, paper) if entrance and kind.enter else {}
    context = {
        **more, "paper": paper, "token": paper.token, "valid": valid, "untouched": untouched, "standing": standing, "ended": ended,
        "reason": public_reason(paper), "check": paper.content_hash[:CHECK_LENGTH], "phone": phone,
        "entrance": entrance, "refusal": refusal, "given": given or {},
    }  # fmt: skip
    return render(request, "papers/face.html", context, status=refusal.status if refusal else 200)
