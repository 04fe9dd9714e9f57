"""Tables of 挂牌督办."""

from zhiben.domains.listings.models.listing import FollowUp, ListedHazard, Listing
from zhiben.domains.listings.models.progress import ProgressReport

__all__ = ["FollowUp", "ListedHazard", "Listing", "ProgressReport"]
