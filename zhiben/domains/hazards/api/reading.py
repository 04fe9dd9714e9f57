"""What detail answers add to a case: its photos."""

from typing import Any
from uuid import UUID

from zhiben.kernel.evidence.queries import attachments_of


def photos_out(kind: str, owner_id: UUID) -> list[dict[str, Any]]:
    return [
        {"id": str(a.file_id), "slot": a.slot, "url": a.file.url, "sha256": a.file.sha256}
        for a in attachments_of(kind, [owner_id])
    ]
