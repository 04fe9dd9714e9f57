"""``/traces``: list, read with its evidence, open, work on, and the dossier as JSON."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from ninja import Query, Router, Status

from zhiben.domains.accidents.api.schemas import (
    ConclusionIn,
    DossierOut,
    IncidentStepIn,
    TraceDetail,
    TraceIn,
    TraceOut,
    TraceQuery,
)
from zhiben.domains.accidents.models import Trace
from zhiben.domains.accidents.policies import REGULATORS
from zhiben.domains.accidents.services.content import DOSSIER, dossier_content
from zhiben.domains.accidents.services.opening import open_manually
from zhiben.domains.accidents.services.working import conclude_trace, take_trace_step
from zhiben.domains.accidents.workflow import TRACE_FLOW
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.api.idempotency import idempotent
from zhiben.kernel.api.paging import Page, page_of
from zhiben.kernel.api.steps import step_of, values_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import NotPermitted, NotVisible
from zhiben.kernel.papers.issued import hash_of, paper_of

router = Router(tags=["责任倒查"])


@router.get("", response=Page[TraceOut], summary="责任倒查列表")
def trace_list(request: HttpRequest, query: Query[TraceQuery]) -> dict[str, Any]:
    """只列出调用者辖区内的案件，最急的在前。"""
    actor = _regulator(request)
    return page_of(_narrow(Trace.objects.visible_to(actor), query), query, order="due_at")


@router.get("/{uuid:trace_id}", response=TraceDetail, summary="一件责任倒查")
def trace_detail(request: HttpRequest, trace_id: UUID) -> dict[str, Any]:
    """连同触发情形、证据、必办事项和责任认定。"""
    found = _visible(request, trace_id)
    plain = {name: getattr(found, name) for name in TraceOut.model_fields}
    texts = {name: getattr(found, name) for name in ("cause", "opinion", "result", "ended_why")}
    return {
        **plain, **texts, "triggers": list(found.triggers.order_by("at", "id")),
        "evidence": list(found.evidence.order_by("position")), "tasks": list(found.tasks.order_by("position")),
        "responsible": list(found.responsible.order_by("position")),
    }  # fmt: skip


@router.get("/{uuid:trace_id}/dossier", response=DossierOut, summary="案卷")
def dossier(request: HttpRequest, trace_id: UUID) -> dict[str, Any]:
    """责任认定后是定稿的内容和它的摘要；此前是现在汇集到的内容。"""
    found = _visible(request, trace_id)
    paper = paper_of(DOSSIER, found.pk)
    content = paper.content if paper else dossier_content(found)
    return {
        "frozen": paper is not None,
        "content_hash": paper.content_hash if paper else hash_of(content),
        "content": content,
    }


@router.post("", response={201: TraceOut}, summary="开责任倒查案件")
@idempotent
def begin_one(request: HttpRequest, given: TraceIn) -> Status[Trace]:
    return Status(201, open_manually(actor=_regulator(request), at=now(), **given.dict()))


@router.post("/{uuid:trace_id}/conclusion", response=TraceOut, summary="作出责任认定")
@idempotent
def conclude(request: HttpRequest, trace_id: UUID, given: ConclusionIn) -> Trace:
    return conclude_trace(
        actor=_regulator(request), trace_id=trace_id, cause=given.cause, opinion=given.opinion,
        responsible=given.parties(), files=given.files, at=now(),
    )  # fmt: skip


@router.post("/{uuid:trace_id}/actions/{slug:action}", response=TraceOut, summary="办理一步")
@idempotent
def act(request: HttpRequest, trace_id: UUID, action: str, given: IncidentStepIn) -> Trace:
    """动作：begin（启动）、refresh（重新汇集证据）、settle_task（必办事项）、close（结案）、dismiss（不予倒查）。"""
    if action == "conclude":
        raise NotVisible("责任认定有自己的地址")
    values = values_of(step_of(TRACE_FLOW, action), given.values, hidden=("number",), complete=True)
    return take_trace_step(actor=_regulator(request), trace_id=trace_id, action=action, at=now(), **values)


def _regulator(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if actor.role not in REGULATORS or not actor.is_regulator:
        raise NotPermitted("责任倒查只对监管机构开放")
    return actor


def _visible(request: HttpRequest, trace_id: UUID) -> Trace:
    found = Trace.objects.visible_to(_regulator(request)).filter(pk=trace_id).first()
    if found is None:
        raise NotVisible()
    return found


def _narrow(rows: "QuerySet[Trace]", query: TraceQuery) -> "QuerySet[Trace]":
    if query.q:
        rows = rows.filter(
            Q(title__icontains=query.q) | Q(where_name__icontains=query.q) | Q(number__icontains=query.q)
        )
    wanted = {
        "state": query.state, "triggers__code": query.trigger, "hazard_id": query.hazard, "incident_id": query.incident
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    return rows.filter(closed_at=None, due_at__lt=now()) if query.overdue else rows
