"""A client that keeps its own account of what was acknowledged, to be compared with the database afterwards."""

from collections.abc import Callable
from threading import Event, Thread

from zhiben.kernel.base.launcher.processes import wait_until


class Writer(Thread):
    """Calls ``write(number)`` with rising numbers; True means acknowledged. Whatever is raised means: unknown."""

    def __init__(self, write: Callable[[int], bool], *, first: int = 1) -> None:
        super().__init__(daemon=True)
        self.write = write
        self.number = first - 1
        self.acknowledged: set[int] = set()
        self._stopping = Event()

    def run(self) -> None:
        while not self._stopping.is_set():
            self.number += 1
            try:
                if self.write(self.number):
                    self.acknowledged.add(self.number)
            except Exception:
                self._stopping.wait(0.02)

    def goes_on(self, seconds: float) -> bool:
        """Whether at least one more write is acknowledged in time."""
        before = len(self.acknowledged)
        return wait_until(lambda: len(self.acknowledged) > before, seconds)

    def stop(self) -> set[int]:
        """Everything that was acknowledged."""
        self._stopping.set()
        self.join(30)
        return self.acknowledged
