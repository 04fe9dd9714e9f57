"""The leader's word: sign or decline, delist, take back. Numbers, papers, and what the hazards learn of it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from zhiben.domains.hazards.terms import ListingLevel
from zhiben.domains.listings.models import Listing
from zhiben.domains.listings.services.content import DELIST_KIND, LIST_KIND, order_content, release_content
from zhiben.domains.listings.services.hazards import release, tell_delisted, tell_listed, tell_withdrawn
from zhiben.domains.listings.services.numbers import number_for
from zhiben.domains.listings.services.progress import end_progress
from zhiben.domains.listings.services.publicity import publicity, shown_until
from zhiben.domains.listings.terms import ListingState
from zhiben.domains.listings.workflow import LISTING_FLOW
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput, NotVisible
from zhiben.kernel.numbering.services import void_numbers_of
from zhiben.kernel.papers.issued import issue_paper, revoke_paper
from zhiben.kernel.workflow.engine import fire
from zhiben.registry.agencies.public import agency

LEVELS = {
    "nation": ListingLevel.MINISTRY, "province": ListingLevel.PROVINCE, "city": ListingLevel.CITY,
    "county": ListingLevel.COUNTY, "zone": ListingLevel.COUNTY,
}  # fmt: skip


def locked(actor: Actor, listing_id: UUID) -> Listing:
    """The listing, held until the transaction ends. Raises NotVisible."""
    rows = Listing.objects.visible_to(actor).select_for_update(of=("self",)).select_related("project")
    found = rows.filter(pk=listing_id).first()
    if found is None:
        raise NotVisible("没有找到这件挂牌督办，或者不在您的权限范围内")
    return found


@transaction.atomic
def sign_listing(
    *, actor: Actor, listing_id: UUID, at: datetime, deadline_on: date | None = None, matter: str = "",
    requirements: str = "", other: str | None = None,
) -> Listing:  # fmt: skip
    """签发: number and level by the signing agency, the paper frozen, the hazards marked, the parties may see it.

    What is not given stays as drafted. Of two who sign at once the second is told who was first.
    """
    draft = locked(actor, listing_id)
    words: dict[str, Any] = {
        "matter": matter or draft.matter, "requirements": requirements or draft.requirements,
        "other": draft.other if other is None else other, "deadline_on": deadline_on or draft.deadline_on,
    }  # fmt: skip
    office = agency(draft.agency_id)
    number = ""
    if draft.state == ListingState.DRAFT:
        _check_order(draft, words, day_of(at))
        number = number_for(draft, "LIST", at)
    listing: Listing = fire(
        LISTING_FLOW, listing_id, "sign", actor=actor, at=at, **words, number=number,
        level=LEVELS[office.level].value, agency_name=office.name, signed_by=actor.name,
    )  # fmt: skip
    content = order_content(listing)
    issue_paper(
        kind=LIST_KIND, case_id=listing.pk, name=content["name"], number=number, agency_id=office.pk,
        agency_name=office.name, where_name=listing.where_name, issued_on=day_of(at), content=content, at=at,
    )  # fmt: skip
    Listing.objects.filter(pk=listing.pk).update(**publicity(listing, number, day_of(at)))
    tell_listed(listing, actor=actor, at=at)
    return locked(actor, listing_id)


@transaction.atomic
def sign_batch(
    *, actor: Actor, listing_ids: Sequence[UUID], at: datetime, deadline_on: date | None = None
) -> list[Listing]:
    """集中签发: all or none. ``deadline_on`` for all of them; without it each keeps the day it was drafted with."""
    wanted = list(dict.fromkeys(listing_ids))
    return [sign_listing(actor=actor, listing_id=pk, at=at, deadline_on=deadline_on) for pk in sorted(wanted)]


@transaction.atomic
def decline_listing(*, actor: Actor, listing_id: UUID, reason: str, at: datetime) -> Listing:
    """不予挂牌, with the reason. Kept and counted."""
    done: Listing = fire(LISTING_FLOW, listing_id, "decline", actor=actor, at=at, reason=reason, signed_by=actor.name)
    release(done)
    return done


@transaction.atomic
def overtake_listing(*, listing_id: UUID, at: datetime) -> Listing:
    """The hazards are gone before the leader has decided."""
    done: Listing = fire(LISTING_FLOW, listing_id, "overtake", actor=system_actor(), at=at)
    release(done)
    return done


@transaction.atomic
def delist(*, actor: Actor, listing_id: UUID, at: datetime) -> Listing:
    """解除督办. Raises NotSettled (409) naming the hazards that are not closed yet."""
    before = locked(actor, listing_id)
    number = number_for(before, "DELIST", at) if before.state == ListingState.REVIEWED else ""
    listing: Listing = fire(LISTING_FLOW, listing_id, "delist", actor=actor, at=at, number=number, signed_by=actor.name)
    content = release_content(listing)
    issue_paper(
        kind=DELIST_KIND, case_id=listing.pk, name=content["name"], number=number, agency_id=listing.agency_id,
        agency_name=listing.agency_name, where_name=listing.where_name, issued_on=day_of(at), content=content, at=at,
    )  # fmt: skip
    Listing.objects.filter(pk=listing.pk).update(public_until=shown_until(listing.place, day_of(at)))
    tell_delisted(listing, actor=actor, at=at)
    release(listing)
    return locked(actor, listing_id)


@transaction.atomic
def void_listing(*, actor: Actor, listing_id: UUID, reason: str, at: datetime) -> Listing:
    """撤销: the paper says so to whoever scans it, the number is kept as void."""
    done: Listing = fire(LISTING_FLOW, listing_id, "void", actor=actor, at=at, reason=reason)
    revoke_paper(kind=LIST_KIND, case_id=done.pk, reason=reason, at=at)
    void_numbers_of(actor=actor, case_kind="listing", case_id=done.pk, reason=reason, at=at)
    tell_withdrawn(done, actor=actor, at=at)
    end_progress(done, at=at)
    release(done)
    return done


def _check_order(draft: Listing, words: dict[str, Any], today: date) -> None:
    if not draft.addressee:
        raise InvalidInput.of("addressee", "这个项目还没有登记施工单位，请先在项目档案里补上再签发")
    deadline = words["deadline_on"]
    if deadline is None or deadline < today:
        raise InvalidInput.of("deadline_on", "请定治理期限，不能早于今天")
