"""Files too long to be held in memory, sealed piece by piece under a key of their own."""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from zhiben.kernel.crypto.ciphers import NotAuthentic
from zhiben.kernel.crypto.sealing import open_file, seal_file

PIECE: Final = 1024 * 1024
LENGTH: Final = struct.Struct(">I")
PLACE: Final = struct.Struct(">I?")  # which piece it is, and whether it is the last: none can be moved or cut off


def seal_long(source: Path, target: Path, key: bytes) -> None:
    """Memory: a few pieces, whatever the length."""
    with source.open("rb") as plain, target.open("xb") as sealed:
        number, piece = 0, plain.read(PIECE)
        while True:
            after = plain.read(PIECE)
            made = seal_file(PLACE.pack(number, not after) + piece, key)
            sealed.write(LENGTH.pack(len(made)) + made)
            if not after:
                return
            number, piece = number + 1, after


def open_long(source: Path, key: bytes) -> Iterator[bytes]:
    """Piece by piece. Raises ``NotAuthentic`` at the first that was changed, moved or is missing."""
    with source.open("rb") as sealed:
        number, last = 0, False
        while not last:
            head = sealed.read(LENGTH.size)
            if len(head) < LENGTH.size:
                raise NotAuthentic("cut off")
            piece = open_file(sealed.read(LENGTH.unpack(head)[0]), key)
            place, last = PLACE.unpack(piece[: PLACE.size])
            if place != number:
                raise NotAuthentic("moved")
            number += 1
            yield piece[PLACE.size :]
