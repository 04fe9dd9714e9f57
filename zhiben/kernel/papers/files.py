"""Imported files: kept encrypted under a key of their own, opened into a private temporary file while being read."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.conf import settings

from zhiben.kernel.base.folders import private_folder
from zhiben.kernel.crypto.sealing import new_file_key, open_bytes, open_file, seal_bytes, seal_file
from zhiben.kernel.papers.models import ImportBatch


def imports_folder() -> Path:
    folder = Path(settings.DATA) / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def keep_file(batch_id: UUID, path: Path) -> tuple[bytes, str]:
    """The file's sealed key and its SHA-256. The bytes are on disk and synced before the row exists."""
    content = path.read_bytes()
    key = new_file_key()
    target = imports_folder() / str(batch_id)
    with target.open("xb") as stream:
        os.fchmod(stream.fileno(), 0o600)
        stream.write(seal_file(content, key))
        stream.flush()
        os.fsync(stream.fileno())
    return seal_bytes(key), hashlib.sha256(content).hexdigest()


def forget_file(batch_id: UUID) -> None:
    (imports_folder() / str(batch_id)).unlink(missing_ok=True)


@contextmanager
def kept_file(batch: ImportBatch) -> Iterator[Path]:
    """The file in clear, for as long as it is needed."""
    if batch.file_key is None:
        raise FileNotFoundError(batch.id)
    with opened_file(batch.id, bytes(batch.file_key), batch.file_format) as path:
        yield path


@contextmanager
def opened_file(file_id: UUID, key: bytes, suffix: str) -> Iterator[Path]:
    """The same for whatever else was kept by ``keep_file``: its id, its sealed key, how it is called."""
    sealed = (imports_folder() / str(file_id)).read_bytes()
    with private_folder(imports_folder()) as folder:
        path = folder / f"table.{suffix}"
        path.write_bytes(open_file(sealed, open_bytes(key)))
        yield path
