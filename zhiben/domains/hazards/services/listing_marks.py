"""What 挂牌督办 writes on the hazards it is about. The listing itself is another package's case."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.services.measures import demand_again
from zhiben.domains.hazards.services.treatment import ask_for_treatment, plan_with_listing
from zhiben.domains.hazards.terms import HazardState, MeasureKind
from zhiben.domains.hazards.workflow import HAZARD_FLOW
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.workflow.engine import fire


@transaction.atomic
def record_listing(*, actor: Actor, hazard_ids: Sequence[UUID], level: str, number: str, at: datetime) -> None:
    """督办层级 and 督办文号 onto each hazard, with a line in its history. A voided hazard refuses (409)."""
    for hazard_id in hazard_ids:
        fire(HAZARD_FLOW, hazard_id, "list", actor=actor, at=at, listing_level=level, number=number)
    plan_with_listing(hazard_ids=hazard_ids, number=number, at=at)


@transaction.atomic
def record_delisting(*, actor: Actor, hazard_ids: Sequence[UUID], number: str, at: datetime) -> None:
    """解除: the number becomes 销号文号 where there is none yet. Hazards voided meanwhile are passed over."""
    voided = set(Hazard.objects.filter(pk__in=hazard_ids, state=HazardState.VOIDED).values_list("pk", flat=True))
    for hazard_id in hazard_ids:
        if hazard_id not in voided:
            fire(HAZARD_FLOW, hazard_id, "delist", actor=actor, at=at, number=number)


@transaction.atomic
def withdraw_listing(*, actor: Actor, hazard_ids: Sequence[UUID], number: str, at: datetime) -> None:
    """撤销: level and number go where they are this listing's; what it had done is demanded of open hazards again."""
    marked = Hazard.objects.filter(pk__in=hazard_ids, listing_no=number).exclude(state=HazardState.VOIDED)
    hazards = list(marked.order_by("pk"))
    for hazard in hazards:
        fire(HAZARD_FLOW, hazard.pk, "unlist", actor=actor, at=at, number=number)
    left = [h for h in hazards if h.closed_at is None]
    demand_again(actor=actor, hazards=left, kind=MeasureKind.LIST, reference=number, at=at)
    for hazard in Hazard.objects.filter(pk__in=[h.pk for h in left]).order_by("pk"):
        ask_for_treatment(actor=actor, hazard=hazard, at=at)
