"""What a listing asks of its hazards, and what it tells them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from zhiben.domains.hazards.public import (
    complete_measure,
    fill_from_plan,
    record_delisting,
    record_listing,
    withdraw_listing,
)
from zhiben.domains.hazards.terms import HazardState, Level, MeasureKind
from zhiben.domains.listings.models import ListedHazard, Listing
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.errors import InvalidInput, NotVisible, WrongState

MEASURE: Final = MeasureKind.LIST.value
LISTABLE: Final = (HazardState.CONFIRMED, HazardState.RECTIFYING, HazardState.SUBMITTED)
Hazard: Final[Any] = ListedHazard._meta.get_field("hazard").related_model


def locked_hazards(actor: Actor, hazard_ids: Sequence[UUID]) -> list[Any]:
    """The hazards in the order given, held until the transaction ends. Raises NotVisible, InvalidInput, WrongState."""
    wanted = list(dict.fromkeys(hazard_ids))
    if not wanted:
        raise InvalidInput.of("hazard_ids", "请选择要挂牌督办的隐患")
    rows = Hazard.objects.visible_to(actor).select_for_update(of=("self",)).select_related("project", "notice")
    found = {h.pk: h for h in rows.filter(pk__in=wanted).order_by("pk")}
    if len(found) < len(wanted):
        raise NotVisible("有的隐患没有找到，或者不在您的权限范围内")
    picked = [found[pk] for pk in wanted]
    for hazard in picked:
        check_listable(hazard)
    if len({h.project_id for h in picked}) > 1:
        raise InvalidInput.of("hazard_ids", "一份挂牌督办只针对一个工程，不同工程的隐患请分别挂牌")
    return picked


def check_listable(hazard: Any) -> None:
    if hazard.level != Level.MAJOR:
        raise InvalidInput.of("hazard_ids", f"「{hazard.title}」是一般隐患，挂牌督办只针对重大事故隐患")
    if hazard.state not in LISTABLE:
        raise WrongState(f"「{hazard.title}」现在是「{hazard.get_state_display()}」，不能挂牌督办")


def may_list(hazard: Any) -> bool:
    """Whether a hazard could be put on a listing, listings apart."""
    return hazard.level == Level.MAJOR and hazard.state in LISTABLE


def matter_of(picked: Sequence[Any]) -> str:
    """重大隐患具体内容: one line a hazard, numbered when there are several."""
    lines = [f"{h.location + '：' if h.location else ''}{h.description.strip()}" for h in picked]
    return lines[0] if len(lines) == 1 else "\n".join(f"{n}. {line}" for n, line in enumerate(lines, 1))


def clauses_of(picked: Iterable[Any]) -> str:
    return "；".join(dict.fromkeys(h.clause_text for h in picked if h.clause_text))[:500]


def items_of(listing_id: UUID) -> list[ListedHazard]:
    """The hazards of a listing with their projects' columns, in order."""
    return list(ListedHazard.objects.filter(listing_id=listing_id).select_related("hazard").order_by("position"))


def release(listing: Listing) -> None:
    """The listing has ended: its hazards may stand on another."""
    ListedHazard.objects.filter(listing=listing, active=True).update(active=False)


def tell_listed(listing: Listing, *, actor: Actor, at: datetime) -> None:
    """The hazards still open carry level and number; the measure they had to take is done."""
    ids = [item.hazard_id for item in items_of(listing.pk) if item.hazard.state in LISTABLE]
    record_listing(actor=actor, hazard_ids=ids, level=listing.level, number=listing.number, at=at)
    for hazard_id in ids:
        complete_measure(actor=actor, hazard_id=hazard_id, kind=MEASURE, reference=listing.number, at=at)


def tell_planned(listing: Listing) -> None:
    """One plan for the listing and its hazards: nobody types money and measures again. With several hazards the
    listing's sum is not any one hazard's.
    """
    ids = [item.hazard_id for item in items_of(listing.pk)]
    if len(ids) == 1:
        words = {"measure": listing.plan_measure, "emergency": listing.plan_emergency}
        fill_from_plan(ids, fund_wan=listing.plan_fund_wan, **words)


def tell_delisted(listing: Listing, *, actor: Actor, at: datetime) -> None:
    ids = [item.hazard_id for item in items_of(listing.pk)]
    record_delisting(actor=actor, hazard_ids=ids, number=listing.delist_no, at=at)


def tell_withdrawn(listing: Listing, *, actor: Actor, at: datetime) -> None:
    """The listing was taken back: the hazards carry it no longer, and where it was demanded it is demanded again."""
    ids = [item.hazard_id for item in items_of(listing.pk)]
    withdraw_listing(actor=actor, hazard_ids=ids, number=listing.number, at=at)
