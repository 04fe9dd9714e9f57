"""``/bars``: who is barred from what; writing one down, lifting it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from zhiben.domains.standing.models import Bar
from zhiben.domains.standing.services import bar_subject, lift_bar
from zhiben.domains.standing.terms import BarKind, SubjectKind
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.api.idempotency import idempotent
from zhiben.kernel.api.paging import Page, PageQuery, page_of
from zhiben.kernel.base.clock import now

router = Router(tags=["限制事项"])


class BarOut(Schema):
    id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    subject_name: str
    what: BarKind
    valid_from: date
    valid_to: date | None
    decision_no: str
    because: str
    decided_by: str
    recorded_at: datetime
    lifted_on: date | None
    lifted_because: str


class BarIn(Schema):
    subject_kind: SubjectKind
    subject_id: UUID
    what: BarKind
    valid_from: date
    valid_to: date | None = None
    decision_no: str
    because: str
    decided_by: str


class LiftIn(Schema):
    on: date
    because: str


class BarQuery(PageQuery):
    subject_id: UUID | None = None
    what: BarKind | None = None
    on: date | None = None


@router.get("", response=Page[BarOut], summary="限制事项列表")
def bar_list(request: HttpRequest, query: Query[BarQuery]) -> dict[str, Any]:
    """``on``：只列那一天在限制中的。"""
    rows = Bar.objects.visible_to(actor_of(request))
    given = {n: v for n, v in (("subject_id", query.subject_id), ("what", query.what)) if v}
    return page_of((rows.on(query.on) if query.on else rows).filter(**given), query, order="-valid_from")


@router.post("", response={201: BarOut}, summary="登记限制事项")
@idempotent
def bar(request: HttpRequest, given: BarIn) -> Status[Bar]:
    return Status(201, bar_subject(actor=actor_of(request), at=now(), **given.dict()))


@router.post("/{uuid:bar_id}/lift", response=BarOut, summary="提前解除")
@idempotent
def lift(request: HttpRequest, bar_id: UUID, given: LiftIn) -> Bar:
    return lift_bar(actor=actor_of(request), bar_id=bar_id, at=now(), **given.dict())
