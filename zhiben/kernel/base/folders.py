"""Folders for what must not stand anywhere in clear for longer than the work on it takes."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zhiben.kernel.base.ids import new_id


@contextmanager
def private_folder(parent: Path) -> Iterator[Path]:
    """A folder in ``parent`` that nobody else can read, gone afterwards."""
    folder = parent / f"tmp-{new_id()}"
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
