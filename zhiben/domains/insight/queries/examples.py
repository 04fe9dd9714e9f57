"""Cases to look at beside the figures: open longest, and put right last, with what was to be seen before and after."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import F

from zhiben.domains.hazards.public import signed_of
from zhiben.domains.insight.queries.asking import View
from zhiben.kernel.evidence.models import StoredFile
from zhiben.kernel.evidence.queries import attachments_of
from zhiben.kernel.ui.cases.addresses import case_url

OLDEST: Final = 8
LOOKED_AT: Final = 24
PAIRS: Final = 3


@dataclass(frozen=True, kw_only=True)
class Oldest:
    """``served``: 已签收 2/3; empty when it need not be made known."""

    title: str
    where: str
    found_on: date
    days: int
    responsible: str
    measure: str
    served: str
    all_signed: bool
    url: str


@dataclass(frozen=True, kw_only=True)
class Pair:
    title: str
    where: str
    closed_on: date | None
    before: StoredFile
    after: StoredFile
    url: str


def open_longest(view: View) -> list[Oldest]:
    """Two queries."""
    rows = list(view.rows.filter(closed_at=None).order_by("found_on", "pk")[:OLDEST])
    signed = signed_of(row.pk for row in rows)
    return [_oldest(view, row, signed.get(row.pk)) for row in rows]


def _oldest(view: View, row: Any, signed: tuple[int, int] | None) -> Oldest:
    return Oldest(
        title=row.title, where=row.where_name, found_on=row.found_on, days=(view.on - row.found_on).days,
        responsible=row.responsible_person, measure=row.measure, url=case_url("hazard", row.pk),
        served=f"已签收 {signed[0]}/{signed[1]}" if signed else "", all_signed=signed is not None and signed[0] == signed[1],
    )  # fmt: skip


def put_right_last(view: View) -> list[Pair]:
    """The newest closures that have pictures of both: three queries, the first from the index alone."""
    closed = view.rows.filter(closed_at__isnull=False).order_by(F("closed_at").desc(), "pk")
    newest = list(closed.values_list("pk", flat=True)[:LOOKED_AT])
    photos: dict[tuple[Any, str], StoredFile] = {}
    for held in attachments_of("hazard", newest):
        if held.file.is_photo:
            # After pictures are kept by round of putting right: what counts is the last one.
            photos[held.owner_id, held.slot.partition(":")[0]] = held.file
    both = [pk for pk in newest if (pk, "before") in photos and (pk, "after") in photos][:PAIRS]
    rows = view.rows.in_bulk(both) if both else {}
    return [_pair(rows[pk], photos) for pk in both if pk in rows]


def _pair(row: Any, photos: dict[tuple[Any, str], StoredFile]) -> Pair:
    return Pair(
        title=row.title, where=row.where_name, closed_on=row.closed_on, before=photos[row.pk, "before"],
        after=photos[row.pk, "after"], url=case_url("hazard", row.pk),
    )  # fmt: skip
