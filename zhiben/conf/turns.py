"""Who is served when many come at once: few at a time and in the order of coming, so that nobody waits very long.

A process computes one page at a time whatever it does. Begun together, sixteen pages are all ready only at the end, and
each waits for the interpreter after every answer of the database; taken in turn, the first is ready after a sixteenth
of that time and the last no later than before.
"""

from collections import deque
from collections.abc import Iterable
from threading import Lock
from time import monotonic
from typing import Any, Final

AT_ONCE: Final = 3
# Seconds. Whoever takes longer (a report, an export) keeps nobody waiting: his place goes to the next.
LONG: Final = 0.25
# Seconds after which those who wait look whether somebody has become one of the long ones.
LOOK: Final = 0.05
# So many waiting in one process: whoever is answered is asked to come in anew, and may then meet a process with fewer.
# Connections fall to the processes by chance and stay for hours; the unlucky half would wait twice as long as the other.
CROWD: Final = 6
# Asked by whoever watches the platform: an answer that waits in a queue would tell him that it is down.
AT_ANY_TIME: Final = frozenset({"/healthz", "/readyz", "/metrics"})


class TakeTurns:
    """WSGI wrapper: first come, first served, ``at_once`` at a time and per process."""

    def __init__(self, application: Any, *, at_once: int = AT_ONCE, long: float = LONG) -> None:
        self.application, self.at_once, self.long = application, at_once, long
        self._lock = Lock()
        self._served: dict[Lock, float] = {}
        self._waiting: deque[Lock] = deque()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ.get("PATH_INFO") in AT_ANY_TIME:
            return self._answer(environ, start_response)
        turn = self._wait()
        crowded = len(self._waiting) >= CROWD and environ.get("SERVER_PROTOCOL") == "HTTP/1.1"
        try:
            return self._answer(environ, _and_close(start_response) if crowded else start_response)
        finally:
            with self._lock:
                del self._served[turn]
                self._call()

    def _answer(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        answer: Iterable[bytes] = self.application(environ, start_response)
        return answer

    def _wait(self) -> Lock:
        turn = Lock()
        turn.acquire()
        with self._lock:
            self._waiting.append(turn)
            self._call()
        while not turn.acquire(timeout=LOOK):
            with self._lock:
                self._call()
        return turn

    def _call(self) -> None:
        """Those whose turn it is; the lock is held."""
        if not self._waiting:
            return
        now = monotonic()
        free = self.at_once - sum(now - begun < self.long for begun in self._served.values())
        while self._waiting and free > 0:
            turn = self._waiting.popleft()
            self._served[turn] = now
            turn.release()
            free -= 1


def _and_close(start_response: Any) -> Any:
    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        return start_response(status, [*headers, ("Connection", "close")], *rest)

    return start
