"""``/marks``: what is wrong with subjects of any register; marking by hand, taking one's word back."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.terms import REGULATORS
from zhiben.kernel.api.doors import caller
from zhiben.kernel.api.idempotency import idempotent
from zhiben.kernel.api.paging import Page, PageQuery, page_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.marks.models import Mark
from zhiben.kernel.marks.queries import name_subjects
from zhiben.kernel.marks.services import mark_subject, unmark_subject
from zhiben.kernel.marks.terms import ManualMark, Origin, Tone

router = Router(tags=["异常标记"])
EXACT = ("subject_kind", "subject_id", "code", "tone", "origin")


class MarkOut(Schema):
    id: UUID
    subject_kind: str
    subject_id: UUID
    subject_name: str = Field(description="调用者看不到的对象，名称为空")
    code: str
    label: str
    tone: Tone = Field(description="red 严重、orange 较重、yellow 一般")
    reason: str
    origin: Origin = Field(description="rule 规则、person 人工")
    since: datetime
    until: datetime | None
    set_by_name: str
    cleared_by_name: str
    cleared_why: str


class MarkQuery(PageQuery):
    subject_kind: str = Field("", max_length=24, description="enterprise、project、person、equipment、certificate …")
    subject_id: UUID | None = None
    code: str = Field("", max_length=64)
    tone: Tone | None = None
    origin: Origin | None = None
    open: bool = Field(True, description="只要未解除的；false 连同已解除的")


class MarkIn(Schema):
    subject_kind: Literal["enterprise", "project", "person", "equipment", "certificate"]
    subject_id: UUID
    kind: ManualMark = Field(description="manual.abnormal 异常、manual.watched 重点关注、manual.unclear 待核实")
    reason: str = Field(max_length=500)


class UnmarkIn(Schema):
    reason: str = Field(max_length=500)


@router.get("", response=Page[MarkOut], summary="异常标记列表")
def mark_list(request: HttpRequest, query: Query[MarkQuery]) -> dict[str, Any]:
    """公开名册上的，和在调用者辖区内的；新的在前。"""
    rows = Mark.objects.visible_to(caller(request, REGULATORS))
    rows = rows.filter(**{name: v for name in EXACT if (v := getattr(query, name))})
    page = page_of(rows.open() if query.open else rows, query, order="-since")
    name_subjects(page["items"])
    return page


@router.post("", response={201: MarkOut}, summary="标记一个对象")
@idempotent
def set_mark(request: HttpRequest, given: MarkIn) -> Status[Mark]:
    """监管机构标记自己看得到的对象。"""
    made = mark_subject(actor=actor_of(request), at=now(), **given.dict())
    name_subjects([made])
    return Status(201, made)


@router.post("/{uuid:mark_id}/clear", response=MarkOut, summary="解除人工标记")
@idempotent
def clear(request: HttpRequest, mark_id: UUID, given: UnmarkIn) -> Mark:
    """规则给出的标记在情况消除后自动解除，不能手工解除。"""
    done = unmark_subject(actor=actor_of(request), mark_id=mark_id, reason=given.reason, at=now())
    name_subjects([done])
    return done
