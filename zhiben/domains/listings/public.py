"""The front door: all that other packages may call."""

from zhiben.domains.listings.queries import listing_of, listings_of, standing_of
from zhiben.domains.listings.services.deciding import (
    decline_listing,
    delist,
    overtake_listing,
    sign_batch,
    sign_listing,
    void_listing,
)
from zhiben.domains.listings.services.drafting import draft_batch, draft_listing
from zhiben.domains.listings.services.steps import take_step

__all__ = [
    "decline_listing", "delist", "draft_batch", "draft_listing", "listing_of", "listings_of", "overtake_listing",
    "sign_batch", "sign_listing", "standing_of", "take_step", "void_listing",
]  # fmt: skip
