"""Store and attach."""

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final
from uuid import UUID

from django.db import connection, transaction

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.crypto.sealing import new_file_key, seal_bytes, seal_file
from zhiben.kernel.evidence.models import Attachment, StoredFile
from zhiben.kernel.evidence.owners import may_see_file
from zhiben.kernel.evidence.prints import keep_prints, prints_of
from zhiben.kernel.evidence.recognition import EXTENSIONS, examine
from zhiben.kernel.evidence.shots import Shot, check_shot
from zhiben.kernel.evidence.store import draft, keep, receive, write_synced
from zhiben.kernel.evidence.terms import FileKind, FileSource, ShotState

LOCKS: Final = 0x5A42  # first half of the advisory lock of a prefix: shared by uploads, taken alone by the sweep
UNSAFE: Final = re.compile(r'[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069<>:"/\\|?*]+')
Place = Decimal | float | None


@transaction.atomic
def store_file(
    *, actor: Actor, content: bytes | BinaryIO, name: str, at: datetime, taken_at: datetime | None = None,
    lat: Place = None, lng: Place = None, source: FileSource | str = FileSource.UPLOAD, sensitive: bool = False,
    device_at: datetime | None = None, shot: Shot | None = None,
) -> StoredFile:  # fmt: skip
    """Keep a photo or document; the bytes are on disk and synced before the row exists.

    ``taken_at``, ``lat``, ``lng``: what the device said, else what the photo says of itself. ``sensitive``: encrypted
    under its own key. ``device_at``: what the device's clock showed when it sent this. ``shot``: the one-time code it
    came with. Raises InvalidInput (空文件, 不是图片, 超过大小, 已损坏 …), or Refusal 507 when the disk
    is full.
    """
    with draft() as path:
        stream = BytesIO(content) if isinstance(content, bytes) else content
        sha256, size, mime, kind = receive(stream, path)
        facts = examine(path, mime, kind)
        prints = prints_of(path, mime) if kind == FileKind.PHOTO and not sensitive else {}
        key = new_file_key() if sensitive else None
        blob = _keep_sealed(path, key) if key else _keep_plain(path, sha256)
    state, code = check_shot(actor=actor, shot=shot, at=at) if shot else (ShotState.NONE, "")
    file = StoredFile.objects.create(
        sha256=sha256, blob=blob, size=size, mime=facts.mime, kind=facts.kind, name=safe_name(name, facts.mime),
        width=facts.width, height=facts.height, sensitive=sensitive, key_cipher=seal_bytes(key) if key else None,
        source=FileSource(source), uploaded_by=actor.user_id, uploaded_party=actor.party_key,
        uploader_name=actor.name, uploaded_at=at, taken_at=taken_at or facts.taken_at,
        lat=_degrees(lat) if lat is not None else facts.lat, lng=_degrees(lng) if lng is not None else facts.lng,
        exif_taken_at=facts.taken_at, exif_lat=facts.lat, exif_lng=facts.lng, device_at=device_at, shot_code=code,
        shot_state=state,
    )  # fmt: skip
    keep_prints(file, prints)
    return file


@transaction.atomic
def attach(
    *, file_ids: Sequence[UUID], owner_kind: str, owner_id: UUID, slot: str, actor: Actor, at: datetime
) -> list[Attachment]:
    """Put files into a slot of what owns them, in the given order. The caller has checked the right to the owner.

    Raises NotVisible, changing nothing, when the actor may not see one of the files. Attaching twice is attaching once.
    """
    wanted = list(dict.fromkeys(file_ids))
    found = StoredFile.objects.in_bulk(wanted)
    if len(found) < len(wanted) or not all(may_see_file(actor, f) for f in found.values()):
        raise NotVisible("附件没有找到，请重新上传")
    before = Attachment.objects.filter(owner_kind=owner_kind, owner_id=owner_id, slot=slot).count()
    Attachment.objects.bulk_create(
        [
            Attachment(
                file=found[file_id], owner_kind=owner_kind, owner_id=owner_id, slot=slot, position=before + place,
                attached_by=actor.user_id, attached_at=at,
            )
            for place, file_id in enumerate(wanted)
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return list(
        Attachment.objects.in_place()
        .filter(owner_kind=owner_kind, owner_id=owner_id, slot=slot, file__in=wanted)
        .select_related("file")
        .order_by("position", "id")
    )


@transaction.atomic
def detach(*, file_id: UUID, owner_kind: str, owner_id: UUID, slot: str, actor: Actor, at: datetime) -> None:
    """Take a wrong file back out of a slot. The caller has checked that it may still be taken back.

    Row and bytes stay, and the audit says who did it. Raises NotVisible when the file is not in that slot.
    """
    taken = (
        Attachment.objects.in_place()
        .filter(file_id=file_id, owner_kind=owner_kind, owner_id=owner_id, slot=slot)
        .update(detached_at=at, detached_name=actor.name)
    )
    if not taken:
        raise NotVisible("这个文件已经不在这里了，请刷新后再看")
    record_act(
        actor=actor, verb="file.detach", at=at, object_kind=owner_kind, object_id=owner_id, file=str(file_id), slot=slot
    )


def safe_name(name: str, mime: str) -> str:
    """A file name without folders, control and direction characters, ending as the format does."""
    plain = UNSAFE.sub("_", PurePosixPath(name.replace("\\", "/")).name).strip(" ._")
    stem = plain.rpartition(".")[0] or plain or "文件"
    return f"{stem[:150]}.{EXTENSIONS[mime]}"


def lock_prefix(blob: str, *, alone: bool = False) -> None:
    """Until the transaction ends: an upload and a sweep of the same prefix never overlap."""
    function = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}(%s, %s)", [LOCKS, int(blob[:2], 16)])


def _keep_plain(path: Path, sha256: str) -> str:
    lock_prefix(sha256)
    keep(path, sha256)
    return sha256


def _keep_sealed(path: Path, key: bytes) -> str:
    sealed = seal_file(path.read_bytes(), key)
    blob = hashlib.sha256(sealed).hexdigest()
    lock_prefix(blob)
    with draft() as sealed_path:
        write_synced(sealed, sealed_path)
        keep(sealed_path, blob)
    return blob


def _degrees(value: Decimal | float) -> Decimal:
    return round(Decimal(str(value)), 6)
