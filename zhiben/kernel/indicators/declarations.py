"""What indicators there are. A package declares its own in ``<package>/indicators.py``."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Q, QuerySet

from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.indicators.areas import Area
from zhiben.kernel.indicators.watching import Watch


def a_year_before(day: date) -> date:
    """The same day a year earlier; 28 February for the 29th."""
    leap = (day.month, day.day) == (2, 29)
    return (day - timedelta(days=1) if leap else day).replace(year=day.year - 1)


@dataclass(frozen=True, kw_only=True)
class Question:
    """A figure as it stood at the end of day ``on``; what concerns a period counts from ``since``, both included."""

    area: Area
    on: date
    since: date

    @classmethod
    def of_year(cls, area: Area, on: date) -> "Question":
        """From 1 January to ``on``."""
        return cls(area=area, on=on, since=on.replace(month=1, day=1))

    def a_year_earlier(self) -> "Question":
        """The same days of the year before (上年同期)."""
        return replace(self, since=a_year_before(self.since), on=a_year_before(self.on))


@dataclass(frozen=True, kw_only=True)
class RecordSet:
    """One table that figures are counted in. Its rows have ``province``, ``city``, ``county`` and ``agency_id``.

    ``rows``: everything that may be counted. ``entry``: fields whose distinct values are counted instead of rows
    (visits: a project and a day). ``list_url``: name of the list page that understands the address of a figure.
    ``watches``: the tables its conditions use, the counted one first; then only what changed is counted again. Without
    them all of it is, every day.
    """

    key: str
    label: str
    rows: Callable[[], QuerySet[Any]]
    entry: tuple[str, ...] = ()
    list_url: str = ""
    watches: tuple[Watch, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Subsets:
    """Conditions on the rows of a record set. With ``denominator``, the numerator is counted among its rows only."""

    numerator: Q
    denominator: Q | None = None

    @property
    def whole(self) -> Q:
        return self.numerator if self.denominator is None else self.denominator

    @property
    def part(self) -> Q:
        return self.numerator if self.denominator is None else self.numerator & self.denominator


Definition = Callable[[Question], Subsets]


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """``numerator`` and ``denominator`` say in words what is counted. ``part_of``: the indicator this one details.

    ``waiting`` is why no record can answer yet; such an indicator has no definition and is 未采集, never 0.
    """

    key: str
    label: str
    unit: str
    numerator: str
    denominator: str = ""
    clauses: tuple[str, ...] = ()
    part_of: str = ""
    records: RecordSet | None = None
    define: Definition | None = None
    waiting: str = ""
    listed: bool = True

    @property
    def is_share(self) -> bool:
        return self.unit == "%"


_indicators: Final[dict[str, Indicator]] = {}


def indicator(
    *, key: str, label: str, unit: str, records: RecordSet, numerator: str, denominator: str = "",
    clauses: tuple[str, ...] = (), part_of: str = "", listed: bool = True,
) -> Callable[[Definition], Indicator]:  # fmt: skip
    """Declare an indicator by the function that says which rows it counts. Keys are permanent.

    ``unit`` "%" makes it a share of its denominator; any other unit a number. Not ``listed``: a column of some report,
    neither named among the indicators nor kept day by day.
    """

    def declare(define: Definition) -> Indicator:
        return _add(
            Indicator(
                key=key, label=label, unit=unit, numerator=numerator, denominator=denominator, clauses=clauses,
                part_of=part_of, records=records, define=define, listed=listed,
            )
        )  # fmt: skip

    return declare


def not_collected(
    *, key: str, label: str, unit: str, numerator: str, waiting: str, clauses: tuple[str, ...] = ()
) -> Indicator:
    """Declare what the platform knows of but no record can answer yet, with the reason in words."""
    return _add(Indicator(key=key, label=label, unit=unit, numerator=numerator, waiting=waiting, clauses=clauses))


def indicator_of(key: str) -> Indicator | None:
    return _indicators.get(key)


def known_indicator(key: str) -> Indicator:
    """Raises InvalidInput (422)."""
    found = indicator_of(key)
    if found is None:
        raise InvalidInput.of("indicator", f"没有名为“{key}”的指标")
    return found


def indicators() -> list[Indicator]:
    """All, in the order they were declared."""
    return list(_indicators.values())


def _add(made: Indicator) -> Indicator:
    if _indicators.setdefault(made.key, made) is not made:
        raise ValueError(f"indicator {made.key} is declared twice")
    return made
