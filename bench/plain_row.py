"""The ceiling of answering with one row: the same server with the same processes and threads, a driver, nothing else."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg

from zhiben.kernel.base.launcher.processes import wait_until

ROOT: Final = Path(__file__).parent.parent
ROW: Final = "select status, code, certificate_id::text from certificates_proof where list_no = %s and index = %s"
_here = threading.local()


def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """One row by the two numbers in the body."""
    if not hasattr(_here, "connection"):
        _here.connection = psycopg.connect(os.environ["PLAIN_URL"], autocommit=True)
    size = int(environ.get("CONTENT_LENGTH") or 0)
    numbers = json.loads(environ["wsgi.input"].read(size))
    row = _here.connection.execute(ROW, numbers).fetchone()
    body = json.dumps(row, ensure_ascii=False).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


@contextmanager
def plain_server(url: str, *, workers: int, threads: int) -> Iterator[int]:
    """The port it answers on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    words = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", str(workers),
             "--blocking-threads", str(threads), "--log-level", "error", "bench.plain_row:answer"]  # fmt: skip
    environment = {**os.environ, "PLAIN_URL": url, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, "-m", "granian", *words], cwd=ROOT, env=environment)
    try:
        wait_until(lambda: _answers(port), 20.0)
        yield port
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
