"""Asking for more time for one item, and opening the notice on a colleague's phone."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from zhiben.domains.hazards.models import Notice
from zhiben.domains.hazards.services.changes import request_change
from zhiben.domains.hazards.services.codes import issue_code, printable_code
from zhiben.domains.hazards.services.photos import item_of
from zhiben.domains.hazards.terms import ChangeKind
from zhiben.domains.hazards.web.link.door import opened
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.ui.pages import safe_next
from zhiben.kernel.ui.phones import said


@opened
@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, notice: Notice, *, hazard_id: UUID) -> HttpResponse:
    """申请延期: a new day and a reason. The old deadline runs on until the agency has decided."""
    actor = actor_of(request)
    hazard = item_of(actor, notice.pk, hazard_id)
    refusal = None
    if request.method == "POST":
        try:
            request_change(
                actor=actor, hazard_id=hazard.pk, kind=ChangeKind.EXTEND, reason=said(request, "reason", 1000),
                new_deadline_on=_day(request.POST.get("new_deadline_on", "")), at=now(),
            )  # fmt: skip
        except InvalidInput as wrong:
            refusal = wrong
        else:
            messages.success(request, f"第 {hazard.item_no} 条的延期申请已送出。批准前，原来的期限仍然有效。")
            return HttpResponseRedirect(f"/n/{notice.token}#item-{hazard.item_no}")
    context = {"token": notice.token, "hazard": hazard, "errors": refusal.errors if refusal else [],
               "given": request.POST, "back": safe_next(request, f"/n/{notice.token}")}  # fmt: skip
    return render(request, "hazards/link/extend.html", context, status=422 if refusal else 200)


@opened
@require_http_methods(["GET", "POST"])
def colleague(request: HttpRequest, notice: Notice) -> HttpResponse:
    """给同事开通: a one-time code for one more phone. One that has not been used yet is shown again."""
    at = now()
    code = printable_code(notice, at=at)
    if request.method == "POST" and not code:
        code = issue_code(actor=actor_of(request), notice=notice, at=at)
    link = request.build_absolute_uri(f"/n/{notice.token}")
    return render(request, "hazards/link/colleague.html", {
        "token": notice.token, "notice": notice, "code": code if request.method == "POST" else "", "link": link,
    })  # fmt: skip


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
