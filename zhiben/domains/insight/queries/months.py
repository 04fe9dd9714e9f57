"""存量、增量、清零 month by month, from counts by day of finding and day of closing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from zhiben.domains.insight.queries.counting import Counts

MONTHS: Final = 24


@dataclass(frozen=True, kw_only=True)
class Month:
    """``stock``: found in the years of the stock and open at the end of the month; ``left``: all that was open then."""

    first: date
    last: date
    stock: int
    left: int
    found: int
    closed: int

    @property
    def label(self) -> str:
        return f"{self.first:%Y-%m}"


def months_until(on: date, number: int = MONTHS) -> list[tuple[date, date]]:
    """First and last day of each month; the running one ends today."""
    spans: list[tuple[date, date]] = []
    last = on
    for _ in range(number):
        spans.append((last.replace(day=1), last))
        last = last.replace(day=1) - timedelta(days=1)
    return spans[::-1]


def curve(on: date, found: Mapping[str, Counts], closed: Mapping[str, Counts]) -> list[Month]:
    """``found`` and ``closed``: day → counts of ``total`` and of ``legacy`` (what belongs to the stock)."""
    came, went = _by_day(found), _by_day(closed)
    return [
        Month(
            first=first, last=last, found=_sum(came, "total", first, last), closed=_sum(went, "total", first, last),
            left=_sum(came, "total", None, last) - _sum(went, "total", None, last),
            stock=_sum(came, "legacy", None, last) - _sum(went, "legacy", None, last),
        )
        for first, last in months_until(on)
    ]  # fmt: skip


def _by_day(groups: Mapping[str, Counts]) -> list[tuple[date, Counts]]:
    return [(date.fromisoformat(day), counts) for day, counts in groups.items() if day]


def _sum(days: Iterable[tuple[date, Counts]], key: str, first: date | None, last: date) -> int:
    return sum(counts[key] for day, counts in days if day <= last and (first is None or day >= first))
