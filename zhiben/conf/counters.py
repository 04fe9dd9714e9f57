"""What one web process counts for ``/metrics``."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

_lock = Lock()
_requests: Counter[str] = Counter()
_sums = {"seconds": 0.0, "uploads": 0.0}


@contextmanager
def count_request(start_response: Any) -> Iterator[Any]:
    """Yields a ``start_response`` that remembers the status; counts when the answer is ready."""
    started = time.perf_counter()
    status = ["500"]

    def remember(line: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        status[0] = line[:3]
        return start_response(line, headers, *rest)

    try:
        yield remember
    finally:
        with _lock:
            _requests[status[0][:1] + "xx"] += 1
            _sums["seconds"] += time.perf_counter() - started


@contextmanager
def uploads() -> Iterator[None]:
    with _lock:
        _sums["uploads"] += 1
    try:
        yield
    finally:
        with _lock:
            _sums["uploads"] -= 1


def lines() -> list[str]:
    """Prometheus text."""
    with _lock:
        return [
            "# TYPE zhiben_requests_total counter",
            *(f'zhiben_requests_total{{status="{status}"}} {count}' for status, count in sorted(_requests.items())),
            "# TYPE zhiben_request_seconds_sum counter",
            f"zhiben_request_seconds_sum {_sums['seconds']:.6f}",
            "# TYPE zhiben_uploads_in_progress gauge",
            f"zhiben_uploads_in_progress {_sums['uploads']:.0f}",
        ]
