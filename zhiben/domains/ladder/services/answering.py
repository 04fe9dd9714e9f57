"""What follows a signed 督办单: receipt, answer, verification, and its end when the hazards are closed."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from zhiben.domains.ladder.models import Order
from zhiben.domains.ladder.policies import check_addressed
from zhiben.domains.ladder.services.deciding import locked_order
from zhiben.domains.ladder.terms import OrderState
from zhiben.domains.ladder.workflow import ORDER_FLOW
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput, WrongState
from zhiben.kernel.evidence.services import attach
from zhiben.kernel.workflow.engine import fire

ALL_CLOSED = "所列隐患已全部销号"


@transaction.atomic
def receive_order(*, actor: Actor, order_id: UUID, receiver: str, at: datetime, on_behalf_of: str = "") -> Order:
    """签收, once."""
    order = locked_order(actor, order_id)
    if order.received_at is not None:
        raise WrongState(f"这份督办单已由{order.received_by}签收")
    return fire(ORDER_FLOW, order_id, "receive", actor=actor, at=at, receiver=receiver, on_behalf_of=on_behalf_of)


@transaction.atomic
def answer_order(
    *, actor: Actor, order_id: UUID, answer: str, at: datetime, photos: Sequence[UUID] = (),
    files: Sequence[UUID] = (), on_behalf_of: str = "",
) -> Order:  # fmt: skip
    """反馈: by the site or its enterprise, entered on their behalf, or by the agency an order is addressed to.

    What has not been signed for counts as received with the answer.
    """
    order = locked_order(actor, order_id)
    action = "answer_agency" if order.to_agency else "answer"
    if order.to_agency:
        check_addressed(actor, order)
    done: Order = fire(
        ORDER_FLOW, order_id, action, actor=actor, at=at, on_behalf_of=on_behalf_of, answer=answer.strip(),
        photos=[str(p) for p in photos], files=[str(f) for f in files],
    )  # fmt: skip
    attached = [*photos, *files]
    if attached:
        slot = f"answer:{done.seq}"
        attach(file_ids=attached, owner_kind=ORDER_FLOW.code, owner_id=order_id, slot=slot, actor=actor, at=at)
    if done.received_at is None and done.to_site:
        fire(ORDER_FLOW, order_id, "receive", actor=actor, at=at, receiver=on_behalf_of or actor.name,
             on_behalf_of=on_behalf_of)  # fmt: skip
    return Order.objects.get(pk=order_id)


@transaction.atomic
def verify_order(*, actor: Actor, order_id: UUID, conclusion: str, at: datetime) -> Order:
    """核实, 办结."""
    return fire(
        ORDER_FLOW, order_id, "verify", actor=actor, at=at, verified_by=actor.name, conclusion=conclusion.strip()
    )


@transaction.atomic
def return_order(*, actor: Actor, order_id: UUID, reason: str, answer_on: date, at: datetime) -> Order:
    """退回: what was answered is not enough; a new day is set."""
    if answer_on < day_of(at):
        raise InvalidInput.of("answer_on", "新的反馈期限不能早于今天")
    return fire(ORDER_FLOW, order_id, "return", actor=actor, at=at, reason=reason.strip(), answer_on=answer_on)


@transaction.atomic
def settle_if_closed(order_id: UUID, *, at: datetime) -> bool:
    """An order under way ends by itself when the last hazard it names is closed, with a word that says so."""
    order = Order.objects.select_for_update().filter(pk=order_id).first()
    if order is None or order.state not in (OrderState.ISSUED, OrderState.ANSWERED):
        return False
    if order.items.filter(dropped_at=None, hazard__closed_at=None).exists():
        return False
    fire(ORDER_FLOW, order_id, "settle", actor=system_actor("ladder"), at=at, reason=ALL_CLOSED)
    return True
