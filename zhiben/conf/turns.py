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

from zhiben.conf.attendance import Attendance

AT_ONCE: Final = 3
# Seconds. Whoever takes longer (a report, an export) keeps nobody waiting: his place goes to the next.
LONG: Final = 0.25
# Seconds after which those who wait look whether somebody has become one of the long ones.
LOOK: Final = 0.05
# So many more in one process than in another, and some waiting: whoever is answered is asked to come in anew, and may then
# meet the other. One fewer would send people to and fro.
UNEVEN: Final = 2
# Asked by whoever watches the platform: an answer that waits in a queue would tell him that it is down.
AT_ANY_TIME: Final = frozenset({"/healthz", "/readyz", "/metrics"})


class TakeTurns:
    """WSGI wrapper: first come, first served, ``at_once`` at a time and per process."""

    def __init__(
        self, application: Any, *, at_once: int = AT_ONCE, long: float = LONG, attendance: Attendance | None = None
    ) -> None:
        self.application, self.at_once, self.long = application, at_once, long
        self.attendance = attendance or Attendance()
        self._lock = Lock()
        self._served: dict[Lock, float] = {}
        self._waiting: deque[Lock] = deque()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ.get("PATH_INFO") in AT_ANY_TIME:
            return self._answer(environ, start_response)
        turn = self._wait()
        keeps_open = environ.get("SERVER_PROTOCOL") == "HTTP/1.1"
        try:
            return self._answer(environ, self._or_elsewhere(start_response) if keeps_open else start_response)
        finally:
            with self._lock:
                del self._served[turn]
                self._call()

    def _or_elsewhere(self, start_response: Any) -> Any:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            closing = [("Connection", "close")] if self._has_more_than_others() else []
            return start_response(status, [*headers, *closing], *rest)

        return start

    def _has_more_than_others(self) -> bool:
        with self._lock:
            here = len(self._waiting) + len(self._served)
            others = self.attendance.elsewhere() if self._waiting else None
        return others is not None and here - others >= UNEVEN

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
        """Those whose turn it is; the lock is held, and somebody has just come, gone or looked."""
        self.attendance.note(len(self._waiting) + len(self._served))
        if not self._waiting:
            return
        now = monotonic()
        free = self.at_once - sum(now - begun < self.long for begun in self._served.values())
        while self._waiting and free > 0:
            turn = self._waiting.popleft()
            self._served[turn] = now
            turn.release()
            free -= 1
