"""When the ground under a rung is gone: the hazard is closed, was given more time, or has moved on to somebody else."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from zhiben.domains.hazards.terms import HazardState, Level
from zhiben.domains.ladder.drafts import withdraw
from zhiben.domains.ladder.models import Order, OrderItem, Rung
from zhiben.domains.ladder.queries import AGENCY_STATES, SITE_STATES
from zhiben.domains.ladder.services.answering import settle_if_closed
from zhiben.domains.ladder.services.deciding import withdraw_draft
from zhiben.domains.ladder.terms import AGENCY_RUNGS, SYSTEM, OrderState, Outcome, RungCode
from zhiben.domains.ladder.workflow import ORDER_FLOW
from zhiben.kernel.base.clock import day_of

BATCH: Final = 500
EXTENDED: Final = "整改期限已经变更"
GENERAL_NOW: Final = "已不是重大事故隐患"
LISTED: Final = "已经单独挂牌督办"
WAIVED: Final = "挂牌督办已免办"


def overtake(*, at: datetime, hazard_id: UUID | None = None) -> int:
    """Take back what waits for nobody any more. Returns how many rungs were overtaken."""
    with transaction.atomic():
        rows = Rung.objects.pending().select_related("hazard").order_by("pk")
        rows = rows.filter(hazard=hazard_id) if hazard_id else rows.filter(_doubtful())
        found = [(rung, why) for rung in rows[:BATCH] if (why := why_not_needed(rung))]
    for rung, why in found:
        _overtake(rung.pk, why, at)
    return len(found)


def waive_listing(hazard_id: UUID, *, at: datetime) -> int:
    """The leader has waived 挂牌督办 for this hazard: what was drafted because of it waits no longer."""
    rungs = Rung.objects.pending().filter(hazard=hazard_id, code=RungCode.LISTING, deadline_on=None)
    found = list(rungs.order_by("pk").values_list("pk", flat=True))
    for pk in found:
        _overtake(pk, WAIVED, at)
    return len(found)


def why_not_needed(rung: Rung) -> str:
    """Empty while the rung stands on what it stood on when it was reached."""
    hazard: Any = rung.hazard
    if hazard.closed_at is not None:
        return f"隐患{HazardState(hazard.state).label}"
    if rung.outcome == Outcome.BATCH and hazard.listing_level:
        return LISTED
    if rung.deadline_on is None:
        return "" if hazard.level == Level.MAJOR else GENERAL_NOW
    if hazard.state not in (AGENCY_STATES if rung.code in AGENCY_RUNGS else SITE_STATES):
        return f"隐患现在是「{HazardState(hazard.state).label}」"
    if hazard.due_at is not None and day_of(hazard.due_at) != rung.deadline_on:
        return EXTENDED
    return ""


@transaction.atomic
def settle_orders(hazard_id: UUID, *, at: datetime) -> int:
    """A hazard was closed: orders that named it fall out of a draft, or end when it was their last."""
    ended = 0
    rows = OrderItem.objects.filter(
        hazard=hazard_id, dropped_at=None, order__closed_at=None, hazard__closed_at__isnull=False
    )
    for item in rows.select_related("order").order_by("order_id"):
        if item.order.state == OrderState.DRAFT:
            ended += _drop(item, at)
        else:
            ended += settle_if_closed(item.order_id, at=at)
    return ended


def _doubtful() -> Q:
    """Rungs that could be overtaken, so that a sweep does not read all that wait."""
    gone = Q(hazard__closed_at__isnull=False)
    site = Q(deadline_on__isnull=False) & ~Q(code__in=AGENCY_RUNGS) & ~Q(hazard__state__in=SITE_STATES)
    agency = Q(code__in=AGENCY_RUNGS) & ~Q(hazard__state__in=AGENCY_STATES)
    at_once = Q(deadline_on=None) & ~Q(hazard__level=Level.MAJOR)
    moved = Q(deadline_on__isnull=False, hazard__due_at__isnull=False) & ~Q(hazard__due_at__date=F("deadline_on"))
    listed = Q(outcome=Outcome.BATCH) & ~Q(hazard__listing_level="")
    return gone | site | agency | at_once | moved | listed


@transaction.atomic
def _overtake(rung_id: UUID, why: str, at: datetime) -> None:
    """The draft is locked before the rung, as everybody does who settles both."""
    seen = Rung.objects.get(pk=rung_id)
    if seen.draft_flow == ORDER_FLOW.code and seen.draft_id:
        Order.objects.select_for_update().filter(pk=seen.draft_id).first()
    rung = Rung.objects.select_for_update(of=("self",)).filter(pk=rung_id).pending().first()
    if rung is None:  # the leader was quicker
        return
    Rung.objects.filter(pk=rung_id).update(outcome=Outcome.OVERTAKEN, settled_at=at, settled_by=SYSTEM, note=why[:500])
    if rung.draft_id is None:
        return
    if rung.draft_flow == ORDER_FLOW.code:
        _leave_order(rung.draft_id, rung.hazard_id, why, at)
    elif not Rung.objects.filter(draft_id=rung.draft_id).pending().exists():
        withdraw(rung.draft_flow, rung.draft_id, why, at)


def _leave_order(order_id: UUID, hazard_id: UUID, why: str, at: datetime) -> None:
    for item in OrderItem.objects.filter(order=order_id, hazard=hazard_id, dropped_at=None).select_related("order"):
        if item.order.state == OrderState.DRAFT:
            _drop(item, at, why)


def _drop(item: OrderItem, at: datetime, why: str = "隐患已销号") -> int:
    """One hazard leaves a draft; the last one takes the draft with it."""
    Order.objects.select_for_update().filter(pk=item.order_id).first()
    OrderItem.objects.filter(pk=item.pk).update(dropped_at=at, dropped_why=why[:200])
    if OrderItem.objects.filter(order=item.order_id, dropped_at=None).exists():
        return 0
    withdraw_draft(item.order_id, reason=why, at=at)
    return 1
