"""One process that watches the others: starts them, starts again what dies, stops all of them cleanly."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

GRACE = 8.0  # seconds a child has for finishing what it does
SETTLED = 6.0  # a child that lived this long was fine; its next failure counts as the first
SLOWEST = 5.0


@dataclass
class Child:
    """A program to keep running. ``wait`` is how long to hold back before the next start, doubling with failures."""

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    start_at: float = 0.0
    wait: float = field(default=0.2)

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command, env={**self.environment, "ZHIBEN_SUPERVISOR": str(os.getpid())}, stdin=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip

    def has_died(self) -> bool:
        """True once for each death."""
        if self.process is None or self.process.poll() is None:
            return False
        self.wait = 0.2 if time.monotonic() - self.started > SETTLED else min(self.wait * 2, SLOWEST)
        self.process = None
        self.start_at = time.monotonic() + self.wait
        return True

    def is_due(self) -> bool:
        return self.process is None and time.monotonic() >= self.start_at


class Supervisor:
    """``look_after`` is called at every turn for what is not a child of ours: the database."""

    def __init__(
        self, children: Sequence[Child], *, look_after: Callable[[], None], say: Callable[[str], None]
    ) -> None:
        self.children = children
        self.look_after = look_after
        self.say = say
        self.stopping = False

    def run(self, on_turn: Callable[[], None]) -> None:
        """Until SIGINT or SIGTERM. ``on_turn`` is called a few times a second."""
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, self._asked_to_stop)
        try:
            while not self.stopping:
                self._turn()
                on_turn()
                time.sleep(0.1)
        finally:
            self.stop()

    def stop(self) -> None:
        """Ask all at once, wait, then kill. Nothing of ours is left when this returns."""
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            process.terminate()
        until = time.monotonic() + GRACE
        for process in running:
            try:
                process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def _turn(self) -> None:
        self.look_after()
        for child in self.children:
            if child.has_died():
                self.say(f"{child.name}意外退出，{child.wait:.1f} 秒后重新启动")
            if child.is_due():
                child.start()

    def _asked_to_stop(self, _sign: int, _frame: FrameType | None) -> None:
        self.stopping = True


def announced_parent() -> int:
    """Process number of the supervisor, for a child to follow it out; 0 without one."""
    return int(os.environ.get("ZHIBEN_SUPERVISOR", "0"))
