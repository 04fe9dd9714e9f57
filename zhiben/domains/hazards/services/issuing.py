"""From draft to paper: review, signature, number, issue, delivery."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from zhiben.domains.hazards.models import Delivery, Hazard, Notice
from zhiben.domains.hazards.policies import acts_for_agency
from zhiben.domains.hazards.services.codes import issue_code
from zhiben.domains.hazards.services.content import freeze_content, paper_kind
from zhiben.domains.hazards.services.drafts import locked_notice, open_notice, visible_notice
from zhiben.domains.hazards.services.following import follow_step
from zhiben.domains.hazards.services.measures import complete_measure, demand_again
from zhiben.domains.hazards.services.replying import receive_notice
from zhiben.domains.hazards.terms import DeliveryMethod, HazardState, MeasureKind, NoticeKind, NoticeState
from zhiben.domains.hazards.workflow import HAZARD_FLOW, NOTICE_FLOWS, STOP_FLOW
from zhiben.domains.hazards.workflow.guards import five_settled
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.base.clock import day_of, end_of_day
from zhiben.kernel.base.errors import FieldError, InvalidInput, NotPermitted, WrongState
from zhiben.kernel.crypto import mask_phone, seal
from zhiben.kernel.evidence.services import attach
from zhiben.kernel.numbering.services import number_document, void_numbers_of
from zhiben.kernel.papers.issued import revoke_paper
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.workflow.engine import fire
from zhiben.registry.agencies.public import agency

ISSUING = ("issue", "approve_and_issue", "sign")


def next_action(notice: Notice) -> str:
    """What moves this draft, review or signature on, by the rules of its agency. Empty when nothing does."""
    rules = agency(notice.agency_id)
    if notice.state == NoticeState.DRAFT:
        return "submit_review" if rules.review_required else "submit_sign" if rules.sign_required else "issue"
    if notice.state == NoticeState.REVIEWING:
        return "approve" if rules.sign_required else "approve_and_issue"
    return "sign" if notice.state == NoticeState.SIGNING else ""


@transaction.atomic
def advance_notice(*, actor: Actor, notice_id: UUID, at: datetime, opinion: str = "") -> Notice:
    """送审核、审核、签发 or 下达, whichever is next. Issuing gives the number, orders all items and makes the code."""
    notice = visible_notice(actor, notice_id)
    action = next_action(notice)
    if not action:
        raise WrongState(f"这份文书现在是「{notice.get_state_display()}」，不再经过审核签发")
    if action in ISSUING:
        return _issue(notice, action, actor, at)
    inputs: dict[str, Any] = {"reviewed_by": actor.name, "opinion": opinion} if action == "approve" else {}
    return fire(NOTICE_FLOWS[NoticeKind(notice.kind)], notice_id, action, actor=actor, at=at, **inputs)


@transaction.atomic
def send_back(*, actor: Actor, notice_id: UUID, reason: str, at: datetime) -> Notice:
    """退回修改: the draft returns to its officers with the reviewer's reason."""
    notice = visible_notice(actor, notice_id)
    return fire(NOTICE_FLOWS[NoticeKind(notice.kind)], notice_id, "send_back", actor=actor, at=at, reason=reason)


def _issue(notice: Notice, action: str, actor: Actor, at: datetime) -> Notice:
    items = list(Hazard.objects.filter(notice=notice, state=HazardState.RECORDED).order_by("item_no"))
    if notice.kind != NoticeKind.RESUME and not items:
        raise InvalidInput.of("findings", "文书里没有需要整改的隐患，不必下达")
    _check_responsible(items)
    number = _number(notice, at)
    due_at = end_of_day(min(h.deadline_on for h in items if h.deadline_on)) if items else None
    flow = NOTICE_FLOWS[NoticeKind(notice.kind)]
    done: Notice = fire(flow, notice.pk, action, actor=actor, at=at, number=number, signed_by=actor.name, due_at=due_at)
    for hazard in items:
        ordered: dict[str, Any] = {"deadline_on": hazard.deadline_on, "number": number}
        now_ordered = fire(HAZARD_FLOW, hazard.pk, "order_by_notice", actor=actor, at=at, **ordered)
        follow_step(actor=actor, hazard=now_ordered, action="order_by_notice", reason="", at=at)
        if notice.kind == NoticeKind.STOP:
            complete_measure(actor=actor, hazard_id=hazard.pk, kind=MeasureKind.STOP, reference=number, at=at)
    freeze_content(done, at)
    if notice.kind == NoticeKind.RESUME and notice.resumes_id:
        fire(STOP_FLOW, notice.resumes_id, "resume", actor=actor, at=at)
    else:
        issue_code(actor=actor, notice=done, at=at)
    return done


def _check_responsible(items: list[Hazard]) -> None:
    """责任落实到人: nothing is ordered of nobody."""
    for hazard in items:
        five_settled(hazard, {})
    nobody = [h for h in items if not h.responsible_person.strip()]
    if nobody:
        said = "还没有整改责任人，请先在项目档案里登记项目负责人，或退回拟稿写明责任人"
        raise InvalidInput(*(FieldError(field=f"items.{h.item_no}", reason=f"第 {h.item_no} 条{said}") for h in nobody))


def _number(notice: Notice, at: datetime) -> str:
    """The next number of the agency's series of that kind and year, in the words of its province."""
    return number_document(
        series=f"notice.{notice.kind}", owner_id=notice.agency_id, prefix=agency(notice.agency_id).doc_prefix,
        place=notice.place, template="notices.number_template", short=f"notices.short.{notice.kind}",
        case_kind="notice", case_id=notice.pk, at=at,
    )  # fmt: skip


@transaction.atomic
def void_notice(*, actor: Actor, notice_id: UUID, reason: str, at: datetime) -> Notice:
    """作废: the number is kept as void, items not yet closed go back to waiting for an order."""
    notice = visible_notice(actor, notice_id)
    done: Notice = fire(NOTICE_FLOWS[NoticeKind(notice.kind)], notice_id, "void", actor=actor, at=at, reason=reason)
    void_numbers_of(actor=actor, case_kind="notice", case_id=notice.pk, reason=reason, at=at)
    revoke_paper(kind=paper_kind(notice), case_id=notice.pk, reason=reason, at=at)
    items = list(Hazard.objects.filter(notice=notice).open())
    for hazard in items:
        fire(HAZARD_FLOW, hazard.pk, "unorder", actor=actor, at=at, reason=reason)
        Hazard.objects.filter(pk=hazard.pk).update(notice=None, item_no=0)
    if notice.kind == NoticeKind.STOP:
        demand_again(actor=actor, hazards=items, kind=MeasureKind.STOP, reference=notice.number, at=at)
    return done


@transaction.atomic
def record_delivery(
    *, actor: Actor, notice_id: UUID, method: DeliveryMethod, delivered_at: datetime, receiver: str, at: datetime,
    phone: str = "", note: str = "", scan_ids: tuple[UUID, ...] = (),
) -> Delivery:  # fmt: skip
    """登记送达, with the stamped 送达回证 if there is one. What has not been signed for on a phone counts as received."""
    notice = visible_notice(actor, notice_id)
    if not acts_for_agency(actor, notice.agency_id):
        raise NotPermitted("只有办理机关的监督员、执法人员可以登记送达")
    if not notice.issued_on:
        raise WrongState("文书还没有下达，不能登记送达")
    if delivered_at > at:
        raise InvalidInput.of("delivered_at", "送达时间在现在之后")
    if not receiver.strip():
        raise InvalidInput.of("receiver", "请填写签收人")
    delivery = Delivery.objects.create(
        notice=notice, method=method, at=delivered_at, receiver=receiver.strip(), note=note, recorded_by=actor.name,
        receiver_phone_masked=mask_phone(phone) if phone else "", receiver_phone_cipher=seal(phone) if phone else None,
    )  # fmt: skip
    if scan_ids:
        attach(file_ids=list(scan_ids), owner_kind="notice", owner_id=notice.pk, slot="receipt", actor=actor, at=at)
    if not notice.received_at and notice.state in (NoticeState.ISSUED, NoticeState.REPLIED):
        receive_notice(actor=actor, notice_id=notice_id, receiver=receiver, at=at, on_behalf_of=receiver)
    record_act(actor=actor, verb="notice.deliver", at=at, object_kind="notice", object_id=notice.pk, method=method)
    return delivery


@transaction.atomic
def attach_scan(*, actor: Actor, notice_id: UUID, file_ids: list[UUID], at: datetime) -> Notice:
    """附盖章扫描件: the stamped paper joins the record; what was signed is never replaced."""
    notice = visible_notice(actor, notice_id)
    if not acts_for_agency(actor, notice.agency_id):
        raise NotPermitted("只有办理机关的监督员、执法人员可以附盖章扫描件")
    if not notice.issued_on:
        raise WrongState("文书下达后才能附盖章扫描件")
    attach(file_ids=file_ids, owner_kind="notice", owner_id=notice_id, slot="scan", actor=actor, at=at)
    record_act(actor=actor, verb="notice.scan", at=at, object_kind="notice", object_id=notice_id, count=len(file_ids))
    return notice


@transaction.atomic
def draft_resume(*, actor: Actor, notice_id: UUID, officer_ids: tuple[UUID, ...], scope: str, at: datetime) -> Notice:
    """拟复工通知书 for a stop notice whose items have all been re-checked and found put right."""
    stop = locked_notice(actor, notice_id)
    if not acts_for_agency(actor, stop.agency_id):
        raise NotPermitted("只有办理机关的监督员、执法人员可以拟复工通知书")
    if stop.kind != NoticeKind.STOP or stop.state != NoticeState.CLEARED:
        raise WrongState("停工文书的隐患全部复查合格后，才能下达复工通知书")
    if Notice.objects.filter(resumes=stop).open().exists():
        raise WrongState("这份停工文书的复工通知书已经在拟")
    resume = _resume_of(stop, scope, actor, day_of(at))
    return open_notice(resume, officer_ids=officer_ids, actor=actor, at=at)


def _resume_of(stop: Notice, scope: str, actor: Actor, day: date) -> Notice:

    name = str(value_of("notices.name.RESUME", path=stop.place, on=day))
    return Notice(
        agency_id=stop.agency_id, scope=stop.scope, place=stop.place, province=stop.province, city=stop.city,
        county=stop.county, where_name=stop.where_name, project_id=stop.project_id, kind=NoticeKind.RESUME, name=name,
        title=f"{name}（{stop.where_name}）"[:300], addressee=stop.addressee, visited_on=day, resumes=stop,
        stop_scope=scope or stop.stop_scope, drafted_by=actor.name, seen_by_parties=False,
    )  # fmt: skip
