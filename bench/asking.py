"""The same kind of question by many at once, as fast as one process can ask: a loop over open connections.

Cheaper than ``crowd`` by far, so that on a small machine what is measured is the answering and not the asking.
"""

import json
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import cycle
from pathlib import Path
from typing import Any, Final

from bench.visiting import CannotMeasure

ROOT: Final = Path(__file__).parent.parent
PATIENCE: Final = 30.0
LENGTH: Final = b"content-length:"


@dataclass(frozen=True, kw_only=True)
class Question:
    """``must`` stands in the right answer and in no other."""

    path: str
    body: str
    must: str

    def as_bytes(self, port: int) -> bytes:
        body = self.body.encode()
        head = (
            f"POST {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


@dataclass(frozen=True)
class Answers:
    """Milliseconds of those that were right, how many were wrong, seconds, and CPU seconds of who asked."""

    taken: list[float]
    wrong: int
    wall: float
    cpu: float

    @property
    def rate(self) -> float:
        return len(self.taken) / self.wall


def ask_together(port: int, questions: Sequence[Question], *, connections: int, seconds: float) -> Answers:
    """From a process of its own."""
    order = {"port": port, "seconds": seconds, "connections": connections, "questions": [asdict(q) for q in questions]}
    done = subprocess.run(
        [sys.executable, "-m", "bench.asking"], cwd=ROOT, input=json.dumps(order), capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise CannotMeasure(f"提问的进程没有跑完：{done.stderr[-300:]}")
    return Answers(**json.loads(done.stdout))


class _Line:
    """A connection on which one question is always open."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.got, self.asked, self.must = b"", 0.0, b""

    def ask(self, question: bytes, must: bytes) -> None:
        self.got, self.must, self.asked = b"", must, time.perf_counter()
        self.socket.sendall(question)

    def hear(self) -> bool:
        """Whether the answer is whole."""
        part = self.socket.recv(65536)
        if not part:
            raise ConnectionError("closed while answering")
        self.got += part
        head, gap, body = self.got.partition(b"\r\n\r\n")
        if not gap:
            return False
        at = head.lower().find(LENGTH) + len(LENGTH)
        return len(body) >= int(head[at:].split(b"\r\n", 1)[0])


def _ask(order: dict[str, Any]) -> Answers:
    questions = [Question(**one) for one in order["questions"]]
    turn = cycle([(one.as_bytes(order["port"]), one.must.encode()) for one in questions])
    lines = [_Line(order["port"]) for _ in range(order["connections"])]
    watch, taken, wrong = selectors.DefaultSelector(), [], 0
    for line in lines:
        watch.register(line.socket, selectors.EVENT_READ, line)
    began, used = time.perf_counter(), time.process_time()
    for line in lines:
        line.ask(*next(turn))
    while time.perf_counter() - began < order["seconds"]:
        for key, _ in watch.select(PATIENCE):
            line = key.data
            try:
                whole = line.hear()
            except OSError:  # hung up on: wrong, and asked again on a new line
                wrong += 1
                watch.unregister(line.socket)
                line.socket.close()
                line = _Line(order["port"])
                watch.register(line.socket, selectors.EVENT_READ, line)
                line.ask(*next(turn))
                continue
            if whole:
                if line.must in line.got:
                    taken.append((time.perf_counter() - line.asked) * 1000)
                else:
                    wrong += 1
                line.ask(*next(turn))
    return Answers(taken, wrong, time.perf_counter() - began, time.process_time() - used)


if __name__ == "__main__":
    json.dump(asdict(_ask(json.load(sys.stdin))), sys.stdout)
