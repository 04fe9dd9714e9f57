"""Signed codes for QR: COSE_Sign1 (RFC 9052) over CBOR, deflated, base45, a prefix. The construction of health passes.

Strict on reading: every byte is either signed or must be what we would have written, so a code has one spelling only.
Deflate is used with stored blocks: a signature does not shrink, and packed text can be respelled without changing what
it says. Both ends therefore know the packed form to the byte.
"""

import struct
import zlib
from collections.abc import Collection, Mapping
from typing import Any, Final

from zhiben.kernel.crypto import base45, cbor
from zhiben.kernel.crypto.signing import Signer, Verifier

PREFIX: Final = "ZB1:"
LONGEST: Final = 4296  # characters of the largest QR code
SIGN1: Final = 18
ALGORITHM, KEY_ID = 1, 4


class NotProved(Exception):
    """The code proves nothing. ``reason`` is a word for machines: form, key, withdrawn, signature."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def sign_code(claims: Mapping[int, Any], signer: Signer) -> str:
    """The text of the QR code."""
    protected = cbor.encode({ALGORITHM: signer.algorithm, KEY_ID: signer.key_id})
    payload = cbor.encode(dict(claims))
    signature = signer.sign(_signed(protected, payload))
    return PREFIX + base45.encode(pack(cbor.encode(cbor.Tagged(SIGN1, [protected, {}, payload, signature]))))


def read_code(text: str, keys: Mapping[bytes, Verifier], withdrawn: Collection[bytes] = frozenset()) -> dict[int, Any]:
    """The claims of a code that one of ``keys`` has signed. Raises NotProved."""
    protected, payload, signature = _parts(text)
    header, claims = _plain(protected), _plain(payload)
    if set(header) != {ALGORITHM, KEY_ID} or not isinstance(header[KEY_ID], bytes):
        raise NotProved("form")
    key = keys.get(header[KEY_ID])
    if header[KEY_ID] in withdrawn:
        raise NotProved("withdrawn")
    if key is None or key.algorithm != header[ALGORITHM]:
        raise NotProved("key")
    if not key.accepts(signature, _signed(protected, payload)):
        raise NotProved("signature")
    return claims


def pack(data: bytes) -> bytes:
    """Deflate in the ZLIB format (RFC 1950, 1951): one stored block."""
    size = struct.pack("<HH", len(data), len(data) ^ 0xFFFF)
    return b"\x78\x01\x01" + size + data + struct.pack(">I", zlib.adler32(data))


def _parts(text: str) -> tuple[bytes, bytes, bytes]:
    if not text.startswith(PREFIX) or len(text) > LONGEST:
        raise NotProved("form")
    try:
        packed = base45.decode(text.removeprefix(PREFIX))
        data = zlib.decompressobj().decompress(packed, LONGEST)
        message = cbor.decode(data)
    except (ValueError, zlib.error) as broken:
        raise NotProved("form") from broken
    if packed != pack(data) or not isinstance(message, cbor.Tagged) or message.number != SIGN1:
        raise NotProved("form")
    match message.value:
        case [bytes() as protected, {**unprotected}, bytes() as payload, bytes() as signature] if not unprotected:
            return protected, payload, signature
    raise NotProved("form")


def _plain(data: bytes) -> dict[int, Any]:
    try:
        found = cbor.decode(data)
    except cbor.NotCanonical as broken:
        raise NotProved("form") from broken
    if not isinstance(found, dict):
        raise NotProved("form")
    return found


def _signed(protected: bytes, payload: bytes) -> bytes:
    return cbor.encode(["Signature1", protected, b"", payload])
