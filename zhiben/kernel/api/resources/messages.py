"""``/messages``: notices to the caller (``/notices`` are documents)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.api.idempotency import idempotent
from zhiben.kernel.api.paging import MOST, Page, PageQuery, page_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.notifications.models import Delivery
from zhiben.kernel.notifications.queries import notices_of, with_deliveries
from zhiben.kernel.notifications.services import mark_read

router = Router(tags=["消息"])


class DeliveryOut(Schema):
    """One channel. ``state`` is one of WAITING, DEFERRED, SENDING, HANDED, CONFIRMED, UNCERTAIN, FAILED, SKIPPED."""

    id: UUID
    channel: str
    state: str
    reason: str
    planned_at: datetime
    not_before: datetime
    handed_at: datetime | None
    confirmed_at: datetime | None
    attempts: int

    @staticmethod
    def resolve_channel(row: Delivery) -> str:
        return row.channel.kind


class MessageOut(Schema):
    id: UUID
    topic: str
    title: str
    body: str
    link: str
    statutory: bool
    created_at: datetime
    read_at: datetime | None
    deliveries: list[DeliveryOut]


class MessageQuery(PageQuery):
    unread: bool = False


class ReadIn(Schema):
    ids: list[UUID] = Field(max_length=MOST)


class ReadOut(Schema):
    read: int


@router.get("", response=Page[MessageOut], summary="我的消息")
def notices(request: HttpRequest, query: Query[MessageQuery]) -> dict[str, Any]:
    rows = with_deliveries(notices_of(actor_of(request)))
    return page_of(rows.unread() if query.unread else rows, query, order="-id")


@router.post("/read", response=ReadOut, summary="标为已读")
@idempotent
def read(request: HttpRequest, given: ReadIn) -> dict[str, int]:
    return {"read": mark_read(actor=actor_of(request), ids=given.ids, at=now())}
