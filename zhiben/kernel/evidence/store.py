"""The folder of bytes: ``evidence/ab/cd/<sha256>``. Written whole and synced before any row speaks of it."""

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings

from zhiben.kernel.base.errors import Refusal
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.evidence.recognition import MB, MOST_BYTES, refusal, sniff
from zhiben.kernel.evidence.terms import FileKind

CHUNK: Final = 1024 * 1024
NO_SPACE: Final = (errno.ENOSPC, errno.EDQUOT)


def evidence_folder() -> Path:
    return Path(settings.DATA) / "evidence"


def derived_folder() -> Path:
    return Path(settings.DATA) / "derived"


def blob_path(blob: str) -> Path:
    return evidence_folder() / blob[:2] / blob[2:4] / blob


@contextmanager
def draft() -> Iterator[Path]:
    """A place for a file being received, on the same file system; gone afterwards whatever happens."""
    folder = evidence_folder() / "tmp"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / str(new_id())
    try:
        yield path
    except OSError as full:
        if full.errno in NO_SPACE:
            raise Refusal("服务器存储空间不足，文件没有保存，请联系管理员", status=507, title="空间不足") from full
        raise
    finally:
        path.unlink(missing_ok=True)


def receive(content: BinaryIO, path: Path) -> tuple[str, int, str, FileKind]:
    """Write what arrives to ``path``; its hash, size, format and kind. Stops as soon as it is more than allowed."""
    digest, size = hashlib.sha256(), 0
    mime, kind = "", FileKind.DOCUMENT
    with path.open("xb") as file:
        while chunk := content.read(CHUNK):
            if not size:
                mime, kind = sniff(chunk[:64])
            size += len(chunk)
            if size > MOST_BYTES[kind]:
                raise refusal(f"{kind.label}超过大小限制，最多 {MOST_BYTES[kind] // MB} MB")
            digest.update(chunk)
            file.write(chunk)
        if not size:
            raise refusal("这是空文件，请重新选择")
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest(), size, mime, kind


def write_synced(data: bytes, path: Path) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def keep(path: Path, blob: str) -> None:
    """Move a synced draft to its place. The same bytes may be there already: then they only count as new again."""
    target = blob_path(blob)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if target.exists() and target.stat().st_size == path.stat().st_size:
        os.utime(target)
    else:
        path.replace(target)
    for folder in (target.parent, target.parent.parent, evidence_folder()):
        _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
