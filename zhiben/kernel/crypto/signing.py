"""Signatures that anybody can check: the signer, its key files, and the public key set.

``sign-0001.key`` … lie beside the other keys. The highest number signs; older ones still prove what they signed. A key
that got into wrong hands is withdrawn by an empty file ``sign-0001.withdrawn``: nothing it signed is believed any more.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from zhiben.kernel.crypto.keys import KeyMissing, keys_folder, write_key

SIGN_KEY: Final = re.compile(r"sign-(\d{4})\.key")
KEY_ID_BYTES: Final = 8
EDDSA: Final = -8  # registered number of the algorithm in COSE


class Verifier(Protocol):
    """A public key. ``algorithm`` is its number in COSE, ``name`` that in JOSE."""

    @property
    def algorithm(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def key_id(self) -> bytes: ...
    def accepts(self, signature: bytes, data: bytes) -> bool: ...
    def published(self) -> dict[str, str]:
        """As a JSON Web Key (RFC 7517)."""
        ...


class Signer(Verifier, Protocol):
    """A private key. Another algorithm, or a machine that keeps the key inside, implements this and nothing else."""

    def sign(self, data: bytes) -> bytes: ...


@dataclass(frozen=True)
class Ed25519:
    """The signer that needs nothing but a file (RFC 8032)."""

    private: Ed25519PrivateKey
    public: Ed25519PublicKey
    key_id: bytes
    algorithm: int = EDDSA
    name: str = "EdDSA"

    def sign(self, data: bytes) -> bytes:
        return self.private.sign(data)

    def accepts(self, signature: bytes, data: bytes) -> bool:
        with suppress(InvalidSignature):
            self.public.verify(signature, data)
            return True
        return False

    def published(self) -> dict[str, str]:
        return {
            "kty": "OKP", "crv": "Ed25519", "x": base64url(self.public.public_bytes_raw()),
            "kid": base64url(self.key_id), "alg": self.name, "use": "sig",
        }  # fmt: skip


@dataclass(frozen=True)
class KeySet:
    """``current`` signs; ``known`` holds every key that is still believed, newest first.

    ``withdrawn``: ids of keys that are not; they only help to say why a code is refused.
    """

    current: Signer
    known: dict[bytes, Verifier]
    withdrawn: frozenset[bytes] = frozenset()


@dataclass(frozen=True, kw_only=True)
class KeyFile:
    """A signing key as it lies in the folder. ``made_at`` is the moment of the file."""

    number: int
    key_id: bytes
    made_at: datetime
    withdrawn: bool


def key_set() -> KeySet:
    """Read anew when the folder has changed: a rotation is seen by every process without a restart."""
    folder = keys_folder()
    if not _holds_one(str(folder), _stamp(folder)):
        ensure_signing_key()
    return _load(str(folder), _stamp(folder))


def current_signer() -> Signer:
    return key_set().current


def ensure_signing_key() -> None:
    """Make the first key of a new installation."""
    folder = keys_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not any(_numbers(folder)):
        write_key(folder / "sign-0001.key")


def add_signing_key() -> int:
    """A new current key; returns its number. What older keys signed stays believed."""
    ensure_signing_key()
    number = max(_numbers(keys_folder())) + 1
    write_key(keys_folder() / f"sign-{number:04d}.key")
    return number


def withdraw_signing_key(number: int) -> None:
    """Nothing this key signed is believed from now on. A new key is made first when it was the current one."""
    folder = keys_folder()
    numbers = list(_numbers(folder))
    if number not in numbers:
        raise KeyMissing(f"no signing key {number}")
    if number == max(numbers):
        add_signing_key()
    (folder / f"sign-{number:04d}.withdrawn").touch(mode=0o600)


def signing_keys() -> list[KeyFile]:
    """Every key there is, newest first; the first that is not withdrawn signs."""
    ensure_signing_key()
    folder = keys_folder()
    found = []
    for number in sorted(_numbers(folder), reverse=True):
        path = folder / f"sign-{number:04d}.key"
        made_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        gone = path.with_suffix(".withdrawn").exists()
        found.append(KeyFile(number=number, key_id=_read(path).key_id, made_at=made_at, withdrawn=gone))
    return found


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def key_id_of(public: bytes) -> bytes:
    """The first eight bytes of the key's SHA-256."""
    return hashlib.sha256(public).digest()[:KEY_ID_BYTES]


def _numbers(folder: Path) -> Iterator[int]:
    if folder.is_dir():
        yield from (int(found[1]) for one in folder.iterdir() if (found := SIGN_KEY.fullmatch(one.name)))


def _stamp(folder: Path) -> int:
    with suppress(OSError):
        return folder.stat().st_mtime_ns
    return 0


@lru_cache(maxsize=8)
def _holds_one(folder: str, stamp: int) -> bool:
    return any(_numbers(Path(folder)))


@lru_cache(maxsize=8)
def _load(folder: str, stamp: int) -> KeySet:
    numbers = sorted(_numbers(Path(folder)), reverse=True)
    gone = {n for n in numbers if (Path(folder) / f"sign-{n:04d}.withdrawn").exists()}
    signers = {n: _read(Path(folder) / f"sign-{n:04d}.key") for n in numbers}
    believed = [signers[n] for n in numbers if n not in gone]
    if not believed:
        raise KeyMissing(f"no signing key in {folder}")
    withdrawn = frozenset(signers[n].key_id for n in gone)
    return KeySet(believed[0], {one.key_id: one for one in believed}, withdrawn)


def _read(path: Path) -> Ed25519:
    try:
        private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text().strip()))
    except OSError as missing:
        raise KeyMissing(f"{path} cannot be read") from missing
    public = private.public_key()
    return Ed25519(private, public, key_id_of(public.public_bytes_raw()))
