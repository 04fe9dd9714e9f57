"""``/interviews``: list, read, draft, sign, record, and every other step of the two tables."""

from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from ninja import Query, Router, Status

from zhiben.domains.interviews.api.schemas import (
    CommitmentOut,
    HeldIn,
    InterviewDetail,
    InterviewDraftIn,
    InterviewOut,
    InterviewQuery,
    InterviewSignIn,
    InterviewStepIn,
)
from zhiben.domains.interviews.models import Commitment, Interview
from zhiben.domains.interviews.services.deciding import sign_interview
from zhiben.domains.interviews.services.drafting import draft_interview
from zhiben.domains.interviews.services.holding import Promise, hold_interview
from zhiben.domains.interviews.services.keeping import take_commitment_step
from zhiben.domains.interviews.services.steps import take_step
from zhiben.domains.interviews.workflow import COMMITMENT_FLOW, INTERVIEW_FLOW
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.api.idempotency import idempotent
from zhiben.kernel.api.paging import Page, page_of
from zhiben.kernel.api.steps import step_of, values_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import NotVisible

router = Router(tags=["约谈"])
OWN_DOORS: Final = frozenset({"sign", "hold"})
FILLED_IN: Final = frozenset({"signed_by", "number", "agency_name", "verified_by", "submitted_by"})


@router.get("", response=Page[InterviewOut], summary="约谈列表")
def interview_list(request: HttpRequest, query: Query[InterviewQuery]) -> dict[str, Any]:
    """只列出调用者权限范围内的约谈，最急的在前。"""
    return page_of(_narrow(Interview.objects.visible_to(actor_of(request)), query), query, order="due_at")


@router.get("/{uuid:interview_id}", response=InterviewDetail, summary="一次约谈")
def interview_detail(request: HttpRequest, interview_id: UUID) -> dict[str, Any]:
    """连同逐条承诺。"""
    found = Interview.objects.visible_to(actor_of(request)).filter(pk=interview_id).first()
    if found is None:
        raise NotVisible()
    names = set(InterviewDetail.model_fields) - {"commitments"}
    return {**{n: getattr(found, n) for n in names}, "commitments": list(found.commitments.order_by("position"))}


@router.post("", response={201: InterviewOut}, summary="拟约谈")
@idempotent
def draft(request: HttpRequest, given: InterviewDraftIn) -> Status[Interview]:
    """送到机关负责人案头。同一事项、同一对象已有未办结的约谈时返回原来那一次。"""
    return Status(201, draft_interview(actor=actor_of(request), at=now(), **given.dict()))


@router.post("/{uuid:interview_id}/sign", response=InterviewOut, summary="签发约谈通知")
@idempotent
def sign(request: HttpRequest, interview_id: UUID, given: InterviewSignIn) -> Interview:
    return sign_interview(actor=actor_of(request), interview_id=interview_id, at=now(), **given.dict())


@router.post("/{uuid:interview_id}/record", response=InterviewOut, summary="记录约谈和承诺")
@idempotent
def record(request: HttpRequest, interview_id: UUID, given: HeldIn) -> Interview:
    values = given.dict()
    promises = [Promise(**one) for one in values.pop("commitments")]
    return hold_interview(actor=actor_of(request), interview_id=interview_id, at=now(), promises=promises, **values)


@router.post("/{uuid:interview_id}/actions/{slug:action}", response=InterviewOut, summary="办理一步")
@idempotent
def act(request: HttpRequest, interview_id: UUID, action: str, given: InterviewStepIn) -> Interview:
    """签发和记录各有自己的地址；其余动作：edit、decline、receive、reschedule、absent、promise、attach_scan、void。"""
    row = step_of(INTERVIEW_FLOW, action, without=OWN_DOORS)
    values = values_of(row, given.values, hidden=FILLED_IN, complete=True)
    return take_step(
        actor=actor_of(request), interview_id=interview_id, action=action, at=now(),
        on_behalf_of=given.on_behalf_of, **values,
    )  # fmt: skip


@router.post("/commitments/{uuid:commitment_id}/actions/{slug:action}", response=CommitmentOut, summary="办理一条承诺")
@idempotent
def act_on_commitment(request: HttpRequest, commitment_id: UUID, action: str, given: InterviewStepIn) -> Commitment:
    """动作：submit（企业）、submit_below（下级机构负责人）、verify、return、extend。"""
    values = values_of(step_of(COMMITMENT_FLOW, action), given.values, hidden=FILLED_IN, complete=True)
    return take_commitment_step(
        actor=actor_of(request), commitment_id=commitment_id, action=action, at=now(),
        on_behalf_of=given.on_behalf_of, **values,
    )  # fmt: skip


def _narrow(rows: "QuerySet[Interview]", query: InterviewQuery) -> "QuerySet[Interview]":
    if query.q:
        rows = rows.filter(
            Q(subject_name__icontains=query.q) | Q(number__icontains=query.q) | Q(matter__icontains=query.q)
        )
    wanted = {"state": query.state, "case_id": query.case, "enterprise_id": query.enterprise}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    return rows.filter(closed_at=None, due_at__lt=now()) if query.overdue else rows
