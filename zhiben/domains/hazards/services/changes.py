"""Asking for what only a leader may allow, and the leader's decision."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from zhiben.domains.hazards.models import ChangeRequest, Hazard
from zhiben.domains.hazards.policies import OFFICERS
from zhiben.domains.hazards.services.drafts import locked_notice, visible_notice
from zhiben.domains.hazards.services.hazards import take_step
from zhiben.domains.hazards.services.replying import settle_notice
from zhiben.domains.hazards.terms import ChangeKind, ChangeState, HazardState, Level
from zhiben.domains.hazards.workflow import CHANGE_FLOW
from zhiben.domains.hazards.workflow.guards import deadline_doubt
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import SITE_SIDE, ReachClass, Role
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.workflow.engine import fire, open_case, parties_of_case
from zhiben.kernel.workflow.reach import reach_class

ACTIONS = {ChangeKind.EXTEND: "extend", ChangeKind.REGRADE: "regrade", ChangeKind.VOID: "void"}


@transaction.atomic
def request_change(
    *, actor: Actor, hazard_id: UUID, kind: ChangeKind, reason: str, at: datetime, new_deadline_on: date | None = None,
    new_level: Level | None = None, new_clause_code: str = "",
) -> ChangeRequest:  # fmt: skip
    """申请延期（责任方或监督员）、变更等级或作废（监督员）. One pending request of a kind per hazard."""
    hazard = Hazard.objects.visible_to(actor).select_for_update().filter(pk=hazard_id).first()
    if hazard is None:
        raise NotVisible()
    _check_requester(actor, hazard, kind)
    _check_request(hazard, kind, reason, new_deadline_on, new_level, new_clause_code)
    if ChangeRequest.objects.filter(hazard=hazard, kind=kind).open().exists():
        raise WrongState(f"这条隐患已经有一份「{kind.label}」申请在等审批")
    request = ChangeRequest(
        kind=kind, hazard=hazard, reason=reason.strip(), new_deadline_on=new_deadline_on, new_level=new_level or "",
        new_clause_code=new_clause_code, requested_by=actor.name, requested_user_id=actor.user_id,
        **hazard.columns_of_case(), title=f"{kind.label}：{hazard.title}"[:300], seen_by_parties=hazard.seen_by_parties,
    )  # fmt: skip
    parties = parties_of_case(hazard.pk)
    return open_case(CHANGE_FLOW, request, actor=actor, at=at, state=ChangeState.PENDING, parties=parties)


@transaction.atomic
def decide_change(*, actor: Actor, change_id: UUID, agreed: bool, opinion: str, at: datetime) -> ChangeRequest:
    """审批. Agreeing changes the hazard in the same transaction; if that is no longer possible, nothing happens."""
    _lock_notice(actor, change_id)
    action = "approve" if agreed else "decline"
    change: ChangeRequest = fire(
        CHANGE_FLOW, change_id, action, actor=actor, at=at, decided_by=actor.name, opinion=opinion
    )
    if agreed:
        _carry_out(change, actor, at)
    return change


@transaction.atomic
def withdraw_change(*, actor: Actor, change_id: UUID, at: datetime) -> ChangeRequest:
    change = ChangeRequest.objects.visible_to(actor).filter(pk=change_id).first()
    if change is None:
        raise NotVisible()
    if change.requested_user_id != actor.user_id:
        raise NotPermitted(f"只有申请人{change.requested_by}可以撤回")
    return fire(CHANGE_FLOW, change_id, "withdraw", actor=actor, at=at)


def _lock_notice(actor: Actor, change_id: UUID) -> None:
    """The notice of the hazard first, as everybody does who moves both."""
    found = ChangeRequest.objects.visible_to(actor).filter(pk=change_id, hazard__notice__isnull=False)
    for notice_id in found.values_list("hazard__notice_id", flat=True):
        locked_notice(actor, notice_id)


def _carry_out(change: ChangeRequest, actor: Actor, at: datetime) -> None:
    kind = ChangeKind(change.kind)
    inputs: dict[str, Any] = {"reason": change.reason}
    if kind == ChangeKind.EXTEND:
        inputs["deadline_on"] = change.new_deadline_on
    if kind == ChangeKind.REGRADE:
        inputs |= {"level": change.new_level, "clause_code": change.new_clause_code}
    hazard = take_step(actor=actor, hazard_id=change.hazard_id, action=ACTIONS[kind], at=at, **inputs)
    if hazard.notice_id and kind != ChangeKind.REGRADE:
        notice = visible_notice(actor, hazard.notice_id)
        if notice.state in ("ISSUED", "REPLIED"):
            settle_notice(notice, actor=actor, at=at)


def _check_requester(actor: Actor, hazard: Hazard, kind: ChangeKind) -> None:
    stands = reach_class(actor, hazard)
    officer = actor.role in OFFICERS | {Role.LEADER} and stands == ReachClass.OWN
    site = actor.role in SITE_SIDE and stands == ReachClass.PARTY and kind == ChangeKind.EXTEND
    if not (officer or site):
        raise NotPermitted(f"您现在的身份不能申请「{kind.label}」")


def _check_request(
    hazard: Hazard, kind: ChangeKind, reason: str, deadline: date | None, level: Level | None, clause: str
) -> None:
    if hazard.closed_at is not None:
        raise WrongState(f"这条隐患已经是「{hazard.get_state_display()}」，不能再变更")
    if not reason.strip():
        raise InvalidInput.of("reason", "请写明理由")
    if kind == ChangeKind.EXTEND:
        _check_extension(hazard, deadline)
    if kind == ChangeKind.REGRADE and (level is None or level == hazard.level):
        raise InvalidInput.of("new_level", "请选择与现在不同的等级")
    if kind == ChangeKind.REGRADE and level == Level.MAJOR and not clause:
        raise InvalidInput.of("new_clause_code", "变更为重大事故隐患，要选择判定标准的条款")


def _check_extension(hazard: Hazard, deadline: date | None) -> None:
    if hazard.state != HazardState.RECTIFYING:
        raise WrongState(f"这条隐患现在是「{hazard.get_state_display()}」，不在整改中，不能延期")
    if deadline is None or (hazard.deadline_on and deadline <= hazard.deadline_on):
        raise InvalidInput.of("new_deadline_on", f"延期后的期限要晚于现在的期限 {hazard.deadline_on:%Y-%m-%d}")
    if doubt := deadline_doubt(deadline, hazard.found_on):
        raise InvalidInput.of("new_deadline_on", doubt)
