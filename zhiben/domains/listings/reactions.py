"""What this package does when something has happened. Named in ``zhiben.wiring``."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from zhiben.domains.hazards.terms import HazardState
from zhiben.domains.listings.models import ListedHazard, Listing
from zhiben.domains.listings.services.deciding import overtake_listing
from zhiben.domains.listings.terms import ListingState
from zhiben.kernel.access.terms import Role
from zhiben.kernel.notifications.services import notify
from zhiben.kernel.workflow.models import CaseParty

GONE: Final = (HazardState.CLOSED, HazardState.VOIDED)
HEADS: Final = (Role.ENTERPRISE_ADMIN, Role.PRINCIPAL)
SITE: Final = (Role.SITE_MANAGER, Role.SAFETY_OFFICER, Role.OWNER, Role.CONSULTANT)
TOLD: Final = {
    "sign": "收到挂牌督办通知书 {number}：请在期限内报送治理方案，治理期限 {deadline}",
    "return_plan": "挂牌督办 {number} 的治理方案被退回，请修改后重新报送",
    "accept_plan": "挂牌督办 {number} 的治理方案已同意，请按方案治理并按期报送进展",
    "fail_review": "挂牌督办 {number} 现场审查不合格，继续督办，新的治理期限 {deadline}",
    "extend": "挂牌督办 {number} 的治理期限延至 {deadline}",
    "delist": "挂牌督办 {number} 已解除，文号 {delist_no}",
    "void": "挂牌督办 {number} 已撤销",
}


def tell_of_listing(payload: dict[str, Any], at: datetime) -> None:
    """Contractor, owner, consultant and site learn of what the agency did; the to-dos tell the agency the rest."""
    words = TOLD.get(payload["action"])
    listing = Listing.objects.filter(pk=payload["listing_id"]).first() if words else None
    if listing is None or listing.silent or words is None:
        return
    deadline = f"{listing.deadline_on:%Y-%m-%d}" if listing.deadline_on else "见通知书"
    title = words.format(number=listing.number, delist_no=listing.delist_no, deadline=deadline)
    holders: list[tuple[str, UUID, tuple[Role, ...]]] = [("project", listing.project_id, SITE)]
    parties = CaseParty.objects.filter(case_id=listing.pk, kind="enterprise").order_by("id")
    holders += [("enterprise", pk, HEADS) for pk in dict.fromkeys(parties.values_list("subject_id", flat=True))]
    for holder in holders:
        notify(
            topic=f"listings.{payload['action']}", title=title[:200], body=listing.where_name, holder=holder, at=at,
            link=f"/listings/{listing.pk}/", statutory=True, case_kind="listing", case_id=listing.pk,
        )  # fmt: skip


def take_down_drafts(payload: dict[str, Any], at: datetime) -> None:
    """A hazard is gone: a draft about nothing but such hazards does not wait for anybody's word any more."""
    if payload["state"] not in GONE:
        return
    rows = ListedHazard.objects.filter(hazard=payload["hazard_id"], active=True, listing__state=ListingState.DRAFT)
    for row in rows:
        left = ListedHazard.objects.filter(listing=row.listing_id).exclude(hazard__state__in=GONE)
        if not left.exists():
            overtake_listing(listing_id=row.listing_id, at=at)
