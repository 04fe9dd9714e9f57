"""Which listings there are."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from zhiben.domains.listings.models import ListedHazard, Listing


def listing_of(hazard_id: UUID) -> Listing | None:
    """The newest listing a hazard stands on, open ones first; None when it never was on any."""
    return listings_of([hazard_id]).get(hazard_id)


def standing_of(hazard_id: UUID) -> "QuerySet[ListedHazard]":
    """Its places on listings, ended ones included."""
    return ListedHazard.objects.filter(hazard=hazard_id)


def listings_of(hazard_ids: Iterable[UUID]) -> dict[UUID, Listing]:
    """The same for many hazards, in one query."""
    rows = ListedHazard.objects.filter(hazard__in=list(hazard_ids)).select_related("listing")
    return {row.hazard_id: row.listing for row in rows.order_by("active", "id")}
