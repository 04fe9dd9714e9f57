"""Shares are cut, not rounded; a status follows from value, target and date alone."""

from datetime import date
from decimal import Decimal

import pytest

from zhiben.kernel.indicators.standing import Comparison, Target, percent_change, shortfall, status_of, value_of_tally
from zhiben.kernel.indicators.tallies import Tally
from zhiben.kernel.indicators.terms import Goal, Status

HUNDRED = Target(goal=Goal.AT_LEAST, value=Decimal(100), since=date(2024, 1, 1), due=date(2024, 12, 31))


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
        ((0, 0), "2024-12-31", Status.NOT_COLLECTED),
    ],
)
def test_status_against_an_even_pace(share: tuple[int, int], on: str, status: Status) -> None:
    tally = Tally(numerator=share[0], denominator=share[1])
    assert status_of(tally, value_of_tally(tally, share=True), HUNDRED, date.fromisoformat(on)) == status


def test_without_records_or_without_a_number_to_reach() -> None:
    tally = Tally(numerator=1, denominator=2)
    assert status_of(None, None, HUNDRED, date(2024, 1, 1)) == Status.NOT_COLLECTED
    assert status_of(tally, Decimal(50), Target(text="基本消除"), date(2024, 1, 1)) == Status.NO_TARGET
    assert (
        status_of(tally, Decimal(50), Target(goal=Goal.AT_LEAST, value=Decimal(60)), date(2024, 1, 1)) == Status.BEHIND
    )


def last_year(count: int) -> Comparison:
    tally = Tally(numerator=count)
    return Comparison(since=date(2023, 1, 1), on=date(2023, 6, 30), tally=tally, value=Decimal(count))


@pytest.mark.parametrize(
    ("now", "before", "percent", "on", "status"),
    [
        (8, 10, None, "2024-06-30", Status.ON_TRACK),
        (8, 10, None, "2024-12-31", Status.MET),
        (10, 10, None, "2024-06-30", Status.BEHIND),
        (8, 10, 20, "2024-12-31", Status.MET),
        (9, 10, 20, "2024-12-31", Status.BEHIND),
        (9, 10, 20, "2025-01-01", Status.MISSED),
        (0, 10, None, "2024-12-31", Status.NOT_COLLECTED),
        (5, 0, None, "2024-12-31", Status.NOT_COLLECTED),
    ],
)
def test_a_drop_is_measured_against_the_same_days_of_the_year_before(
    now: int, before: int, percent: int | None, on: str, status: Status
) -> None:
    value = None if percent is None else Decimal(percent)
    drop = Target(goal=Goal.LESS_THAN_BEFORE, value=value, due=date(2024, 12, 31))
    assert status_of(Tally(numerator=now), Decimal(now), drop, date.fromisoformat(on), last_year(before)) == status


def test_a_count_to_keep_low_proves_something_only_beside_what_was_looked_at() -> None:
    none, day = Target(goal=Goal.AT_MOST, value=Decimal(0)), date(2024, 6, 30)
    assert status_of(Tally(numerator=0), Decimal(0), none, day) == Status.NOT_COLLECTED
    assert status_of(Tally(numerator=0, denominator=0), Decimal(0), none, day) == Status.NOT_COLLECTED
    assert status_of(Tally(numerator=0, denominator=7), Decimal(0), none, day) == Status.MET
    assert status_of(Tally(numerator=1, denominator=7), Decimal(1), none, day) == Status.BEHIND


def test_how_far_behind_and_by_how_many_percent() -> None:
    assert shortfall(Decimal(99), HUNDRED, date(2025, 1, 1)) == 1
    assert shortfall(None, HUNDRED, date(2024, 7, 1)) is None
    assert percent_change(Decimal(7), Decimal(9)) == Decimal("-22.22")
