"""GCJ-02 there and back: exact to a metre everywhere in the country, the same as is outside, known at known places."""

from math import cos, hypot, pi

import pytest

from zhiben.kernel.base.coordinates import Datum, Position, datum_of, from_stored, to_stored

DEGREE = 111_320.0
# South-west and north-east corners of a net over the country, from the southern sea to the Heilongjiang.
NET = [Position(lat / 2, lng / 2) for lat in range(7, 108) for lng in range(147, 271)]


def metres(one: Position, other: Position) -> float:
    east = (one.lng - other.lng) * cos(one.lat * pi / 180)
    return hypot(one.lat - other.lat, east) * DEGREE


def test_there_and_back_is_the_same_place_to_a_metre_all_over_the_country() -> None:
    gone = [(at, to_stored(from_stored(at, Datum.GCJ02), Datum.GCJ02)) for at in NET]
    assert max(metres(at, back) for at, back in gone) < 0.01
    gone = [(at, from_stored(to_stored(at, Datum.GCJ02), Datum.GCJ02)) for at in NET[1000:11000]]
    assert max(metres(at, back) for at, back in gone) < 1


def test_inside_the_country_maps_stand_tens_to_hundreds_of_metres_off() -> None:
    off = [metres(at, from_stored(at, Datum.GCJ02)) for at in NET]
    assert 30 < min(off) < max(off) < 900


@pytest.mark.parametrize(
    "at", [Position(0.5, 100), Position(60, 100), Position(30, 70), Position(30, 140), Position(51.5, -0.12)]
)
def test_outside_of_the_rectangle_nothing_moves(at: Position) -> None:
    assert from_stored(at, Datum.GCJ02) == at
    assert to_stored(at, Datum.GCJ02) == at


@pytest.mark.parametrize("datum", [Datum.CGCS2000, Datum.WGS84])
def test_what_is_stored_is_handed_through(datum: Datum) -> None:
    at = Position(26.0745, 119.2965)
    assert from_stored(at, datum) == to_stored(at, datum) == at


def test_a_known_place_stands_where_maps_of_that_datum_show_it() -> None:
    """The offset at 39.915 N 116.404 E is 1.4 thousandths north and 6.2 thousandths east."""
    shown = from_stored(Position(39.915, 116.404), Datum.GCJ02)
    assert shown.lat == pytest.approx(39.916404, abs=2e-6)
    assert shown.lng == pytest.approx(116.410244, abs=2e-6)


@pytest.mark.parametrize(
    ("text", "datum"),
    [
        ("CGCS2000", Datum.CGCS2000), ("国家2000", Datum.CGCS2000), ("WGS-84", Datum.WGS84), ("wgs84", Datum.WGS84),
        ("GPS", Datum.WGS84), ("GCJ-02", Datum.GCJ02), ("火星坐标", Datum.GCJ02), ("高德", Datum.GCJ02), ("北京54", None),
        ("", None),
    ],
)  # fmt: skip
def test_words_of_ledgers_name_the_datum(text: str, datum: Datum | None) -> None:
    assert datum_of(text) == datum
