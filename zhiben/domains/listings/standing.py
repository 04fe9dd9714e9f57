"""What somebody who scans the paper of a listing learns of its present effect."""

from zhiben.domains.listings.models import Listing
from zhiben.kernel.papers.models import IssuedPaper


def standing_of(paper: IssuedPaper) -> list[str]:
    """挂牌督办通知书: still in force, until when, or ended by which paper. 解除通知书: which order it ends."""
    listing = Listing.objects.filter(pk=paper.case_id).first()
    if listing is None or paper.revoked_at is not None:
        return []
    if paper.kind.endswith(":delist"):
        return [f"解除的是挂牌督办通知书 {listing.number}。"]
    if listing.delisted_on:
        return [f"已于 {listing.delisted_on:%Y-%m-%d} 由 {listing.delist_no} 解除督办。"]
    deadline = f"，治理期限 {listing.deadline_on:%Y-%m-%d}" if listing.deadline_on else ""
    return [f"仍在督办{deadline}。"]


def ended(paper: IssuedPaper) -> str:
    """已解除 for an order that its own 解除通知书 has ended."""
    lifted = (
        not paper.kind.endswith(":delist")
        and Listing.objects.filter(pk=paper.case_id, delisted_on__isnull=False).exists()
    )
    return "已解除" if lifted else ""
