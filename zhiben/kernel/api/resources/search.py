"""``/search``: what the caller may see of what answers to a few letters."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.search.asking import LONGEST
from zhiben.kernel.search.finding import MOST, Group, search, search_phone

router = Router(tags=["搜索"])


class HitOut(Schema):
    id: UUID
    title: str
    note: str
    mark: str
    url: str
    at: datetime


class GroupOut(Schema):
    """``number``: how many there are; with ``more`` at least so many."""

    kind: str
    label: str
    number: int
    more: bool
    hits: list[HitOut]


class SearchQuery(Schema):
    q: str = Field(
        min_length=1, max_length=LONGEST, description="名称的几个字、拼音、拼音首字母、编号开头、文号、条款号"
    )
    kind: str = Field(default="", max_length=16, description="只查一类")
    limit: int = Field(default=10, ge=1, le=MOST, description="每类最多几条")
    phone: bool = Field(default=False, description="把 q 当作手机号末几位（至少四位）查人员；留下记录，不返回号码")


@router.get("", response=list[GroupOut], summary="全局搜索")
def find(request: HttpRequest, query: Query[SearchQuery]) -> list[dict[str, Any]]:
    actor = actor_of(request)
    if query.phone:
        groups = search_phone(actor, query.q, at=now(), limit=query.limit)
    else:
        groups = search(actor, query.q, kind=query.kind, limit=query.limit)
    return [_out(one) for one in groups]


def _out(one: Group) -> dict[str, Any]:
    return {
        "kind": one.source.kind, "label": one.source.label, "number": one.number, "more": one.more, "hits": one.hits,
    }  # fmt: skip
