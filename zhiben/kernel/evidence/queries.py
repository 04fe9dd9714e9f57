"""Questions about files. Read only."""

from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.crypto.sealing import open_bytes, open_file
from zhiben.kernel.evidence.models import Attachment, StoredFile
from zhiben.kernel.evidence.owners import may_see_file
from zhiben.kernel.evidence.store import blob_path


def file_for(actor: Actor, file_id: UUID) -> StoredFile:
    """The file, when this actor may see it. Raises NotVisible."""
    file = StoredFile.objects.filter(pk=file_id).first()
    if file is None or not may_see_file(actor, file):
        raise NotVisible()
    return file


def attachments_of(owner_kind: str, owner_ids: Iterable[UUID]) -> list[Attachment]:
    """Attachments of many owners with their files in one query, in slot order."""
    return list(
        Attachment.objects.in_place()
        .filter(owner_kind=owner_kind, owner_id__in=list(owner_ids))
        .select_related("file")
        .order_by("owner_id", "slot", "position", "id")
    )


def read_bytes(file: StoredFile) -> bytes:
    """The file as it came in, decrypted when it is sealed."""
    data = blob_path(file.blob).read_bytes()
    if file.key_cipher is None:
        return data
    return open_file(data, open_bytes(bytes(file.key_cipher)))


def plain_path(file: StoredFile) -> Path | None:
    """Where the bytes lie, for streaming; None for a sealed file."""
    return None if file.sensitive else blob_path(file.blob)
