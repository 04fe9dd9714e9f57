"""Questions about hazards as the ladder sees them, rungs and orders. Read only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from zhiben.domains.hazards.terms import HazardState, Level, Source
from zhiben.domains.ladder.models import Order, OrderItem, Rung
from zhiben.domains.ladder.terms import AGENCY_RUNGS, PARAMETER_NAMES, SITE_RUNGS, ListingMode, RungCode
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.parameters.declarations import declaration
from zhiben.kernel.parameters.queries import standing

# The table behind the foreign keys: the ladder reads hazards and never writes one.
HAZARDS: Final[Any] = Rung._meta.get_field("hazard").related_model
SITE_STATES: Final = (HazardState.RECTIFYING,)
AGENCY_STATES: Final = (HazardState.REPORTED, HazardState.CONFIRMED, HazardState.SUBMITTED)


def items_of(order_id: UUID) -> list[OrderItem]:
    """The hazards an order names, without those dropped from the draft."""
    rows = OrderItem.objects.filter(order=order_id, dropped_at=None).select_related("hazard")
    return list(rows.order_by("position", "pk"))


def open_orders_of(hazard_ids: Iterable[UUID]) -> QuerySet[OrderItem]:
    """Orders that are drafted or under way for these hazards."""
    rows = OrderItem.objects.filter(hazard__in=list(hazard_ids), dropped_at=None, order__closed_at=None)
    return rows.select_related("order")


def rungs_of(hazard_id: UUID) -> list[Rung]:
    return list(Rung.objects.filter(hazard=hazard_id).order_by("reached_at", "pk"))


def orders_of(actor: Actor, hazard_id: UUID) -> list[Order]:
    """Orders naming this hazard that this actor sees, oldest first."""
    named = OrderItem.objects.filter(hazard=hazard_id).values("order_id")
    return list(Order.objects.visible_to(actor).filter(pk__in=named).order_by("opened_at", "pk"))


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What the place of one hazard has set: at how many days each rung is reached."""

    steps: dict[RungCode, Sequence[int]]
    mode: ListingMode
    self_reported: frozenset[str]

    def climbs(self, code: RungCode, hazard: Any) -> bool:
        """Whether a hazard of this kind reaches that rung at all."""
        if code == RungCode.LISTING and (self.mode == ListingMode.NONE or hazard.listing_level):
            return False
        return code in AGENCY_RUNGS or hazard.source != Source.SELF_CHECK or code in self.self_reported


def rules_for(hazard: Any, on: date) -> Rules:
    """One query."""
    held = standing(path=hazard.place, on=on)
    level = "major" if hazard.level == Level.MAJOR else "general"

    def value(key: str) -> Any:
        return declaration(key).parse(held[key].value)

    return Rules(
        steps={code: value(f"ladder.{level}.{PARAMETER_NAMES[code]}_days") for code in (*SITE_RUNGS, *AGENCY_RUNGS)},
        mode=ListingMode(value("ladder.listing_mode")),
        self_reported=frozenset(value("ladder.self_reported")),
    )


def next_rung(hazard: Any, rules: Rules, *, deadline_on: date, today: date) -> tuple[RungCode, date] | None:
    """Which rung of the site this hazard reaches next if nothing happens, and on what day."""
    days = (today - deadline_on).days
    ahead = [
        (step, SITE_RUNGS.index(code), code)
        for code in SITE_RUNGS
        if rules.climbs(code, hazard)
        for step in rules.steps[code]
        if step > days
    ]
    if not ahead:
        return None
    step, _, code = min(ahead)
    return code, deadline_on + timedelta(days=step)
