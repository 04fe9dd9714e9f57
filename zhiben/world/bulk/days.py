"""Days and moments as numbers and as words: a moment is minutes, a day is days since the first day of a world."""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Final, Self

from zhiben.kernel.base.clock import CHINA
from zhiben.kernel.parameters.models import WorkingDay

FIRST: Final = date(2018, 1, 1)
DAY: Final = 1440
HM: Final = tuple(f"{m // 60:02d}:{m % 60:02d}:00+08" for m in range(DAY))
# How busy the months are, as seasons go; and fewer majors every year of the campaign.
MONTHS: Final = (0.75, 0.45, 1.05, 1.15, 1.1, 1.35, 1.1, 1.05, 1.2, 0.95, 1.15, 1.0)
MAJORS: Final = {2022: 1.4, 2023: 1.25, 2024: 1.15, 2025: 0.95, 2026: 0.75}


@dataclass(frozen=True)
class Days:
    """The working calendar and the names of days. Small, and the same in every process."""

    working: list[int]
    provisional: frozenset[int]
    words: list[str]

    @classmethod
    def load(cls) -> Self:
        rows = list(
            WorkingDay.objects.filter(date__gte=FIRST).order_by("date").values_list("date", "is_working", "provisional")
        )
        return cls(
            [(d - FIRST).days for d, works, _ in rows if works],
            frozenset((d - FIRST).days for d, _, assumed in rows if assumed),
            [d.isoformat() for d, _, _ in rows],
        )

    @property
    def horizon(self) -> int:
        """The last day of which what follows can still be told."""
        return len(self.words) - 60

    def after(self, day: int, count: int) -> int:
        """The n-th working day after a day, as the calendar of the platform counts."""
        return self.working[bisect_left(self.working, day + 1) + count - 1]

    def assumed(self, day: int, until: int) -> bool:
        """Whether a day counted over is 暂定."""
        return any(d in self.provisional for d in range(day + 1, until + 1))

    def moment(self, minutes: int) -> str:
        return f"{self.words[minutes // DAY]} {HM[minutes % DAY]}"

    def day(self, minutes: int) -> str:
        return self.words[minutes // DAY]

    def end(self, day: int) -> str:
        return f"{self.words[day]} 23:59:59+08"

    def between(self, first: int, last: int) -> list[int]:
        return self.working[bisect_left(self.working, first) : bisect_left(self.working, last + 1)]


def number_of(day: date) -> int:
    return (day - FIRST).days


def day_at(number: int) -> date:
    return FIRST + timedelta(days=number)


def minutes_of(moment: datetime) -> int:
    return int((moment - datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=CHINA)).total_seconds() // 60)


def year_of(minutes: int) -> int:
    return day_at(minutes // DAY).year


def weights(days: list[int], *, majors: bool = False) -> list[float]:
    """How much happens on each of these days."""
    found = (day_at(d) for d in days)
    return [MONTHS[d.month - 1] * (MAJORS.get(d.year, 1.0) if majors else 1 + (d.year - 2022) * 0.06) for d in found]


START_MS: Final = int(datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=CHINA).timestamp() * 1000)


def uid(chance: Random, minutes: int) -> str:
    """A UUIDv7 as made at that moment."""
    noise = chance.getrandbits(74)
    ms = START_MS + minutes * 60_000 + (noise & 0x7FFF)
    return f"{ms:012x}7{noise >> 62 & 0xFFF:03x}{0x8000000000000000 | noise & 0x3FFFFFFFFFFFFFFF:016x}"


def office(chance: Random, day: int) -> int:
    """Some minute of office hours."""
    return day * DAY + 490 + int(chance.random() * 500)
