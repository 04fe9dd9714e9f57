"""How a value stands to its target. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Final

from zhiben.kernel.indicators.tallies import Tally
from zhiben.kernel.indicators.terms import Status

CENT: Final = Decimal("0.01")


@dataclass(frozen=True, kw_only=True)
class Target:
    """``value`` is what must be reached by ``due``; without one the document gives no number. ``text``: its words.

    With ``since`` the way there is expected to be even; without, anything short of the target is behind.
    """

    value: Decimal | None = None
    due: date | None = None
    since: date | None = None
    text: str = ""


def value_of_tally(tally: Tally, *, share: bool) -> Decimal | None:
    """A number, or a percentage cut (never rounded up) to two places: 100 is said only when nothing is missing.

    None for a share of nothing.
    """
    if not share:
        return Decimal(tally.numerator)
    if not tally.denominator:
        return None
    return (Decimal(tally.numerator * 100) / tally.denominator).quantize(CENT, rounding=ROUND_FLOOR)


def status_of(tally: Tally | None, value: Decimal | None, target: Target, on: date) -> Status:
    """A share of nothing has nothing left to do: it meets any target."""
    if tally is None:
        return Status.NOT_COLLECTED
    if target.value is None:
        return Status.NO_TARGET
    if value is None or value >= target.value:
        return Status.MET
    if target.due is not None and on > target.due:
        return Status.MISSED
    return Status.ON_TRACK if value >= _expected(target, on) else Status.BEHIND


def _expected(target: Target, on: date) -> Decimal:
    """Where an even pace would be at the end of ``on``; without a beginning or an end, at the target."""
    assert target.value is not None  # noqa: S101 - the only caller has looked
    if target.since is None or target.due is None or target.due <= target.since:
        return target.value
    days, passed = (target.due - target.since).days, max((on - target.since).days, 0)
    return target.value * passed / days
