"""``/orders``: list, read, draft, sign, decline, receive, answer, verify."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from ninja import Query, Router, Status

from zhiben.domains.ladder.api.schemas import (
    AnswerIn,
    OrderDetail,
    OrderIn,
    OrderOut,
    OrderQuery,
    OrderReasonIn,
    ReceiptIn,
    VerdictIn,
)
from zhiben.domains.ladder.models import Order, OrderItem
from zhiben.domains.ladder.queries import items_of
from zhiben.domains.ladder.services.answering import answer_order, receive_order, return_order, verify_order
from zhiben.domains.ladder.services.deciding import decline_order, sign_order
from zhiben.domains.ladder.services.drafting import draft_order
from zhiben.domains.ladder.workflow import ORDER_FLOW
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.api.idempotency import idempotent
from zhiben.kernel.api.paging import Page, page_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput, NotVisible
from zhiben.kernel.workflow.engine import permitted
from zhiben.kernel.workflow.queries import history_of

router = Router(tags=["督办单"])


@router.get("", response=Page[OrderOut], summary="督办单列表")
def order_list(request: HttpRequest, query: Query[OrderQuery]) -> dict[str, Any]:
    """只列出调用者权限范围内的督办单，最急的在前。"""
    rows: Any = Order.objects.visible_to(actor_of(request))
    if query.state:
        rows = rows.filter(state=query.state)
    if query.project:
        rows = rows.filter(project=query.project)
    if query.hazard:
        rows = rows.filter(pk__in=OrderItem.objects.filter(hazard=query.hazard).values("order_id"))
    if query.q:
        text = query.q.replace("\x00", "")
        fields = ("title", "number", "where_name", "addressee")
        found = Q()
        for name in fields:
            found |= Q(**{f"{name}__icontains": text})
        rows = rows.filter(found)
    if query.overdue:
        rows = rows.filter(closed_at=None).overdue(at=now())
    return page_of(rows, query, order="due_at")


@router.get("/{uuid:order_id}", response=OrderDetail, summary="一份督办单")
def order_detail(request: HttpRequest, order_id: UUID) -> dict[str, Any]:
    """连同所督办的隐患、办理经过和您现在可以办理的动作。"""
    actor = actor_of(request)
    order = Order.objects.visible_to(actor).filter(pk=order_id).first()
    if order is None:
        raise NotVisible()
    labels = {t.action: t.label for t in ORDER_FLOW.transitions} | {"open": "拟稿"}
    return {
        **{name: getattr(order, name) for name in OrderOut.model_fields},
        "items": [_item(row) for row in items_of(order_id)],
        "actions": [{"action": t.action, "label": t.label} for t in permitted(ORDER_FLOW, order, actor)],
        "history": [
            {"seq": m.seq, "action": m.action, "label": labels.get(m.action, m.action), "actor_name": m.actor_name,
             "role": m.role, "on_behalf_of": m.on_behalf_of, "at": m.at, "inputs": m.inputs}
            for m in history_of(order_id)
        ],
    }  # fmt: skip


@router.post("", response={201: OrderOut}, summary="拟一份督办单")
@idempotent
def draft(request: HttpRequest, given: OrderIn) -> Status[Order]:
    return Status(201, draft_order(actor=actor_of(request), at=now(), **given.dict()))


@router.post("/{uuid:order_id}/signature", response=OrderOut, summary="签发")
@idempotent
def sign(request: HttpRequest, order_id: UUID) -> Order:
    """由办理机关负责人签发，取得文号。"""
    return sign_order(actor=actor_of(request), order_id=order_id, at=now())


@router.post("/{uuid:order_id}/refusal", response=OrderOut, summary="不同意")
@idempotent
def decline(request: HttpRequest, order_id: UUID, given: OrderReasonIn) -> Order:
    return decline_order(actor=actor_of(request), order_id=order_id, reason=given.reason, at=now())


@router.post("/{uuid:order_id}/receipt", response=OrderOut, summary="签收")
@idempotent
def receive(request: HttpRequest, order_id: UUID, given: ReceiptIn) -> Order:
    return receive_order(actor=actor_of(request), order_id=order_id, at=now(), **given.dict())


@router.post("/{uuid:order_id}/answer", response=OrderOut, summary="反馈")
@idempotent
def answer(request: HttpRequest, order_id: UUID, given: AnswerIn) -> Order:
    return answer_order(actor=actor_of(request), order_id=order_id, at=now(), **given.dict())


@router.post("/{uuid:order_id}/verification", response=OrderOut, summary="核实办结，或退回重新反馈")
@idempotent
def verify(request: HttpRequest, order_id: UUID, given: VerdictIn) -> Order:
    actor, at = actor_of(request), now()
    if given.passed:
        return verify_order(actor=actor, order_id=order_id, conclusion=given.opinion, at=at)
    if given.answer_on is None:
        raise InvalidInput.of("answer_on", "退回要写明新的反馈期限")
    return return_order(actor=actor, order_id=order_id, reason=given.opinion, answer_on=given.answer_on, at=at)


def _item(row: OrderItem) -> dict[str, Any]:
    hazard: Any = row.hazard
    return {
        "hazard_id": row.hazard_id, "title": hazard.title, "level": hazard.level, "state": hazard.state,
        "deadline_on": hazard.deadline_on,
    }  # fmt: skip
