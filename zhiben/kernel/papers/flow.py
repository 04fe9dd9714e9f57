"""What pages and the interface both do with an uploaded file: small ones at once, large ones as jobs."""

import shutil
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.db import transaction

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.folders import private_folder
from zhiben.kernel.papers.files import imports_folder
from zhiben.kernel.papers.importing import batch_for, check_import, receive_file, start_import, try_import
from zhiben.kernel.papers.jobs import AT_ONCE, check, write
from zhiben.kernel.papers.models import ImportBatch
from zhiben.kernel.papers.reading.guard import LARGEST_FILE, too_large
from zhiben.kernel.papers.terms import BatchState


def take_upload(
    *,
    actor: Actor,
    stream: BinaryIO,
    name: str,
    at: datetime,
    size: int = 0,
    kind: str = "",
    silent: bool = True,
    dry_run: bool = False,
) -> ImportBatch:
    """Keep an uploaded file and recognise it. Raises InvalidInput when it is no readable ledger."""
    if size > LARGEST_FILE:
        raise too_large(size)
    with private_folder(imports_folder()) as folder:
        path = folder / f"upload{Path(name).suffix.lower()[:8]}"
        with path.open("wb") as target:
            shutil.copyfileobj(stream, target)
        return receive_file(actor=actor, path=path, name=name, at=at, kind=kind, silent=silent, dry_run=dry_run)


def check_soon(*, actor: Actor, batch: ImportBatch, at: datetime) -> ImportBatch:
    """Check now when the file is small, else by a job; the batch then stands as 检查中."""
    if batch.file_size <= AT_ONCE:
        return check_import(actor=actor, batch_id=batch.pk, at=at)
    ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.MAPPED, progress=0)
    check.defer(batch_id=str(batch.pk))
    return batch_for(actor, batch.pk)


def write_soon(*, actor: Actor, batch_id: UUID, at: datetime) -> ImportBatch:
    """Confirm, then write now when the file is small, else by a job."""
    batch = start_import(actor=actor, batch_id=batch_id, at=at)
    if batch.file_size > AT_ONCE:
        transaction.on_commit(lambda: write.defer(batch_id=str(batch.pk)))
        return batch
    return try_import(batch_id=batch.pk, at=at) or batch_for(actor, batch_id)
