"""How many are in each web process at the moment, where all of them can see it.

Connections fall to the processes by chance and stay for hours: of sixteen, eleven and five is nothing rare, and the
eleven wait twice as long as the five.
"""

import os
from mmap import mmap
from multiprocessing import Lock
from typing import Final

from zhiben.kernel.base.launcher.processes import is_alive

PROCESSES: Final = 64
NUMBER: Final = 4  # bytes


class Attendance:
    """Made before the processes part: the memory is theirs together. Each writes its own place, found when it first comes.

    A process of its own (spawned instead of forked, or more than ``PROCESSES``) has nobody to compare itself with.
    """

    def __init__(self) -> None:
        memory = memoryview(mmap(-1, 2 * PROCESSES * NUMBER)).cast("i")
        self._owners, self._here = memory[:PROCESSES], memory[PROCESSES:]
        self._claiming = Lock()
        self._mine: tuple[int, int | None] = (0, None)

    def note(self, here: int) -> None:
        """So many are in this process now, those who wait included."""
        place = self._place()
        if place is not None:
            self._here[place] = here

    def elsewhere(self) -> int | None:
        """How many are in the emptiest of the other processes; None when there is no other."""
        place = self._place()
        others = [here for n, here in enumerate(self._here) if n != place and self._owners[n]]
        return min(others, default=None) if place is not None else None

    def _place(self) -> int | None:
        if self._mine[0] != os.getpid():
            self._mine = (os.getpid(), self._claimed())
        return self._mine[1]

    def _claimed(self) -> int | None:
        """A place nobody has, or whose process has died and been replaced by this one."""
        with self._claiming:
            for place, owner in enumerate(self._owners):
                if not owner or not is_alive(owner):
                    self._owners[place], self._here[place] = os.getpid(), 0
                    return place
        return None
