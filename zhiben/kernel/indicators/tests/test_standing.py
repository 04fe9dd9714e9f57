"""Shares are cut, not rounded; a status follows from value, target and date alone."""

from datetime import date
from decimal import Decimal

import pytest

from zhiben.kernel.indicators.standing import Target, status_of, value_of_tally
from zhiben.kernel.indicators.tallies import Tally
from zhiben.kernel.indicators.terms import Status

HUNDRED = Target(value=Decimal(100), since=date(2024, 1, 1), due=date(2024, 12, 31))


@pytest.mark.parametrize(
    ("numerator", "denominator", "value"),
    [(99_999, 100_000, "99.99"), (100_000, 100_000, "100.00"), (2, 3, "66.66"), (0, 7, "0.00")],
)
def test_a_hundred_is_said_only_when_nothing_is_missing(numerator: int, denominator: int, value: str) -> None:
    assert str(value_of_tally(Tally(numerator=numerator, denominator=denominator), share=True)) == value


def test_a_share_of_nothing_has_no_value() -> None:
    assert value_of_tally(Tally(numerator=0, denominator=0), share=True) is None


@pytest.mark.parametrize(
    ("share", "on", "status"),
    [
        ((10, 10), "2024-02-01", Status.MET),
        ((50, 100), "2024-07-01", Status.ON_TRACK),
        ((49, 100), "2024-07-02", Status.BEHIND),
        ((99, 100), "2025-01-01", Status.MISSED),
        ((99, 100), "2024-12-31", Status.BEHIND),
        ((0, 0), "2024-12-31", Status.MET),
    ],
)
def test_status_against_an_even_pace(share: tuple[int, int], on: str, status: Status) -> None:
    tally = Tally(numerator=share[0], denominator=share[1])
    assert status_of(tally, value_of_tally(tally, share=True), HUNDRED, date.fromisoformat(on)) == status


def test_without_records_or_without_a_number_to_reach() -> None:
    tally = Tally(numerator=1, denominator=2)
    assert status_of(None, None, HUNDRED, date(2024, 1, 1)) == Status.NOT_COLLECTED
    assert status_of(tally, Decimal(50), Target(text="基本消除"), date(2024, 1, 1)) == Status.NO_TARGET
    assert status_of(tally, Decimal(50), Target(value=Decimal(60)), date(2024, 1, 1)) == Status.BEHIND
