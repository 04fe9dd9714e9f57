"""Key files in the data folder, outside the database and its backups, readable by the platform's account only.

``field-0001.key`` … encrypt (the highest number is current, older ones still open); ``index.key`` makes look-up keys.
"""

import os
import re
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

FIELD_KEY: Final = re.compile(r"field-(\d{4})\.key")
INDEX_KEY: Final = "index.key"
KEY_BYTES: Final = 32


class KeyMissing(Exception):
    """A key file is gone. Never answered by making a new one: what the old one sealed would be lost unseen."""


def keys_folder() -> Path:
    return Path(settings.DATA) / "keys"


def ensure_keys() -> None:
    """Make the key files that a new installation needs; keep every one that exists."""
    folder = keys_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _field_numbers(folder):
        write_key(folder / "field-0001.key")
    if not (folder / INDEX_KEY).exists():
        write_key(folder / INDEX_KEY)


def add_field_key() -> int:
    """A new current key; returns its number. What older keys sealed stays readable."""
    folder = keys_folder()
    number = max(_field_numbers(folder), default=0) + 1
    write_key(folder / f"field-{number:04d}.key")
    return number


def current_field_key() -> int:
    """Number of the key that seals from now on."""
    folder = keys_folder()
    numbers = _field_numbers(folder)
    if not numbers and not (folder / INDEX_KEY).exists():
        ensure_keys()
        numbers = _field_numbers(folder)
    if not numbers:
        raise KeyMissing(f"no field key in {folder}")
    return max(numbers)


def field_key(number: int, *, use: str, size: int) -> bytes:
    """Key material of ``size`` bytes for one algorithm (``use``), derived from a field key."""
    return _derive(str(keys_folder() / f"field-{number:04d}.key"), use, size)


def index_key() -> bytes:
    path = keys_folder() / INDEX_KEY
    if not path.exists():
        current_field_key()  # a new installation makes both at once
    return _derive(str(path), "index", KEY_BYTES)


def _field_numbers(folder: Path) -> list[int]:
    if not folder.is_dir():
        return []
    return [int(m[1]) for name in os.listdir(folder) if (m := FIELD_KEY.fullmatch(name))]


@lru_cache(maxsize=64)
def _derive(path: str, use: str, size: int) -> bytes:
    try:
        secret = bytes.fromhex(Path(path).read_text().strip())
    except OSError as missing:
        raise KeyMissing(f"{path} cannot be read") from missing
    return HKDF(SHA256(), size, salt=None, info=f"zhiben/{use}".encode()).derive(secret)


def write_key(path: Path) -> None:
    """Thirty-two random bytes. Whole or not at all, and never over an existing key, even when two processes start together."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
