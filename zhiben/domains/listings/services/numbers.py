"""文号 of the two papers of a listing."""

from datetime import datetime
from typing import Literal

from zhiben.domains.listings.models import Listing
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.numbering.models import IssuedNumber
from zhiben.kernel.numbering.services import allocate, void_number
from zhiben.kernel.parameters.queries import value_of
from zhiben.registry.agencies.public import agency

Paper = Literal["LIST", "DELIST"]


def number_for(listing: Listing, paper: Paper, at: datetime) -> str:
    """The next number of the agency's series of that paper and year, in the words of its place."""
    day = day_of(at)
    seq = allocate(
        series=f"listing.{paper}", owner_id=listing.agency_id, year=day.year, case_kind="listing", case_id=listing.pk,
        at=at,
    )  # fmt: skip
    template = str(value_of("listings.number_template", path=listing.place, on=day))
    short = str(value_of(f"listings.short.{paper}", path=listing.place, on=day))
    return template.format(prefix=agency(listing.agency_id).doc_prefix, kind_short=short, year=day.year, seq=seq)


def void_numbers(listing: Listing, *, actor: Actor, reason: str, at: datetime) -> None:
    """Numbers of a listing that is taken back are kept as void."""
    for issued in IssuedNumber.objects.filter(case_kind="listing", case_id=listing.pk, voided_at=None):
        void_number(
            actor=actor, series=issued.series, owner_id=issued.owner_id, year=issued.year, number=issued.number,
            reason=reason, at=at,
        )  # fmt: skip
