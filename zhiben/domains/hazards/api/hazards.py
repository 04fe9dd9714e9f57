"""``/hazards``: list, read, report, and take any step of the hazard's table."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Body, Query, Router, Status

from zhiben.domains.hazards.api.narrowing import narrowed
from zhiben.domains.hazards.api.reading import photos_out
from zhiben.domains.hazards.api.schemas import (
    ChangeIn,
    ChangeOut,
    DecisionIn,
    HazardDetail,
    HazardIn,
    HazardOut,
    HazardQuery,
    PhotosIn,
)
from zhiben.domains.hazards.models import ChangeRequest, Hazard
from zhiben.domains.hazards.services.changes import decide_change, request_change, withdraw_change
from zhiben.domains.hazards.services.hazards import report_hazard, take_step
from zhiben.domains.hazards.services.replying import add_after_photos
from zhiben.domains.hazards.terms import Source
from zhiben.domains.hazards.workflow import HAZARD_FLOW
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.api.idempotency import idempotent
from zhiben.kernel.api.paging import Page, page_of
from zhiben.kernel.api.steps import actions_of, history_out, step_of, values_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import NotVisible

router = Router(tags=["隐患"])
changes = Router(tags=["变更申请"])


@router.get("", response=Page[HazardOut], summary="隐患列表")
def hazard_list(request: HttpRequest, query: Query[HazardQuery]) -> dict[str, Any]:
    """只列出调用者权限范围内的隐患，最急的在前。筛选的含义与隐患台账相同；看不懂的筛选一律拒绝，不会悄悄放宽。"""
    return page_of(narrowed(actor_of(request), query, now()), query, order="due_at")


@router.get("/{uuid:hazard_id}", response=HazardDetail, summary="一条隐患")
def hazard_detail(request: HttpRequest, hazard_id: UUID) -> dict[str, Any]:
    """连同办理经过、照片和您现在可以办理的动作。"""
    actor = actor_of(request)
    hazard = Hazard.objects.visible_to(actor).filter(pk=hazard_id).first()
    if hazard is None:
        raise NotVisible()
    return {
        **{name: getattr(hazard, name) for name in HazardOut.model_fields}, "clause_text": hazard.clause_text,
        "actions": actions_of(HAZARD_FLOW, hazard, actor), "history": history_out(HAZARD_FLOW, hazard.pk),
        "photos": photos_out("hazard", hazard.pk),
    }  # fmt: skip


@router.post("", response={201: HazardOut}, summary="登记一条隐患")
@idempotent
def report(request: HttpRequest, given: HazardIn) -> Status[Hazard]:
    """监督员登记的即时判定；企业自查的重大隐患等监管机构核实。"""
    actor = actor_of(request)
    usual = Source.SUPERVISION if actor.is_regulator else Source.SELF_CHECK
    hazard = report_hazard(
        actor=actor, project_id=given.project_id, finding=given.finding(), source=given.source or usual,
        found_on=given.found_on, at=now(), hazard_id=given.id,
    )  # fmt: skip
    return Status(201, hazard)


@router.post("/{uuid:hazard_id}/actions/{slug:action}", response=HazardOut, summary="办理一步")
@idempotent
def act(request: HttpRequest, hazard_id: UUID, action: str, given: Body[dict[str, Any]]) -> Hazard:
    """动作和要填的内容见详情的 actions。代录时加 on_behalf_of。"""
    row = step_of(HAZARD_FLOW, action)
    behalf = str(given.pop("on_behalf_of", "") or "")
    values = values_of(row, given)
    return take_step(
        actor=actor_of(request), hazard_id=hazard_id, action=action, at=now(), on_behalf_of=behalf, **values
    )


@router.post("/{uuid:hazard_id}/photos", response=HazardOut, summary="补整改后照片")
@idempotent
def photos(request: HttpRequest, hazard_id: UUID, given: PhotosIn) -> Hazard:
    return add_after_photos(actor=actor_of(request), hazard_id=hazard_id, file_ids=given.file_ids, at=now())


@router.post("/{uuid:hazard_id}/changes", response={201: ChangeOut}, summary="申请延期、变更等级或作废")
@idempotent
def ask(request: HttpRequest, hazard_id: UUID, given: ChangeIn) -> Status[ChangeRequest]:
    made = request_change(actor=actor_of(request), hazard_id=hazard_id, at=now(), **given.dict())
    return Status(201, made)


@changes.post("/{uuid:change_id}/decision", response=ChangeOut, summary="审批变更申请")
@idempotent
def decide(request: HttpRequest, change_id: UUID, given: DecisionIn) -> ChangeRequest:
    return decide_change(
        actor=actor_of(request), change_id=change_id, agreed=given.agreed, opinion=given.opinion, at=now()
    )


@changes.post("/{uuid:change_id}/withdrawal", response=ChangeOut, summary="撤回变更申请")
@idempotent
def withdraw(request: HttpRequest, change_id: UUID) -> ChangeRequest:
    return withdraw_change(actor=actor_of(request), change_id=change_id, at=now())
