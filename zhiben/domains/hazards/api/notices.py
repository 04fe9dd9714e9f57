"""``/notices``: draft, move on, receive, reply, re-check."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from zhiben.domains.hazards.api.schemas import (
    NoticeDetail,
    NoticeIn,
    NoticeOut,
    NoticeQuery,
    OpinionIn,
    ReasonIn,
    ReceiveIn,
    RecheckIn,
    ReplyIn,
    ResumeIn,
)
from zhiben.domains.hazards.models import Hazard, Notice
from zhiben.domains.hazards.services import drafts, issuing, replying
from zhiben.domains.hazards.terms import NoticeKind
from zhiben.domains.hazards.workflow import NOTICE_FLOWS
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.api.idempotency import idempotent
from zhiben.kernel.api.paging import Page, page_of
from zhiben.kernel.api.steps import history_out
from zhiben.kernel.base.clock import now

router = Router(tags=["执法文书"])


@router.get("", response=Page[NoticeOut], summary="文书列表")
def notice_list(request: HttpRequest, query: Query[NoticeQuery]) -> dict[str, Any]:
    rows = Notice.objects.visible_to(actor_of(request)).select_related("paper")
    asked = {"kind": query.kind, "state": query.state, "project_id": query.project}
    return page_of(rows.filter(**{k: v for k, v in asked.items() if v}), query, order="-visited_on")


@router.get("/{uuid:notice_id}", response=NoticeDetail, summary="一份文书")
def notice_detail(request: HttpRequest, notice_id: UUID) -> dict[str, Any]:
    notice = drafts.visible_notice(actor_of(request), notice_id)
    flow = NOTICE_FLOWS[NoticeKind(notice.kind)]
    return {
        **{name: getattr(notice, name) for name in NoticeOut.model_fields if name != "token"},
        "token": NoticeOut.resolve_token(notice),
        "items": list(Hazard.objects.filter(notice_id=notice_id).order_by("item_no")),
        "officers": [{"name": o.name, "certificate_no": o.certificate_no} for o in notice.officers.order_by("position")],
        "history": history_out(flow, notice_id), "issued_on": notice.issued_on,
    }  # fmt: skip


@router.post("", response={201: NoticeOut}, summary="拟一份责令整改或停工文书")
@idempotent
def draft(request: HttpRequest, given: NoticeIn) -> Status[Notice]:
    notice = drafts.draft_notice(
        actor=actor_of(request), project_id=given.project_id, kind=given.kind, visited_on=given.visited_on,
        officer_ids=given.officer_ids, findings=[f.finding() for f in given.findings], at=now(),
        hazard_ids=given.hazard_ids, requirements=given.requirements, stop_scope=given.stop_scope, stop_area=given.stop_area or "",
        basis=given.basis,
        notice_id=given.id,
    )  # fmt: skip
    return Status(201, notice)


@router.post("/{uuid:notice_id}/advance", response=NoticeOut, summary="送审核、审核、签发或下达")
@idempotent
def advance(request: HttpRequest, notice_id: UUID, given: OpinionIn) -> Notice:
    """办理哪一步由本机关的规定和文书现在的状态决定；下达时取号并生成签收码。"""
    return issuing.advance_notice(actor=actor_of(request), notice_id=notice_id, at=now(), opinion=given.opinion)


@router.post("/{uuid:notice_id}/send-back", response=NoticeOut, summary="退回修改")
@idempotent
def send_back(request: HttpRequest, notice_id: UUID, given: ReasonIn) -> Notice:
    return issuing.send_back(actor=actor_of(request), notice_id=notice_id, reason=given.reason, at=now())


@router.post("/{uuid:notice_id}/discard", response=NoticeOut, summary="放弃拟稿")
@idempotent
def discard(request: HttpRequest, notice_id: UUID, given: ReasonIn) -> Notice:
    return drafts.discard_draft(actor=actor_of(request), notice_id=notice_id, reason=given.reason, at=now())


@router.post("/{uuid:notice_id}/void", response=NoticeOut, summary="作废")
@idempotent
def void(request: HttpRequest, notice_id: UUID, given: ReasonIn) -> Notice:
    return issuing.void_notice(actor=actor_of(request), notice_id=notice_id, reason=given.reason, at=now())


@router.post("/{uuid:notice_id}/receive", response=NoticeOut, summary="签收")
@idempotent
def receive(request: HttpRequest, notice_id: UUID, given: ReceiveIn) -> Notice:
    return replying.receive_notice(
        actor=actor_of(request), notice_id=notice_id, receiver=given.receiver, at=now(), on_behalf_of=given.on_behalf_of
    )


@router.post("/{uuid:notice_id}/reply", response=NoticeOut, summary="整改回复（停工文书：申请复工）")
@idempotent
def reply(request: HttpRequest, notice_id: UUID, given: ReplyIn) -> Notice:
    return replying.reply_notice(
        actor=actor_of(request), notice_id=notice_id, text=given.text, at=now(), results=given.results,
        scan_ids=given.scan_ids, on_behalf_of=given.on_behalf_of,
    )  # fmt: skip


@router.post("/{uuid:notice_id}/recheck", response=NoticeOut, summary="逐条复查")
@idempotent
def recheck(request: HttpRequest, notice_id: UUID, given: list[RecheckIn]) -> Notice:
    results = [replying.Recheck(**{**r.dict(), "photos": tuple(r.photos)}) for r in given]
    return replying.recheck_notice(actor=actor_of(request), notice_id=notice_id, results=results, at=now())


@router.post("/{uuid:notice_id}/resume", response={201: NoticeOut}, summary="拟复工通知书")
@idempotent
def resume(request: HttpRequest, notice_id: UUID, given: ResumeIn) -> Status[Notice]:
    made = issuing.draft_resume(
        actor=actor_of(request), notice_id=notice_id, officer_ids=tuple(given.officer_ids), scope=given.scope, at=now()
    )
    return Status(201, made)
