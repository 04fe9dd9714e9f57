"""So many at once altogether and so many of one address: nobody alone takes the place of all the others."""

from collections import Counter
from threading import Lock


class Shares:
    """Of one process. An address is a whole office as often as one machine: ``each`` bounds what it does at the same
    moment, never how often it comes."""

    def __init__(self, *, each: int, altogether: int | None = None) -> None:
        self.each, self.altogether = each, altogether
        self._lock = Lock()
        self._taken: Counter[str] = Counter()

    def take(self, address: str) -> bool:
        """False when there is no place; otherwise ``give_back`` follows, whatever happens."""
        with self._lock:
            if self._taken[address] >= self.each:
                return False
            if self.altogether is not None and self._taken.total() >= self.altogether:
                return False
            self._taken[address] += 1
            return True

    def give_back(self, address: str) -> None:
        with self._lock:
            self._taken[address] -= 1
            if self._taken[address] <= 0:
                del self._taken[address]
