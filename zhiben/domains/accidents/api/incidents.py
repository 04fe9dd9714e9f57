"""``/incidents``: list, read, register, verify and end."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from ninja import Query, Router, Status

from zhiben.domains.accidents.api.schemas import IncidentIn, IncidentOut, IncidentQuery, IncidentStepIn
from zhiben.domains.accidents.models import Incident
from zhiben.domains.accidents.services.incidents import report_incident, take_incident_step
from zhiben.domains.accidents.workflow import INCIDENT_FLOW
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.api.idempotency import idempotent
from zhiben.kernel.api.paging import Page, page_of
from zhiben.kernel.api.steps import step_of, values_of
from zhiben.kernel.base.clock import end_of_day, now, start_of_day
from zhiben.kernel.base.errors import NotVisible

router = Router(tags=["事故险情"])


@router.get("", response=Page[IncidentOut], summary="事故险情列表")
def incident_list(request: HttpRequest, query: Query[IncidentQuery]) -> dict[str, Any]:
    """非亡人事故和重大险情，最近发生的在前。亡人事故快报未接入。"""
    return page_of(_narrow(Incident.objects.visible_to(actor_of(request)), query), query, order="-occurred_at")


@router.get("/{uuid:incident_id}", response=IncidentOut, summary="一起事故险情")
def incident_detail(request: HttpRequest, incident_id: UUID) -> Incident:
    found = Incident.objects.visible_to(actor_of(request)).filter(pk=incident_id).first()
    if found is None:
        raise NotVisible()
    return found


@router.post("", response={201: IncidentOut}, summary="登记事故险情")
@idempotent
def report(request: HttpRequest, given: IncidentIn) -> Status[Incident]:
    """登记后等监管机构核实；核实属实且本地规定要倒查的，同时开责任倒查案件。"""
    made = report_incident(
        actor=actor_of(request), project_id=given.project_id, account=given.account(), at=now(), photos=given.photos
    )
    return Status(201, made)


@router.post("/{uuid:incident_id}/actions/{slug:action}", response=IncidentOut, summary="办理一步")
@idempotent
def act(request: HttpRequest, incident_id: UUID, action: str, given: IncidentStepIn) -> Incident:
    """动作：confirm（核实属实）、dismiss（不成立）、add_files、close（办结）。"""
    values = values_of(step_of(INCIDENT_FLOW, action), given.values, hidden=("confirmed_by",), complete=True)
    return take_incident_step(actor=actor_of(request), incident_id=incident_id, action=action, at=now(), **values)


def _narrow(rows: "QuerySet[Incident]", query: IncidentQuery) -> "QuerySet[Incident]":
    if query.q:
        rows = rows.filter(
            Q(title__icontains=query.q) | Q(where_name__icontains=query.q) | Q(course__icontains=query.q)
        )
    wanted = {"kind": query.kind, "state": query.state, "project_id": query.project}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    if query.since:
        rows = rows.filter(occurred_at__gte=start_of_day(query.since))
    if query.until:
        rows = rows.filter(occurred_at__lte=end_of_day(query.until))
    return rows
