"""Any step of a listing's table, by its action: what pages and the API call."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from zhiben.domains.listings.models import FollowUp, Listing
from zhiben.domains.listings.policies import GOVERNORS
from zhiben.domains.listings.services.deciding import (
    decline_listing,
    delist,
    locked,
    sign_listing,
    void_listing,
)
from zhiben.domains.listings.services.hazards import tell_planned
from zhiben.domains.listings.services.progress import check_answers, end_progress, open_periods
from zhiben.domains.listings.terms import FollowUpKind, ListingState
from zhiben.domains.listings.workflow import LISTING_FLOW
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.evidence.services import attach
from zhiben.kernel.workflow.definition import InputKind
from zhiben.kernel.workflow.engine import fire

FILES: Final = (InputKind.PHOTOS, InputKind.FILES)
DECIDED: Final[dict[str, Callable[..., Listing]]] = {
    "sign": sign_listing, "decline": decline_listing, "delist": delist, "void": void_listing,
}  # fmt: skip


@transaction.atomic
def take_step(
    *, actor: Actor, listing_id: UUID, action: str, at: datetime, on_behalf_of: str = "", **inputs: Any
) -> Listing:
    """Take one step, with its files attached and everything that follows from it."""
    if action in DECIDED:
        return DECIDED[action](actor=actor, listing_id=listing_id, at=at, **inputs)
    row = LISTING_FLOW.transition(action)
    before = locked(actor, listing_id)
    if row.roles == GOVERNORS:
        check_answers(actor, listing_id)
    _check_days(inputs, at)
    files = [i for i in row.inputs if i.kind in FILES and inputs.get(i.name)]
    for item in files:
        inputs[item.name] = [str(f) for f in inputs[item.name]]
    listing: Listing = fire(LISTING_FLOW, listing_id, action, actor=actor, at=at, on_behalf_of=on_behalf_of, **inputs)
    for item in files:
        slot = f"{item.slot}:{before.round}" if item.slot in ("after", "review", "report") else item.slot
        attach(
            file_ids=[UUID(f) for f in inputs[item.name]], owner_kind="listing", owner_id=listing.pk, slot=slot,
            actor=actor, at=at,
        )  # fmt: skip
    if action == "follow_up":
        _follow_up(listing, actor, inputs)
    if action == "accept_plan":
        tell_planned(listing)
    _settle_progress(before.state, listing, at)
    return listing


def _check_days(inputs: dict[str, Any], at: datetime) -> None:
    today = day_of(at)
    for name in ("reviewed_on", "done_on"):
        if inputs.get(name) and inputs[name] > today:
            raise InvalidInput.of(name, "日期在今天之后")
    deadline = inputs.get("deadline_on")
    if deadline and deadline < today:
        raise InvalidInput.of("deadline_on", "治理期限不能早于今天")


def _follow_up(listing: Listing, actor: Actor, inputs: dict[str, Any]) -> None:
    FollowUp.objects.create(
        listing=listing, kind=FollowUpKind(inputs["kind"]), done_on=inputs["done_on"],
        number=(inputs.get("document_no") or "")[:64], note=(inputs.get("note") or "")[:500], recorded_by=actor.name,
    )  # fmt: skip


def _settle_progress(source: str, listing: Listing, at: datetime) -> None:
    """Periods run while it is being governed, and only then."""
    if source == listing.state:
        return
    if listing.state == ListingState.GOVERNING:
        open_periods(listing, since=day_of(at), at=at)
    elif source == ListingState.GOVERNING:
        end_progress(listing, at=at)
