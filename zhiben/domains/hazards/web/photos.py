"""Photos of hazards in the order one compares them: before, after each round, re-check."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from zhiben.domains.hazards.models import Hazard
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.evidence.doubts import Spot
from zhiben.kernel.evidence.models import Attachment
from zhiben.kernel.evidence.owners import Place, Told
from zhiben.kernel.evidence.queries import attachments_of
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.cases.parts import Document, PhotoSet


def photo_sets(kind: str, owner_id: UUID, *, round_: int) -> list[PhotoSet]:
    """整改前 and 整改后 always stand side by side once either exists; earlier rounds follow."""
    by_slot = slots_of(attachments_of(kind, [owner_id]))
    if not by_slot:
        return []
    sets = before_and_after(by_slot, round_)
    sets += [
        PhotoSet(f"第 {n} 次整改后（未通过）", by_slot[f"after:{n}"])
        for n in range(1, round_)
        if f"after:{n}" in by_slot
    ]
    return sets + ([PhotoSet("复查", by_slot["recheck"])] if "recheck" in by_slot else [])


def before_and_after(by_slot: dict[str, list[Attachment]], round_: int) -> list[PhotoSet]:
    return [
        PhotoSet("整改前", by_slot.get("before", []), "before"),
        PhotoSet("整改后", by_slot.get(f"after:{round_}", []), "after"),
    ]


def site_of(project: Any) -> Spot | None:
    """Where the project lies, when anybody has said so."""
    return (float(project.lat), float(project.lng)) if project.lat is not None and project.lng is not None else None


def tell_hazard_photos(actor: Actor, places: Sequence[Place]) -> dict[Place, Told]:
    """Which hazard a photo belongs to, and whether it shows it before or after. One query; unseen hazards are left out."""
    rows = Hazard.objects.visible_to(actor).filter(pk__in={owner for owner, _ in places})
    hazards = {h.pk: h for h in rows.only("id", "title", "where_name", "found_on")}
    return {
        (owner, slot): Told(
            label=f"{h.where_name} {h.title}（{h.found_on:%Y-%m-%d} 发现，{slot_words(slot)}）",
            url=case_url("hazard", owner),
        )
        for owner, slot in places
        if (h := hazards.get(owner))
    }


def slot_words(slot: str) -> str:
    """before, after:2, recheck as people say it."""
    name, _, number = slot.partition(":")
    words = {"before": "整改前", "after": "整改后", "recheck": "复查"}.get(name, "其他")
    return f"第 {number} 次{words}" if number and number != "1" else words


def slots_of(attachments: Iterable[Attachment]) -> dict[str, list[Attachment]]:
    found: dict[str, list[Attachment]] = {}
    for one in attachments:
        found.setdefault(one.slot, []).append(one)
    return found


def scans_of(kind: str, owner_id: UUID) -> list[Document]:
    """Stamped scans and receipts of a notice."""
    labels = {"scan": "盖章扫描件", "receipt": "送达回证", "reply": "整改回复盖章件"}
    return [
        Document(labels.get(one.slot, one.file.name), one.file.url, one.file.name)
        for one in attachments_of(kind, [owner_id])
        if one.slot in labels
    ]
