"""Chance that repeats: one seeded stream for everything, and ids that carry the day they were made on."""

import random
import uuid
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from zhiben.kernel.base.clock import CHINA

T = TypeVar("T")


class Chance:
    """The seeded source of a world. The same seed, size and day give the same world, byte for byte."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311

    def pick(self, things: Sequence[T]) -> T:
        return self._random.choice(things)

    def some(self, things: Sequence[T], count: int) -> list[T]:
        return self._random.sample(list(things), min(count, len(things)))

    def number(self, low: int, high: int) -> int:
        """From ``low`` to ``high``, both included."""
        return self._random.randint(low, high)

    def happens(self, share: float) -> bool:
        return self._random.random() < share

    def shuffled(self, things: Sequence[T]) -> list[T]:
        return self._random.sample(list(things), len(things))

    def id(self, day: date | datetime) -> uuid.UUID:
        """A UUIDv7 as a device would have made it on that day."""
        moment = day if isinstance(day, datetime) else datetime.combine(day, time(9), CHINA)
        value = int(moment.timestamp() * 1000) << 80 | self._random.getrandbits(80)
        value = value & ~(0xF << 76) | 0x7 << 76
        return uuid.UUID(int=value & ~(0x3 << 62) | 0x2 << 62)

    def moment(self, day: date) -> datetime:
        """Some minute of office hours."""
        return datetime.combine(day, time(self.number(8, 16), self.number(0, 59)), CHINA)

    def day_between(self, first: date, last: date) -> date:
        return first + timedelta(days=self.number(0, max(0, (last - first).days)))
