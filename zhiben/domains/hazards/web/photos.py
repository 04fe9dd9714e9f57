"""Photos of hazards in the order one compares them: before, after each round, re-check."""

from collections.abc import Iterable
from uuid import UUID

from zhiben.kernel.evidence.models import Attachment
from zhiben.kernel.evidence.queries import attachments_of
from zhiben.kernel.ui.cases.parts import Document, PhotoSet


def photo_sets(kind: str, owner_id: UUID, *, round_: int) -> list[PhotoSet]:
    """整改前 and 整改后 always stand side by side once either exists; earlier rounds follow."""
    by_slot = slots_of(attachments_of(kind, [owner_id]))
    if not by_slot:
        return []
    sets = [PhotoSet("整改前", by_slot.get("before", [])), PhotoSet("整改后", by_slot.get(f"after:{round_}", []))]
    sets += [
        PhotoSet(f"第 {n} 次整改后（未通过）", by_slot[f"after:{n}"])
        for n in range(1, round_)
        if f"after:{n}" in by_slot
    ]
    return sets + ([PhotoSet("复查", by_slot["recheck"])] if "recheck" in by_slot else [])


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
