"""What the ladder does when something has happened. Named in ``zhiben.wiring``."""

from datetime import datetime
from typing import Any
from uuid import UUID

from zhiben.domains.ladder.models import Order
from zhiben.domains.ladder.services.climbing import list_at_once
from zhiben.domains.ladder.services.deciding import settle_rungs
from zhiben.domains.ladder.services.opening import open_drafts
from zhiben.domains.ladder.services.settling import overtake, settle_orders, waive_listing
from zhiben.domains.ladder.terms import OrderState, Outcome
from zhiben.kernel.access.terms import Role
from zhiben.kernel.notifications.services import notify
from zhiben.kernel.workflow.models import CaseMove, CaseParty

SITE = (Role.SITE_MANAGER, Role.SAFETY_OFFICER)
HEADS = (Role.ENTERPRISE_ADMIN, Role.PRINCIPAL)
OFFICE = (Role.LEADER, Role.CLERK, Role.INSPECTOR, Role.ENFORCER)
DECIDED = {"sign": Outcome.SIGNED, "decline": Outcome.DECLINED, "overtake": Outcome.OVERTAKEN}


def hazard_moved(payload: dict[str, Any], at: datetime) -> None:
    """What the hazard had reached may be needed no more; what was pressed for may be done."""
    hazard_id = UUID(payload["hazard_id"])
    overtake(at=at, hazard_id=hazard_id)
    settle_orders(hazard_id, at=at)


def measure_required(payload: dict[str, Any], at: datetime) -> None:
    """A major hazard must be listed at once: the draft goes on the desk, or waits for the batch."""
    if payload["kind"] == "LIST" and list_at_once(UUID(payload["hazard_id"]), at):
        open_drafts(at=at, project_id=UUID(payload["project_id"]))


def measure_settled(payload: dict[str, Any], at: datetime) -> None:
    """免办: the draft that the measure brought is taken off the desk."""
    if payload["kind"] == "LIST" and payload["state"] == "WAIVED":
        waive_listing(UUID(payload["hazard_id"]), at=at)


def listing_moved(payload: dict[str, Any], at: datetime) -> None:
    _decided(UUID(payload["listing_id"]), payload["action"], at)


def interview_moved(payload: dict[str, Any], at: datetime) -> None:
    _decided(UUID(payload["interview_id"]), payload["action"], at)


def _decided(case_id: UUID, action: str, at: datetime) -> None:
    outcome = DECIDED.get(action)
    if outcome is None:
        return
    move = CaseMove.objects.filter(case_id=case_id, action=action).order_by("-seq").first()
    said = move.inputs if move else {}
    note = said.get("number" if outcome == Outcome.SIGNED else "reason") or ""
    settle_rungs(case_id, outcome, by=move.actor_name if move else "", note=str(note), at=at)


def tell_of_order(payload: dict[str, Any], at: datetime) -> None:
    """签发: those addressed and those who get a copy learn of it. 反馈: the office learns that it must be verified."""
    order = Order.objects.filter(pk=payload["order_id"]).first()
    if order is None:
        return
    if payload["action"] in ("sign", "return"):
        _tell_addressed(order, payload["action"], at)
    elif payload["action"] in ("answer", "answer_agency"):
        _send(order, f"{order.addressee}已反馈督办单 {order.number}", "请在期限内核实。", "ladder.answered", at,
              ("agency", order.agency_id, OFFICE))  # fmt: skip
    elif order.state == OrderState.CLOSED:
        for holder in _addressed(order):
            _send(order, f"督办单 {order.number} 已办结", order.conclusion, "ladder.closed", at, holder)


def _tell_addressed(order: Order, action: str, at: datetime) -> None:
    due = f"请在 {order.answer_on.isoformat()} 前反馈。" if order.answer_on else ""
    word = "收到督办单" if action == "sign" else "督办反馈被退回"
    for holder in _addressed(order):
        _send(order, f"{word} {order.number}：{order.title}", due, "ladder.order", at, holder)


def _addressed(order: Order) -> list[tuple[str, UUID, tuple[Role, ...]]]:
    if order.addressee_agency_id:
        return [("agency", order.addressee_agency_id, OFFICE)]
    parties = CaseParty.objects.filter(case_id=order.pk, kind="enterprise").order_by("id")
    enterprises = dict.fromkeys(parties.values_list("subject_id", flat=True))
    return [("project", order.project_id, (*SITE, Role.CONSULTANT, Role.OWNER)),
            *(("enterprise", pk, HEADS) for pk in enterprises)]  # fmt: skip


def _send(
    order: Order, title: str, body: str, topic: str, at: datetime, holder: tuple[str, UUID, tuple[Role, ...]]
) -> None:
    notify(
        topic=topic, title=title, body=body, link=f"/orders/{order.pk}/", at=at, holder=holder, statutory=True,
        case_kind="ladder.order", case_id=order.pk,
    )  # fmt: skip
