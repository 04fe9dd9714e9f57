"""The notice behind its QR: opening it with the code, receiving it, replying to it."""

from datetime import datetime
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from zhiben.domains.hazards.models import Hazard, Notice
from zhiben.domains.hazards.services.drafts import visible_notice
from zhiben.domains.hazards.services.replying import receive_notice, reply_notice
from zhiben.domains.hazards.web.link.door import enter, notice_paper, opened, redeem, remember
from zhiben.domains.hazards.web.link.rendering import notice_page
from zhiben.domains.hazards.web.link.sheet import sheet_of
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, Refusal
from zhiben.kernel.evidence.services import store_file
from zhiben.kernel.evidence.terms import FileSource
from zhiben.kernel.papers.models import IssuedPaper
from zhiben.kernel.papers.web.faces import face_page, unknown
from zhiben.kernel.ui.doors import public
from zhiben.kernel.ui.phones import said


def opened_notice(request: HttpRequest, paper: IssuedPaper) -> HttpResponse | None:
    """The notice and what there is to do, for the phone that gave the code. None for everybody else."""
    try:
        found = enter(request, paper.token)
    except NotPermitted:
        return None
    return notice_page(request, found, now())


def entrance(request: HttpRequest, paper: IssuedPaper) -> dict[str, Any]:
    return {"script": "hazards/link.js"}


@public("凭签收码打开文书，输错有次数限制")
@require_POST
def open_notice(request: HttpRequest, token: str) -> HttpResponse:
    paper = notice_paper(token)
    if paper is None:
        return unknown(request)
    try:
        entered = redeem(request, paper)
    except Refusal as refusal:
        given = {field: request.POST.get(field, "") for field in ("code", "name", "phone")}
        answer = face_page(request, paper, refusal=refusal, given=given)
        if refusal.status == 429:
            answer["Retry-After"] = "900"
        return answer
    return remember(HttpResponseRedirect(f"/n/{token}"), token, entered.secret)


@opened
@require_POST
def receive(request: HttpRequest, notice: Notice) -> HttpResponse:
    actor = actor_of(request)
    receiver = said(request, "receiver", 64) or actor.name
    receive_notice(actor=actor, notice_id=notice.pk, receiver=receiver, at=now())
    messages.success(request, f"已由{receiver}签收。")
    return HttpResponseRedirect(f"/n/{notice.token}")


@opened
@require_POST
def reply(request: HttpRequest, notice: Notice) -> HttpResponse:
    """One reply for all items. What is missing is shown on the page, with everything that was typed."""
    at, text = now(), said(request, "text", 2000)
    notes = _notes(request, notice)
    try:
        _reply(request, notice, text, notes, at)
    except InvalidInput as refusal:
        fresh = visible_notice(actor_of(request), notice.pk)
        return notice_page(request, fresh, at, refusal=refusal, text=text, notes=notes)
    return HttpResponseRedirect(f"/n/{notice.token}/done")


@opened
@require_safe
def done(request: HttpRequest, notice: Notice) -> HttpResponse:
    """What happens next, after a reply."""
    return render(
        request, "hazards/link/done.html", {"token": notice.token, "sheet": sheet_of(notice, actor_of(request), now())}
    )


@transaction.atomic
def _reply(request: HttpRequest, notice: Notice, text: str, notes: dict[UUID, str], at: datetime) -> None:
    """Whoever replies has received the notice: nobody has to say so first."""
    actor = actor_of(request)
    if not notice.received_at:
        receive_notice(actor=actor, notice_id=notice.pk, receiver=actor.name, at=at)
    reply_notice(actor=actor, notice_id=notice.pk, text=text, at=at, results=notes, scan_ids=_scans(request, actor, at))


def _scans(request: HttpRequest, actor: Actor, at: datetime) -> list[UUID]:
    """The stamped reply on paper, if there is one."""
    return [
        store_file(actor=actor, content=cast(BinaryIO, scan), name=scan.name or "", at=at, source=FileSource.LINK).pk
        for scan in request.FILES.getlist("scans")
        if scan.size or scan.name
    ]


def _notes(request: HttpRequest, notice: Notice) -> dict[UUID, str]:
    rows = Hazard.objects.filter(notice=notice).values_list("pk", "item_no")
    given = {pk: said(request, f"note-{number}", 2000) for pk, number in rows}
    return {pk: note for pk, note in given.items() if note}
