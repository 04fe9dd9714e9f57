"""Looking at processes: whether one lives, which ones belong to a server, how to stop one. Reads /proc."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

PROC = Path("/proc")


def is_alive(pid: int) -> bool:
    """A zombie is dead: it has a number, and ``kill(pid, 0)`` succeeds, but it will never do anything again."""
    return _state(pid) not in ("", "Z", "X")


def works_in(folder: Path) -> list[int]:
    """Living processes whose working folder is ``folder``: every process of a PostgreSQL server sits in its data."""
    wanted = str(folder.resolve())
    return [pid for pid in _pids() if _folder_of(pid) == wanted and is_alive(pid)]


def wait_until(done: Callable[[], bool], seconds: float, every: float = 0.02) -> bool:
    """Whether ``done`` became true in time."""
    until = time.monotonic() + seconds
    while not done():
        if time.monotonic() > until:
            return False
        time.sleep(every)
    return True


def signal_quietly(pid: int, sign: int) -> None:
    try:
        os.kill(pid, sign)
    except ProcessLookupError:
        return


def kill_all(pids: list[int]) -> None:
    for pid in pids:
        signal_quietly(pid, signal.SIGKILL)


def _pids() -> list[int]:
    return [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()]


def _folder_of(pid: int) -> str:
    try:
        return os.readlink(PROC / str(pid) / "cwd")
    except OSError:
        return ""


def _state(pid: int) -> str:
    try:
        text = (PROC / str(pid) / "stat").read_text()
    except OSError:
        return ""
    return text.rpartition(")")[2].split()[0]
