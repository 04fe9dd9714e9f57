"""拟挂牌督办: a draft on a leader's desk, by an officer or by the platform."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from zhiben.domains.listings.events import ListingMoved
from zhiben.domains.listings.models import ListedHazard, Listing
from zhiben.domains.listings.policies import DRAFTERS
from zhiben.domains.listings.services.hazards import clauses_of, locked_hazards, matter_of
from zhiben.domains.listings.terms import ListingState
from zhiben.domains.listings.workflow import LISTING_FLOW
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, WrongState
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.events.outbox import publish
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.workflow.clocks import deadline_of, working_days
from zhiben.kernel.workflow.engine import Party, open_case
from zhiben.registry.agencies.public import agency
from zhiben.registry.projects.public import parties_of

MOST_IN_A_BATCH = 200


@transaction.atomic
def draft_listing(
    *, actor: Actor, hazard_ids: Sequence[UUID], reason: str, at: datetime, drafted_by_rule: str = "",
    agency_id: UUID | None = None, batch_id: UUID | None = None,
) -> Listing:  # fmt: skip
    """拟一件挂牌督办, waiting for the leader of the agency that drafts it (the platform: of the hazards' own agency).

    A hazard stands on one open listing: asked again, the first is returned. ``agency_id`` lets the platform put the
    draft on a higher desk. Raises NotVisible, NotPermitted, InvalidInput (一般隐患、不同工程) or WrongState.
    """
    picked = locked_hazards(actor, hazard_ids)
    before = _already(picked)
    if before is not None:
        return before
    if not reason.strip():
        raise InvalidInput.of("reason", "请写明拟挂牌督办的理由")
    listing = _new_listing(actor, picked, agency_id, at)
    listing.reason, listing.drafted_by_rule, listing.batch_id = reason.strip(), drafted_by_rule, batch_id
    parties, listing.addressee = _parties(listing.project_id, picked, day_of(at))
    open_case(LISTING_FLOW, listing, actor=actor, at=at, state=ListingState.DRAFT, parties=parties)
    ListedHazard.objects.bulk_create(
        ListedHazard(listing=listing, hazard_id=h.pk, position=n) for n, h in enumerate(picked, 1)
    )
    publish(
        ListingMoved(
            listing_id=str(listing.pk), project_id=str(listing.project_id), agency_id=str(listing.agency_id),
            action="draft", state=listing.state, seq=listing.seq, hazard_ids=tuple(str(h.pk) for h in picked),
        ),
        at=at,
    )  # fmt: skip
    return listing


@transaction.atomic
def draft_batch(
    *, actor: Actor, hazard_ids: Sequence[UUID], reason: str, at: datetime, drafted_by_rule: str = ""
) -> list[Listing]:
    """集中挂牌: one listing a hazard, linked as one batch. Hazards that stand on one already keep theirs."""
    wanted = list(dict.fromkeys(hazard_ids))
    if len(wanted) > MOST_IN_A_BATCH:
        raise InvalidInput.of("hazard_ids", f"一批最多 {MOST_IN_A_BATCH} 条")
    batch = new_id()
    return [
        draft_listing(
            actor=actor, hazard_ids=[pk], reason=reason, at=at, drafted_by_rule=drafted_by_rule, batch_id=batch
        )
        for pk in sorted(wanted)
    ]


def _already(picked: Sequence[Any]) -> Listing | None:
    """The open listing that holds all of these; None when none holds any."""
    rows = ListedHazard.objects.filter(hazard__in=[h.pk for h in picked], active=True).select_related("listing")
    held = {row.hazard_id: row.listing for row in rows}
    if not held:
        return None
    first = held.get(picked[0].pk)
    if first is None or any(held.get(h.pk) != first for h in picked):
        named = "；".join(h.title for h in picked if h.pk in held)
        raise WrongState(f"其中有的隐患已经在挂牌督办：{named}。请分开办理")
    return first


def _new_listing(actor: Actor, picked: Sequence[Any], agency_id: UUID | None, at: datetime) -> Listing:
    project, day = picked[0].project, day_of(at)
    if not actor.is_system:
        _check_drafter(actor, project)
    office = agency((agency_id if actor.is_system else actor.reach_id) or picked[0].agency_id)
    listing = Listing(
        agency_id=office.pk, scope=office.path, place=project.place, province=project.province, city=project.city,
        county=project.county, where_name=project.name, project_id=project.pk, agency_name=office.name,
        title=f"挂牌督办：{picked[0].title}{f' 等{len(picked)}条' if len(picked) > 1 else ''}"[:300],
        matter=matter_of(picked), clause_text=clauses_of(picked), drafted_by=actor.name, seen_by_parties=False,
        requirements=str(value_of("listings.text.requirements", path=project.place, on=day)),
        other=str(value_of("listings.text.other", path=project.place, on=day)),
        deadline_on=_suggested_deadline(picked, project.place, day),
    )  # fmt: skip
    listing.due_at, listing.due_rule = deadline_of(working_days("listings.decide_working_days"), listing, at, {})
    return listing


def _check_drafter(actor: Actor, project: Any) -> None:
    """An officer, clerk or leader of the agency that supervises the project, or of one above it."""
    covers = actor.reach_id == project.agency_id or project.place.startswith(actor.path)
    if actor.role not in DRAFTERS or not actor.is_regulator or not covers:
        raise NotPermitted(f"您现在的身份（{actor.reach_name}{actor.role.label}）不能拟挂牌督办")


def _suggested_deadline(picked: Sequence[Any], place: str, day: date) -> date:
    """What the hazards were given already, else so many days as the place's parameter says. The leader decides."""
    given = [h.deadline_on for h in picked if h.deadline_on and h.deadline_on > day]
    return max(given) if given else day + timedelta(days=int(value_of("listings.default_days", path=place, on=day)))


def _parties(project_id: UUID, picked: Sequence[Any], day: date) -> tuple[list[Party], str]:
    """The project with everybody who takes part, and the contractor's name: the one to whom the notice goes."""
    taking_part = parties_of(project_id, day)
    parties = [Party(kind="project", subject_id=project_id, role="site")]
    parties += [Party(kind="enterprise", subject_id=p.enterprise_id, role=p.role) for p in taking_part]
    contractors = "、".join(p.enterprise.name for p in taking_part if p.role == "contractor")
    return parties, (contractors or picked[0].responsible_unit)[:300]
