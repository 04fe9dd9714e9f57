"""What the two papers say, frozen when they are signed."""

from typing import Any, Final

from zhiben.domains.listings.models import Listing
from zhiben.domains.listings.services.hazards import items_of
from zhiben.kernel.parameters.queries import value_of
from zhiben.registry.agencies.public import agency
from zhiben.registry.projects.public import parties_of

LIST_KIND: Final = "listing"
DELIST_KIND: Final = "listing:delist"
COPIED: Final = ("owner", "consultant")


def order_content(listing: Listing) -> dict[str, Any]:
    """挂牌督办通知书: 工程名称, 重大隐患具体内容, 治理要求及期限, 督办解除程序, 其他要求 (建质〔2011〕158号)."""
    return {
        **_common(listing, "LIST"), "number": listing.number, "level": listing.get_level_display(),
        "issued_on": _iso(listing.listed_on), "signed_by": listing.decided_by, "matter": listing.matter,
        "clause": listing.clause_text, "requirements": listing.requirements, "deadline_on": _iso(listing.deadline_on),
        "basis": _text(listing, "basis"), "procedure": _text(listing, "procedure"), "other": listing.other,
        "items": [{"title": i.hazard.title, "number": i.hazard.number} for i in items_of(listing.pk)],
    }  # fmt: skip


def release_content(listing: Listing) -> dict[str, Any]:
    """解除督办通知书."""
    return {
        **_common(listing, "DELIST"), "number": listing.delist_no, "issued_on": _iso(listing.delisted_on),
        "signed_by": listing.delisted_by, "order": {"number": listing.number, "issued_on": _iso(listing.listed_on)},
        "matter": listing.matter, "reported_on": _iso(listing.report_on), "reviewed_on": _iso(listing.reviewed_on),
        "reviewed_by": listing.reviewed_by, "opinion": listing.review_opinion, "closing": _text(listing, "delisted"),
    }  # fmt: skip


def _common(listing: Listing, paper: str) -> dict[str, Any]:
    office, project = agency(listing.agency_id), listing.project
    day = listing.listed_on or listing.opened_at.date()
    copied = [p.enterprise.name for p in parties_of(project.pk, day) if p.role in COPIED]
    return {
        "version": 1, "name": str(value_of(f"listings.name.{paper}", path=listing.place, on=day)),
        "agency": {"name": office.name, "phone": office.phone, "address": office.address},
        "addressee": listing.addressee, "copies": "、".join(dict.fromkeys(copied)),
        "project": {"name": project.name, "supervise_no": project.supervise_no, "address": project.address},
    }  # fmt: skip


def _text(listing: Listing, key: str) -> str:
    day = listing.listed_on or listing.opened_at.date()
    return str(value_of(f"listings.text.{key}", path=listing.place, on=day))


def _iso(day: Any) -> str:
    return day.isoformat() if day else ""
