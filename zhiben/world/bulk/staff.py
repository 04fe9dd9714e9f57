"""Who is still free in a large world: nobody gets two posts, two sites or two machines whom the rules are not meant to
find."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Final

RESERVE: Final = 10  # one in so many people is nobody's yet: for those who employ nobody, and when a firm has run out


class Staff:
    """People by their numbers. Person n works for the employer at n modulo their count; each is given out once.

    A world with too few people begins anew with the first ones, and then somebody is at two places after all.
    """

    def __init__(self, employers: Sequence[str], people: int, seed: int) -> None:
        self._place = {pk: place for place, pk in enumerate(employers)}
        self._size, self._people = len(employers), people
        self._limit = people - people // RESERVE
        self._next = list(range(self._size))
        self._spare = people
        self._chance = Random(f"{seed}/staff")  # noqa: S311

    def one_of(self, firm: str) -> int:
        """Somebody who works there; somebody anywhere when nobody there is free."""
        place = self._place.get(firm)
        if place is None or self._next[place] >= self._limit:
            return self.anyone()
        self._next[place] += self._size
        return self._next[place] - self._size

    def some_of(self, firm: str, count: int) -> list[int]:
        """Up to so many who work there and have nothing to do yet."""
        place = self._place[firm]
        found = list(range(self._next[place], self._limit, self._size))[:count]
        self._next[place] += self._size * len(found)
        return found

    def anyone(self) -> int:
        if self._spare > self._limit:
            self._spare -= 1
            return self._spare
        return self._chance.randrange(self._people)

    def left(self) -> Iterator[int]:
        """Those who were not given out, firm by firm."""
        for first in self._next:
            yield from range(first, self._limit, self._size)
        yield from range(self._limit, self._spare)
