"""文号 of the two papers of a listing."""

from datetime import datetime
from typing import Literal

from zhiben.domains.listings.models import Listing
from zhiben.kernel.numbering.services import number_document
from zhiben.registry.agencies.public import agency

Paper = Literal["LIST", "DELIST"]


def number_for(listing: Listing, paper: Paper, at: datetime) -> str:
    """The next number of the agency's series of that paper and year, in the words of its place."""
    return number_document(
        series=f"listing.{paper}", owner_id=listing.agency_id, prefix=agency(listing.agency_id).doc_prefix,
        place=listing.place, template="listings.number_template", short=f"listings.short.{paper}", case_kind="listing",
        case_id=listing.pk, at=at,
    )  # fmt: skip
