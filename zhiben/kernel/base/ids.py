"""Identifiers. Every subject, case, file and event has a UUIDv7 made here, so that a device can make one too."""

import os
import threading
import time
import uuid
from typing import Final

# The same made by the database, for rows that are inserted by set: milliseconds, version 7, the rest random.
NEW_ID: Final = """overlay(encode(overlay(uuid_send(gen_random_uuid()) placing
    substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 'hex')
    placing '7' from 13)::uuid"""


_turn: Final = threading.Lock()
_last = 0


def new_id(unix_ms: int | None = None) -> uuid.UUID:
    """A UUIDv7 (RFC 9562): 48 bits of milliseconds, then randomness. Sorts by time of making.

    Those made in one millisecond by one process sort too: each is a random step beyond the one before.
    """
    value = _later() if unix_ms is None else _at(unix_ms)
    return uuid.UUID(int=value >> 74 << 80 | _marked(value))


def _at(unix_ms: int) -> int:
    """Milliseconds and 74 random bits, as one number."""
    return (unix_ms & (1 << 48) - 1) << 74 | int.from_bytes(os.urandom(10), "big") >> 6


def _later() -> int:
    global _last  # noqa: PLW0603 - one row of ids for the whole process
    with _turn:
        fresh = _at(time.time_ns() // 1_000_000)
        _last = fresh if fresh >> 74 > _last >> 74 else _last + 1 + int.from_bytes(os.urandom(4), "big")
        return _last


def _marked(value: int) -> int:
    """The lower 80 bits of the id: version, 12 bits, variant, 62 bits."""
    return 0x7 << 76 | (value >> 62 & 0xFFF) << 64 | 0x2 << 62 | value & (1 << 62) - 1
