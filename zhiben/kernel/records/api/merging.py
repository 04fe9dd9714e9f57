"""``/merges``: records that may be one, making them one, taking them apart again."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from zhiben.kernel.api.doors import caller
from zhiben.kernel.api.idempotency import idempotent
from zhiben.kernel.api.paging import Page, PageQuery, page_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput, NotVisible
from zhiben.kernel.records.kinds import record_kind
from zhiben.kernel.records.models import Candidate, Merge
from zhiben.kernel.records.policies import KEEPERS
from zhiben.kernel.records.services.duplicates import visible_candidates
from zhiben.kernel.records.services.merging import merge_records, undo_merge
from zhiben.kernel.records.terms import MergeState
from zhiben.kernel.records.web.lists import visible_merges

router = Router(tags=["重复档案合并"])
MOST: Final = 200


class CandidateOut(Schema):
    first_id: UUID
    first_title: str
    second_id: UUID
    second_title: str
    reason: str = Field(description="为什么可能是同一个")


class CandidateQuery(Schema):
    kind: str = Field(max_length=32, description="enterprise、person、equipment、project …")
    limit: int = Field(50, ge=1, le=MOST, description="最多几对")


class MergeOut(Schema):
    id: UUID
    kind: str
    gone_id: UUID = Field(description="并入的档案；原来的编号仍能打开")
    gone_title: str
    survivor_id: UUID = Field(description="保留的档案")
    survivor_title: str
    reason: str
    state: MergeState
    agency_name: str
    done_name: str
    at: datetime
    total: int = Field(description="要转移的关联；在后台转移时先只数到上限")
    moved: int = Field(description="已转移的关联")
    left_count: int = Field(description="重复而未转移的关联")
    undone_at: datetime | None
    undone_name: str
    undone_reason: str


class MergeQuery(PageQuery):
    kind: str = Field("", max_length=32)
    state: MergeState | None = None


class MergeIn(Schema):
    kind: str = Field(max_length=32)
    gone_id: UUID
    survivor_id: UUID
    reason: str = Field(max_length=500, description="凭什么认定是同一个")


class UndoMergeIn(Schema):
    reason: str = Field(max_length=500)


@router.get("/candidates", response=list[CandidateOut], summary="可能重复的档案")
def candidates(request: HttpRequest, query: Query[CandidateQuery]) -> list[Candidate]:
    """一类名册里可能是同一个的，最像的在前，每天夜里比对一遍；合并了的、说过不是重复的不再列出。"""
    actor, register = caller(request, KEEPERS), record_kind(query.kind)
    if not register.duplicates:
        raise InvalidInput.of("kind", f"{register.label}不查重复")
    return list(visible_candidates(actor).open().filter(kind=register.code).order_by("rank", "id")[: query.limit])


@router.get("", response=Page[MergeOut], summary="合并记录")
def merge_list(request: HttpRequest, query: Query[MergeQuery]) -> dict[str, Any]:
    """新的在前。"""
    rows = visible_merges(caller(request, KEEPERS))
    return page_of(
        rows.filter(**{name: v for name in ("kind", "state") if (v := getattr(query, name))}), query, order="-at"
    )


@router.get("/{uuid:merge_id}", response=MergeOut, summary="一次合并")
def merge_detail(request: HttpRequest, merge_id: UUID) -> Merge:
    return _seen(request, merge_id)


@router.post("", response={201: MergeOut}, summary="合并两份档案")
@idempotent
def merge(request: HttpRequest, given: MergeIn) -> Status[Merge]:
    """并入的档案的关联全部转到保留的档案上，可以撤销。关联多的在后台转移，``state`` 为 RUNNING 时还没有转完。"""
    return Status(201, merge_records(actor=caller(request, KEEPERS), at=now(), **given.dict()))


@router.post("/{uuid:merge_id}/undo", response=MergeOut, summary="撤销合并")
@idempotent
def undo(request: HttpRequest, merge_id: UUID, given: UndoMergeIn) -> Merge:
    """办理合并的机关，在规定的天数以内、合并以后没有再改动过的。"""
    _seen(request, merge_id)
    return undo_merge(actor=caller(request, KEEPERS), merge_id=merge_id, reason=given.reason, at=now())


def _seen(request: HttpRequest, merge_id: UUID) -> Merge:
    found = visible_merges(caller(request, KEEPERS)).filter(pk=merge_id).first()
    if found is None:
        raise NotVisible("没有这次合并，或者不在您的权限范围内")
    return found
