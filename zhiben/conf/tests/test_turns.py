"""Taking turns: never more at a time than told, in the order of coming, and a long one keeps nobody waiting."""

import os
import time
from collections.abc import Callable
from multiprocessing import get_context
from threading import Barrier, Event, Lock, Semaphore, Thread
from typing import Any

import pytest

from zhiben.conf.attendance import Attendance
from zhiben.conf.turns import TakeTurns
from zhiben.kernel.base.launcher.processes import wait_until

Process = get_context("fork").Process


class Counter:
    """An application that takes its time and remembers how many were in it at once."""

    def __init__(self, work: Callable[[str], None]) -> None:
        self.work, self.lock = work, Lock()
        self.inside = self.most = 0
        self.order: list[str] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        with self.lock:
            self.order.append(environ["PATH_INFO"])
            self.inside += 1
            self.most = max(self.most, self.inside)
        try:
            self.work(environ["PATH_INFO"])
        finally:
            with self.lock:
                self.inside -= 1
        return [b"done"]


def inside(turns: TakeTurns) -> int:
    return len(turns._served) + len(turns._waiting)


def ask(application: TakeTurns, path: str) -> Thread:
    thread = Thread(target=application, args=({"PATH_INFO": path}, None), daemon=True)
    thread.start()
    return thread


@pytest.mark.parametrize("at_once", [1, 3])
def test_no_more_at_once_than_told_and_everybody_in_the_order_of_coming(at_once: int) -> None:
    go = Event()

    def work(path: str) -> None:
        go.wait(5)

    counter = Counter(work)
    turns = TakeTurns(counter, at_once=at_once, long=60)
    asked = []
    for n in range(12):
        asked.append(ask(turns, f"/{n}"))
        while len(counter.order) + len(turns._waiting) <= n:
            time.sleep(0.001)
    assert sorted(counter.order) == sorted(f"/{n}" for n in range(at_once))
    go.set()
    for thread in asked:
        thread.join(5)
    assert counter.most == at_once
    assert len(counter.order) == 12
    if at_once == 1:
        assert counter.order == [f"/{n}" for n in range(12)]
    assert not turns._served


def test_a_long_one_gives_its_place_to_the_next_and_one_that_fails_leaves_none_behind() -> None:
    report = Event()

    def work(path: str) -> None:
        if path == "/report":
            report.wait(5)
        if path == "/broken":
            raise ValueError("broken")

    counter = Counter(work)
    turns = TakeTurns(counter, at_once=1, long=0.1)
    slow, began = ask(turns, "/report"), time.monotonic()
    while not counter.order:
        time.sleep(0.001)
    ask(turns, "/list").join(5)
    assert counter.order == ["/report", "/list"]
    assert 0.1 <= time.monotonic() - began < 3
    assert slow.is_alive()
    with pytest.raises(ValueError, match="broken"):
        turns({"PATH_INFO": "/broken"}, None)
    report.set()
    slow.join(5)
    assert not turns._served
    ask(turns, "/list").join(5)
    assert counter.order[-1] == "/list"


def test_who_watches_the_platform_does_not_queue() -> None:
    go, all_in = Event(), Barrier(2)

    def work(path: str) -> None:
        if path != "/readyz":
            all_in.wait(5)
            go.wait(5)

    turns = TakeTurns(Counter(work), at_once=1, long=60)
    busy = ask(turns, "/list")
    all_in.wait(5)
    assert turns({"PATH_INFO": "/readyz"}, None) == [b"done"]
    assert busy.is_alive()
    go.set()
    busy.join(5)


def test_whoever_has_more_than_another_process_asks_one_to_come_in_anew() -> None:
    """Two processes with the same attendance: how many there are here and there when one is answered."""
    go, heard = Semaphore(0), list[list[tuple[str, str]]]()
    attendance = Attendance()

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        go.acquire(timeout=5)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"done"]

    turns = TakeTurns(application, at_once=1, long=60, attendance=attendance)

    def visit() -> None:
        turns({"PATH_INFO": "/", "SERVER_PROTOCOL": "HTTP/1.1"}, lambda status, headers: heard.append(headers))

    def answered(times: int) -> list[bool]:
        for _ in range(times):
            left = inside(turns) - 1
            go.release()
            assert wait_until(lambda left=left: inside(turns) == left, 5, every=0.001)  # type: ignore[misc]
        return [("Connection", "close") in headers for headers in heard[-times:]]

    visits = [Thread(target=visit, daemon=True) for _ in range(7)]
    for n, thread in enumerate(visits):
        thread.start()
        assert wait_until(lambda n=n: inside(turns) > n, 5)  # type: ignore[misc]
    assert answered(1) == [False], "no other process, nobody to go to"
    of_another = Process(target=attendance.note, args=(4,))
    of_another.start()
    of_another.join(10)
    assert answered(2) == [True, False], "six here and four there, then five and four"
    of_its_heir = Process(target=attendance.note, args=(0,))
    of_its_heir.start()
    of_its_heir.join(10)
    assert answered(4) == [True, True, True, False], "the last one waits for nobody"
    assert attendance.elsewhere() == 0
    for thread in visits:
        thread.join(5)
    assert [owner for owner in attendance._owners if owner] == [os.getpid(), of_its_heir.pid]
