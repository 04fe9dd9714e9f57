"""The leader's word on a draft, and what may happen to it without one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from zhiben.domains.ladder.models import Order, OrderItem, Rung
from zhiben.domains.ladder.queries import items_of
from zhiben.domains.ladder.services.content import content_of
from zhiben.domains.ladder.terms import SYSTEM, OrderState, Outcome
from zhiben.domains.ladder.workflow import ORDER_FLOW
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput, NotVisible, WrongState
from zhiben.kernel.numbering.services import number_document, void_numbers_of
from zhiben.kernel.papers.issued import issue_paper, revoke_paper
from zhiben.kernel.parameters.calendar import add_working_days
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.workflow.engine import fire
from zhiben.registry.agencies.public import agency

SERIES = "ladder.order"
CLOSED_MEANWHILE = "拟稿期间隐患已销号"


@transaction.atomic
def sign_order(*, actor: Actor, order_id: UUID, at: datetime) -> Order:
    """签发: takes the number, freezes the paper, opens it to the parties. Hazards closed meanwhile fall out.

    Raises WrongState when nothing is left to press for, or somebody was first.
    """
    order = locked_order(actor, order_id)
    if order.state == OrderState.DRAFT:
        drop_closed(order, at)
        if not items_of(order_id):
            raise WrongState("所列隐患都已销号，不必再督办；这份草稿会自动撤下")
    day = day_of(at)
    usual = int(value_of("ladder.answer_working_days", path=order.place, on=day))
    answer_on = order.answer_on or add_working_days(day, usual)
    if answer_on < day:
        raise InvalidInput.of("answer_on", f"反馈期限 {answer_on.isoformat()} 已经过去，请先修改")
    number = _number(order, at) if order.state == OrderState.DRAFT else order.number
    done: Order = fire(
        ORDER_FLOW, order_id, "sign", actor=actor, at=at, number=number, signed_by=actor.name, answer_on=answer_on
    )
    issue_paper(
        kind=ORDER_FLOW.code, case_id=done.pk, name=done.name, number=done.number, agency_id=done.agency_id,
        agency_name=agency(done.agency_id).name, where_name=done.where_name, issued_on=day, content=content_of(done),
        at=at,
    )  # fmt: skip
    Rung.objects.filter(draft_id=order_id, hazard__closed_at__isnull=False).pending().update(
        outcome=Outcome.OVERTAKEN, settled_at=at, settled_by=SYSTEM, note=CLOSED_MEANWHILE
    )
    settle_rungs(order_id, Outcome.SIGNED, by=actor.name, note=done.number, at=at)
    return done


@transaction.atomic
def decline_order(*, actor: Actor, order_id: UUID, reason: str, at: datetime) -> Order:
    """不同意: final, kept and counted; the rung is offered again only at the next of its days."""
    done: Order = fire(ORDER_FLOW, order_id, "decline", actor=actor, at=at, reason=reason.strip())
    settle_rungs(order_id, Outcome.DECLINED, by=actor.name, note=reason.strip(), at=at)
    return done


@transaction.atomic
def discard_order(*, actor: Actor, order_id: UUID, reason: str, at: datetime) -> Order:
    """撤回拟稿: what somebody drafted by hand is taken off the desk again."""
    return fire(ORDER_FLOW, order_id, "discard", actor=actor, at=at, reason=reason.strip())


@transaction.atomic
def void_order(*, actor: Actor, order_id: UUID, reason: str, at: datetime) -> Order:
    """作废: the number is kept as void, the paper's QR says 已撤销."""
    done: Order = fire(ORDER_FLOW, order_id, "void", actor=actor, at=at, reason=reason.strip())
    revoke_paper(kind=ORDER_FLOW.code, case_id=order_id, reason=reason.strip(), at=at)
    void_numbers_of(actor=actor, case_kind=SERIES, case_id=order_id, reason=reason, at=at)
    return done


@transaction.atomic
def withdraw_draft(order_id: UUID, *, reason: str, at: datetime) -> None:
    """已不需要: the platform takes its own draft off the desk. Nothing happens when it is no draft any more."""
    system = system_actor("ladder")
    order = Order.objects.select_for_update().filter(pk=order_id, state=OrderState.DRAFT).first()
    if order is not None:
        fire(ORDER_FLOW, order_id, "overtake", actor=system, at=at, reason=reason)


def drop_closed(order: Order, at: datetime) -> int:
    """Hazards that were closed while the draft waited leave it. Returns how many."""
    rows = OrderItem.objects.filter(order=order, dropped_at=None, hazard__closed_at__isnull=False)
    return rows.update(dropped_at=at, dropped_why=CLOSED_MEANWHILE)


def settle_rungs(draft_id: UUID, outcome: Outcome, *, by: str, note: str, at: datetime) -> int:
    """What came of the rungs behind a draft, of whatever kind. Only those still pending: once settled, a rung stays as it is."""
    rows = Rung.objects.filter(draft_id=draft_id).pending()
    return rows.update(outcome=outcome, settled_at=at, settled_by=by[:64], note=note[:500])


def locked_order(actor: Actor, order_id: UUID) -> Order:
    """The order, held until the transaction ends. Raises NotVisible."""
    rows: Any = Order.objects.visible_to(actor).select_for_update(of=("self",)).select_related("project")
    order: Order | None = rows.filter(pk=order_id).first()
    if order is None:
        raise NotVisible("没有找到这份督办单，或者不在您的权限范围内")
    return order


def _number(order: Order, at: datetime) -> str:
    """The next number of the agency's series of the year, in the words of its place."""
    return number_document(
        series=SERIES, owner_id=order.agency_id, prefix=agency(order.agency_id).doc_prefix, place=order.place,
        template="ladder.order_number_template", short="ladder.order_short", case_kind=SERIES, case_id=order.pk, at=at,
    )  # fmt: skip
