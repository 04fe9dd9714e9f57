"""Degrees between the datum we store (CGCS2000; WGS-84 to within a decimetre) and GCJ-02, which many maps and cameras use.

Pure arithmetic, no database. The only place where positions change their datum.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import cos, pi, sin, sqrt
from typing import Final

# The ellipsoid the offset was made for (Krasovsky 1940) and the rectangle outside of which there is none.
AXIS: Final = 6_378_245.0
ECCENTRICITY: Final = 0.006_693_421_622_965_943
SOUTH, NORTH, WEST, EAST = 0.8293, 55.8271, 72.004, 137.8347
ROUNDS: Final = 8
CLOSE: Final = 1e-10


class Datum(StrEnum):
    """坐标系. CGCS2000 and WGS-84 differ by less than a decimetre: both are stored as they are."""

    CGCS2000 = "CGCS2000"
    WGS84 = "WGS84"
    GCJ02 = "GCJ02"

    @property
    def label(self) -> str:
        return {"CGCS2000": "2000国家大地坐标系", "WGS84": "WGS-84", "GCJ02": "GCJ-02（火星坐标）"}[self.value]


@dataclass(frozen=True)
class Position:
    lat: float
    lng: float


def to_stored(at: Position, datum: Datum) -> Position:
    """A position given in ``datum`` as we store it."""
    return _without_offset(at) if datum == Datum.GCJ02 else at


def from_stored(at: Position, datum: Datum) -> Position:
    """A stored position in the datum of a map."""
    return _with_offset(at) if datum == Datum.GCJ02 else at


def datum_of(text: str) -> Datum | None:
    """What a ledger writes under 坐标系; None for words that say nothing we know."""
    plain = "".join(one for one in text.upper() if one.isalnum())
    for words, datum in (
        (("CGCS", "2000", "大地2000"), Datum.CGCS2000),
        (("WGS", "84", "GPS"), Datum.WGS84),
        (("GCJ", "02", "火星", "高德", "腾讯"), Datum.GCJ02),
    ):
        if any(word in plain for word in words):
            return datum
    return None


def _with_offset(at: Position) -> Position:
    if not (SOUTH <= at.lat <= NORTH and WEST <= at.lng <= EAST):
        return at
    x, y = at.lng - 105.0, at.lat - 35.0
    shared = 20.0 * (sin(6.0 * x * pi) + sin(2.0 * x * pi))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    north += (shared + _waves(y, (20.0, 1.0), (40.0, 1 / 3), (160.0, 1 / 12), (320.0, 1 / 30))) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    east += (shared + _waves(x, (20.0, 1.0), (40.0, 1 / 3), (150.0, 1 / 12), (300.0, 1 / 30))) * 2.0 / 3.0
    angle = at.lat / 180.0 * pi
    magic = 1.0 - ECCENTRICITY * sin(angle) ** 2
    lat = north * 180.0 / (AXIS * (1.0 - ECCENTRICITY) / (magic * sqrt(magic)) * pi)
    lng = east * 180.0 / (AXIS / sqrt(magic) * cos(angle) * pi)
    return Position(at.lat + lat, at.lng + lng)


def _waves(value: float, *parts: tuple[float, float]) -> float:
    return sum(height * sin(value * pi * speed) for height, speed in parts)


def _without_offset(at: Position) -> Position:
    """The offset has no inverse in closed form: go back step by step until going forth arrives."""
    found = at
    for _ in range(ROUNDS):
        there = _with_offset(found)
        lat, lng = there.lat - at.lat, there.lng - at.lng
        found = Position(found.lat - lat, found.lng - lng)
        if abs(lat) < CLOSE and abs(lng) < CLOSE:
            break
    return found
