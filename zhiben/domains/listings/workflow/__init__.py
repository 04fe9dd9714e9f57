"""The transition tables of 挂牌督办 and of its periodic progress."""

from zhiben.domains.listings.workflow.listing import LISTING_FLOW
from zhiben.domains.listings.workflow.progress import PROGRESS_FLOW

FLOWS = (LISTING_FLOW, PROGRESS_FLOW)

__all__ = ["FLOWS", "LISTING_FLOW", "PROGRESS_FLOW"]
