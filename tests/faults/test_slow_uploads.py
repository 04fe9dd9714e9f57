"""Forty people with a bad line upload photos; everybody else works on as if nothing were."""

import socket
import statistics
import time
import urllib.request
from threading import Thread

import pytest

from tests.faults.platform import Platform, allowed

UPLOADS, SIZE, RATE = 40, 100_000, 20_000  # five seconds each


def upload_slowly(port: int, answers: list[int]) -> None:
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(f"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {SIZE}\r\n\r\n".encode())
        for _ in range(SIZE // (RATE // 10)):
            line.sendall(b"x" * (RATE // 10))
            time.sleep(0.1)
        answers.append(int(line.recv(64).split()[1]))


@pytest.mark.slow
def test_forty_slow_uploads_do_not_hold_up_a_page(platform: Platform) -> None:
    answers: list[int] = []
    threads = [Thread(target=upload_slowly, args=(platform.port, answers)) for _ in range(UPLOADS)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    taken = []
    while any(thread.is_alive() for thread in threads):
        started = time.perf_counter()
        with urllib.request.urlopen(f"{platform.url}/readyz", timeout=10) as answer:
            assert answer.status == 200
        taken.append(time.perf_counter() - started)
        time.sleep(0.05)
    for thread in threads:
        thread.join()
    assert len(answers) == UPLOADS
    assert set(answers) <= {400, 403}  # read to the end, then refused by the form: no token
    assert statistics.quantiles(taken, n=20)[-1] <= allowed(1.0)
