"""Listings out, as the ledger has them, in a fixed number of queries whatever the number."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from django.db.models import Q

from zhiben.domains.listings.models import FollowUp, Listing, ProgressReport
from zhiben.kernel.base.clock import today
from zhiben.kernel.papers.ledger import ExportFilter

CHUNK: Final = 1000
PLAIN: Final = {
    "number": "number", "addressee": "addressee", "matter": "matter", "clause": "clause_text", "listed": "listed_on",
    "deadline": "deadline_on", "plan": "plan_on", "reported": "report_on", "public_url": "public_url",
}  # fmt: skip


def listed(wanted: ExportFilter) -> Iterator[Mapping[str, Any]]:
    """``since`` and ``until`` are days of 下达. Drafts, declined and voided ones were never in the ledger."""
    found = Listing.objects.visible_to(wanted.actor).signed()
    if code := wanted.division_code:
        found = found.filter(Q(county=code) | Q(city=code) | Q(province=code))
    if wanted.since:
        found = found.filter(listed_on__gte=wanted.since)
    if wanted.until:
        found = found.filter(listed_on__lte=wanted.until)
    rows = found.select_related("project").order_by("listed_on", "id").iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        ids = [x.pk for x in chunk]
        weekly = _by_listing(ProgressReport.objects.filter(listing__in=ids).order_by("period"))
        acts = _by_listing(FollowUp.objects.filter(listing__in=ids).order_by("done_on", "id"))
        for one in chunk:
            yield _line(one, weekly.get(one.pk, []), acts.get(one.pk, []))


def is_late(listing: Listing) -> bool:
    """是否逾期: not delisted by the end of the 治理期限."""
    if listing.deadline_on is None:
        return False
    return (listing.delisted_on or today()) > listing.deadline_on


def _line(listing: Any, weekly: Sequence[Any], acts: Sequence[Any]) -> dict[str, Any]:
    level = f"（{listing.get_level_display()}）" if listing.level else ""
    review = (listing.reviewed_on and listing.reviewed_on.isoformat(), listing.reviewed_by, listing.review_opinion)
    ended = (listing.delist_no, listing.delisted_on and listing.delisted_on.isoformat())
    return {
        **{name: getattr(listing, field) for name, field in PLAIN.items()},
        "office": f"{listing.agency_name}{level}", "project_name": listing.project.name,
        "progress": "\n".join(filter(None, (listing.progress_text, *map(_week, weekly)))),
        "reviewed_all": "，".join(filter(None, review)), "delist": "，".join(filter(None, ended)),
        "late": is_late(listing), "follow_up": "\n".join(filter(None, (listing.follow_up, *map(_act, acts)))),
    }  # fmt: skip


def _week(row: Any) -> str:
    days = f"{row.since:%Y-%m-%d}至{row.until:%Y-%m-%d}"
    return f"{days}：{row.text}（完成{row.percent}%）" if row.reported_on else f"{days}：未报"


def _act(row: Any) -> str:
    return "，".join(filter(None, (f"{row.done_on:%Y-%m-%d}", row.get_kind_display(), row.number, row.note)))


def _by_listing(rows: Any) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for row in rows:
        found.setdefault(row.listing_id, []).append(row)
    return found
