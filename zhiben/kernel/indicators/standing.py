"""How a value stands to its target. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Final

from zhiben.kernel.indicators.tallies import Tally
from zhiben.kernel.indicators.terms import Goal, Status

CENT: Final = Decimal("0.01")


@dataclass(frozen=True, kw_only=True)
class Target:
    """What a document asks of a figure. Without ``goal`` nothing can be compared: ``text`` are its words.

    ``value`` is what must be reached (kept under) by ``due``. LESS_THAN_BEFORE: the value of the same days a year
    earlier is the measure, and ``value`` (may be None) by how many percent the figure must be below it.
    With ``since`` the way to AT_LEAST is expected to be even; without, anything short of it is behind.
    ``source`` names the document, ``mark`` says how sure its reading is.
    """

    goal: Goal | None = None
    value: Decimal | None = None
    due: date | None = None
    since: date | None = None
    text: str = ""
    source: str = ""
    mark: str = ""

    @property
    def compares(self) -> bool:
        """Whether a figure can be held against it at all."""
        return self.goal == Goal.LESS_THAN_BEFORE or (self.goal is not None and self.value is not None)


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A figure beside that of the same days a year earlier. ``value`` None: there was nothing then."""

    since: date
    on: date
    tally: Tally
    value: Decimal | None


def value_of_tally(tally: Tally, *, share: bool) -> Decimal | None:
    """A number, or a percentage cut (never rounded up) to two places: 100 is said only when nothing is missing.

    None for a share of nothing.
    """
    if not share:
        return Decimal(tally.numerator)
    if not tally.denominator:
        return None
    return (Decimal(tally.numerator * 100) / tally.denominator).quantize(CENT, rounding=ROUND_FLOOR)


def status_of(
    tally: Tally | None, value: Decimal | None, target: Target, on: date, before: Comparison | None = None
) -> Status:
    """Nothing counted proves nothing: without records no target is met, and the status is NOT_COLLECTED."""
    if tally is None:
        return Status.NOT_COLLECTED
    if not target.compares:
        return Status.NO_TARGET
    if value is None or says_nothing(tally, target, before):
        return Status.NOT_COLLECTED
    if target.goal == Goal.AT_LEAST:
        return _reaching(value, target, on)
    return _staying_under(_is_under(value, target, before), target, on)


def says_nothing(tally: Tally, target: Target, before: Comparison | None) -> bool:
    """Whether a figure cannot show that a target is met: nothing was looked at, or nothing to compare with.

    A number that must be small proves something only beside what was looked at (its denominator): zero without one is
    what a division shows that records nothing.
    """
    small = target.goal != Goal.AT_LEAST
    empty = tally.denominator == 0 or (tally.denominator is None and small and tally.numerator == 0)
    return empty or (target.goal == Goal.LESS_THAN_BEFORE and (before is None or not before.value))


def percent_change(value: Decimal, before: Decimal) -> Decimal:
    """By how much a value differs from an earlier one, in percent of that (not 0), to two places."""
    return ((value - before) * 100 / before).quantize(CENT, rounding=ROUND_HALF_UP)


def shortfall(value: Decimal | None, target: Target, on: date, before: Comparison | None = None) -> Decimal | None:
    """How far behind, in the figure's own unit: what is missing today; negative when ahead. None: not comparable."""
    if value is None or not target.compares:
        return None
    if target.goal == Goal.AT_LEAST:
        return _expected(target, on) - value
    limit = _limit(target, before)
    return None if limit is None else value - limit


def _reaching(value: Decimal, target: Target, on: date) -> Status:
    assert target.value is not None  # noqa: S101 - ``compares`` has looked
    if value >= target.value:
        return Status.MET
    if target.due is not None and on > target.due:
        return Status.MISSED
    return Status.ON_TRACK if value >= _expected(target, on) else Status.BEHIND


def _staying_under(under: bool, target: Target, on: date) -> Status:
    """Staying under something is met when its time is over, not before."""
    over = target.due is None or on >= target.due
    if under:
        return Status.MET if over else Status.ON_TRACK
    return Status.MISSED if target.due is not None and on > target.due else Status.BEHIND


def _is_under(value: Decimal, target: Target, before: Comparison | None) -> bool:
    limit = _limit(target, before)
    if limit is None:
        return False
    return value < limit if target.goal == Goal.LESS_THAN_BEFORE and not target.value else value <= limit


def _limit(target: Target, before: Comparison | None) -> Decimal | None:
    if target.goal == Goal.AT_MOST:
        return target.value
    if before is None or not before.value:
        return None
    return before.value * (100 - (target.value or 0)) / 100


def _expected(target: Target, on: date) -> Decimal:
    """Where an even pace would be at the end of ``on``; without a beginning or an end, at the target."""
    assert target.value is not None  # noqa: S101 - the only caller has looked
    if target.since is None or target.due is None or target.due <= target.since:
        return target.value
    days, passed = (target.due - target.since).days, max((on - target.since).days, 0)
    return target.value * min(passed, days) / days
