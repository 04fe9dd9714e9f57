"""Housekeeping of the evidence folder: bytes that no row came to speak of. Run daily by the worker."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.db import transaction

from zhiben.kernel.evidence.models import StoredFile
from zhiben.kernel.evidence.services import lock_prefix
from zhiben.kernel.evidence.store import evidence_folder

GRACE: Final = timedelta(hours=24)


def sweep_orphans(*, at: datetime) -> int:
    """Remove drafts and blobs older than 24 hours without a row; returns how many. Safe beside uploads."""
    before = (at - GRACE).timestamp()
    removed = sum(_remove(path, before) for path in (evidence_folder() / "tmp").glob("*"))
    for prefix in range(256):
        folder = evidence_folder() / f"{prefix:02x}"
        old = [p for p in folder.glob("*/*") if p.stat().st_mtime < before]
        if old:
            removed += _sweep_prefix(folder.name, old, before)
    return removed


@transaction.atomic
def _sweep_prefix(prefix: str, old: list[Path], before: float) -> int:
    lock_prefix(prefix, alone=True)
    spoken_of = set(StoredFile.objects.filter(blob__in=[p.name for p in old]).values_list("blob", flat=True))
    return sum(_remove(p, before) for p in old if p.name not in spoken_of)


def _remove(path: Path, before: float) -> int:
    try:
        if path.stat().st_mtime >= before:
            return 0
        path.unlink()
    except FileNotFoundError:
        return 0
    return 1
