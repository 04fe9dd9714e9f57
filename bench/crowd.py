"""Many people at once. They live in a process of their own, and say how much of the machine they took for themselves.

Every person has a connection of his own and a session of his own, and asks again as soon as he has been answered.
"""

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import Barrier, Thread
from typing import Any, Final

from bench.visiting import CannotMeasure, Visitor

ROOT: Final = Path(__file__).parent.parent


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One request, and the text without which the answer is not the page that was asked for."""

    name: str
    path: str
    must: str
    method: str = "GET"
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Person:
    """Goes through ``visits`` in this order, again and again while there is time. Nothing is shared between two."""

    cookies: dict[str, str]
    visits: Sequence[Visit]


@dataclass(frozen=True)
class Outcome:
    """Milliseconds by name of the visits that were answered rightly; the others in words; CPU seconds of the people."""

    taken: dict[str, list[float]]
    wrong: list[str]
    cpu: float
    wall: float

    @property
    def every(self) -> list[float]:
        return [one for values in self.taken.values() for one in values]


def let_in(port: int, people: Sequence[Person], *, seconds: float = 0.0) -> Outcome:
    """For so many seconds, at least once through their visits where there is no end: with 0 exactly once."""
    order = {"port": port, "seconds": seconds, "people": [asdict(one) for one in people]}
    done = subprocess.run(
        [sys.executable, "-m", "bench.crowd"], cwd=ROOT, input=json.dumps(order), capture_output=True, text=True,
        check=False, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    if done.returncode != 0:
        raise CannotMeasure(f"并发访问的进程没有跑完：{done.stderr[-300:]}")
    return Outcome(**json.loads(done.stdout))


def ask(visitor: Visitor, visit: Visit) -> str:
    """Empty when the right page came, else what came instead."""
    try:
        status, content = visitor.send(visit.method, visit.path, visit.body, visit.headers)
    except (OSError, http.client.HTTPException) as problem:
        visitor.connection.close()
        return f"{visit.path} 没有答复（{problem!r}）"
    if not 200 <= status < 300:
        return f"{visit.path} 答复 {status}"
    return "" if visit.must in content.decode(errors="replace") else f"{visit.path} 答复的不是要的那一页"


class _Walker(Thread):
    def __init__(self, port: int, person: dict[str, Any], seconds: float, start: Barrier) -> None:
        super().__init__(daemon=True)
        self.visitor = Visitor(port, person["cookies"])
        self.visits = [Visit(**one) for one in person["visits"]]
        self.seconds, self.begin = seconds, start
        self.taken: list[tuple[str, float]] = []
        self.wrong: list[str] = []

    def run(self) -> None:
        self.begin.wait()
        end = time.perf_counter() + self.seconds
        while self.visits:
            for visit in self.visits:
                started = time.perf_counter()
                wrong = ask(self.visitor, visit)
                taken = (time.perf_counter() - started) * 1000
                if wrong:
                    self.wrong.append(wrong)
                else:
                    self.taken.append((visit.name, taken))
                if self.seconds and time.perf_counter() > end:
                    return
            if not self.seconds:
                return


def main() -> None:
    order = json.load(sys.stdin)
    start = Barrier(len(order["people"]) + 1)
    walkers = [_Walker(order["port"], one, order["seconds"], start) for one in order["people"]]
    for walker in walkers:
        walker.start()
    start.wait()
    began, used = time.perf_counter(), time.process_time()
    for walker in walkers:
        walker.join()
    taken: dict[str, list[float]] = {}
    for walker in walkers:
        for name, value in walker.taken:
            taken.setdefault(name, []).append(value)
    wrong = [one for walker in walkers for one in walker.wrong]
    outcome = Outcome(taken, wrong, time.process_time() - used, time.perf_counter() - began)
    json.dump(asdict(outcome), sys.stdout)


if __name__ == "__main__":
    main()
