"""Seal and open. A sealed value is: version 1, cipher number, key number, then what the cipher makes of it.

The header is authenticated, so neither cipher nor key can be exchanged unnoticed.
"""

import os
import struct
from collections.abc import Callable
from typing import Final

from zhiben.kernel.crypto.ciphers import BY_NAME, CIPHERS, Gcm, NotAuthentic
from zhiben.kernel.crypto.keys import current_field_key, field_key

VERSION: Final = 1
HEADER: Final = struct.Struct(">BBH")
OWN_KEY: Final = 0


def chosen_cipher() -> Gcm:
    """``ZHIBEN_CIPHER``: ``aes`` unless it says ``sm4``. What the other sealed stays readable."""
    name = os.environ.get("ZHIBEN_CIPHER", "aes")
    if name not in BY_NAME:
        raise ValueError(f"ZHIBEN_CIPHER={name}: aes or sm4")
    return BY_NAME[name]


def seal(text: str) -> bytes:
    """Encrypt a field's text under the current field key."""
    return seal_bytes(text.encode())


def sealer() -> Callable[[str], bytes]:
    """``seal`` for very many values in a row: cipher and key are looked up once."""
    cipher, number = chosen_cipher(), current_field_key()
    header, key = HEADER.pack(VERSION, cipher.number, number), _key(cipher, number)
    return lambda text: header + cipher.encrypt(key, text.encode(), header)


def open_sealed(cipher: bytes) -> str:
    """The text that ``seal`` was given. Raises ``NotAuthentic`` when a byte of it was changed."""
    return open_bytes(cipher).decode()


def seal_bytes(data: bytes) -> bytes:
    cipher, number = chosen_cipher(), current_field_key()
    header = HEADER.pack(VERSION, cipher.number, number)
    return header + cipher.encrypt(_key(cipher, number), data, header)


def open_bytes(sealed: bytes) -> bytes:
    cipher, number, header, body = _parts(bytes(sealed))
    return cipher.decrypt(_key(cipher, number), body, header)


def new_file_key() -> bytes:
    """A key for one file alone. Keep it sealed; losing it erases the file."""
    return os.urandom(chosen_cipher().key_bytes)


def seal_file(data: bytes, key: bytes) -> bytes:
    """Encrypt a whole file under its own key."""
    cipher = chosen_cipher()
    header = HEADER.pack(VERSION, cipher.number, OWN_KEY)
    return header + cipher.encrypt(key, data, header)


def open_file(sealed: bytes, key: bytes) -> bytes:
    cipher, _, header, body = _parts(sealed)
    return cipher.decrypt(key, body, header)


def _key(cipher: Gcm, number: int) -> bytes:
    return field_key(number, use=f"field/{cipher.name}", size=cipher.key_bytes)


def _parts(sealed: bytes) -> tuple[Gcm, int, bytes, bytes]:
    header, body = sealed[: HEADER.size], sealed[HEADER.size :]
    if len(header) < HEADER.size:
        raise NotAuthentic("too short")
    version, cipher_number, key_number = HEADER.unpack(header)
    if version != VERSION or cipher_number not in CIPHERS:
        raise NotAuthentic("unknown header")
    return CIPHERS[cipher_number], key_number, header, body
