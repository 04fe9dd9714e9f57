"""The access log of checks: a line for every one, written in batches so that nobody who checks waits for a disk.

A line has the moment, the status, the verdict, the place in the status lists, the milliseconds and the network asked
from (its last part left out); never a name, a number or the code. One file a day, kept half a year.
"""

import atexit
import os
import re
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, date, timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Final

from django.conf import settings

from zhiben.kernel.base.clock import now, today

PAUSE: Final = 0.25  # seconds between two writes; what a killed process can lose
KEPT: Final = timedelta(days=180)
NAME: Final = re.compile(r"verify-\d{4}-\d\d-\d\d\.log")
PLACE: Final = re.compile(r"-|\d{1,9}-\d{1,9}")
FIELDS: Final = 7
_waiting: SimpleQueue[str] = SimpleQueue()
_starting = Lock()
_writers: set[int] = set()  # processes whose writer runs: a forked worker starts its own


def note_visit(*, path: str, status: int, word: str, place: str, started: float, address: str) -> None:
    """``started`` is of ``time.perf_counter``."""
    taken = (time.perf_counter() - started) * 1000
    _waiting.put(
        f"{now().astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ} {path} {status} {word} {place or '-'} {taken:.2f}ms {_network(address)}\n"
    )
    if os.getpid() not in _writers:
        _start_writer()


def write_visits() -> int:
    """Everything that waits goes into today's file; how many lines."""
    lines = []
    with suppress(Empty):
        while True:
            lines.append(_waiting.get_nowait())
    if lines:
        path = log_folder() / f"verify-{today()}.log"
        if not path.exists():
            _begin_day(path)
        with path.open("a") as file:
            file.write("".join(lines))
    return len(lines)


def counts_of(day: date) -> Counter[tuple[str, str]]:
    """How often each answer was given about each place of the lists that day, as far as lines are written."""
    path, counts = log_folder() / f"verify-{day}.log", Counter[tuple[str, str]]()
    if path.exists():
        with path.open() as lines:
            for said in map(str.split, lines):
                if len(said) == FIELDS and PLACE.fullmatch(said[4]):
                    counts[said[3], said[4]] += 1
    return counts


def log_folder() -> Path:
    return Path(settings.DATA) / "log"


def _begin_day(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    oldest = f"verify-{today() - KEPT}.log"
    for one in path.parent.iterdir():
        if NAME.fullmatch(one.name) and one.name < oldest:
            one.unlink(missing_ok=True)


def _start_writer() -> None:
    with _starting:
        if os.getpid() not in _writers:
            _writers.add(os.getpid())
            Thread(target=_write_for_ever, name="visits", daemon=True).start()
            atexit.register(write_visits)


def _write_for_ever() -> None:
    while True:
        time.sleep(PAUSE)
        with suppress(OSError):  # a full disk must not stop anybody from checking
            write_visits()


def _network(address: str) -> str:
    """The address without its last part."""
    for sign, kept in ((".", 3), (":", 3)):
        if sign in address:
            return sign.join(address.split(sign)[:kept]) + sign + "*"
    return "-"
