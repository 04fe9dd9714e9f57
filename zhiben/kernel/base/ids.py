"""Identifiers. Every subject, case, file and event has a UUIDv7 made here, so that a device can make one too."""

import os
import time
import uuid
from typing import Final

# The same made by the database, for rows that are inserted by set: milliseconds, version 7, the rest random.
NEW_ID: Final = """overlay(encode(overlay(uuid_send(gen_random_uuid()) placing
    substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 'hex')
    placing '7' from 13)::uuid"""


def new_id(unix_ms: int | None = None) -> uuid.UUID:
    """A UUIDv7 (RFC 9562): 48 bits of milliseconds, then randomness. Sorts by time of making."""
    ms = time.time_ns() // 1_000_000 if unix_ms is None else unix_ms
    value = (ms & (1 << 48) - 1) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)
