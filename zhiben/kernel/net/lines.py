"""Connections with an end: a time for the whole exchange, not only for each step of it."""

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock, Thread
from typing import Final

from zhiben.kernel.net.failures import NotSent
from zhiben.kernel.net.targets import Target

LOOK_SECONDS: Final = 0.1


def connect(target: Target, seconds: float) -> socket.socket:
    try:
        return socket.create_connection((target.address, target.port), timeout=seconds)
    except OSError as error:
        raise NotSent("连接不上") from error


def protect(line: socket.socket, host: str) -> ssl.SSLSocket:
    """TLS with the host's certificate checked against the machine's authorities (``SSL_CERT_FILE`` names others)."""
    try:
        return ssl.create_default_context().wrap_socket(line, server_hostname=host)
    except OSError as error:
        line.close()
        raise NotSent("加密连接没有建立：证书或协议不被接受") from error


class _Watch:
    """One thread that cuts lines whose time is over: a thread for each call would cost more than the call."""

    def __init__(self) -> None:
        self.lock, self.lines = Lock(), dict[object, tuple[float, socket.socket]]()
        self.thread: Thread | None = None

    def add(self, line: socket.socket, seconds: float) -> object:
        mark = object()
        with self.lock:
            self.lines[mark] = (time.monotonic() + seconds, line)
            if self.thread is None or not self.thread.is_alive():  # also in a child of the process that began it
                self.thread = Thread(target=self._look, name="lines", daemon=True)
                self.thread.start()
        return mark

    def drop(self, mark: object) -> None:
        with self.lock:
            self.lines.pop(mark, None)

    def _look(self) -> None:
        while True:
            time.sleep(LOOK_SECONDS)
            over = time.monotonic()
            with self.lock:
                late = [mark for mark, (end, _) in self.lines.items() if end < over]
                for _, line in (self.lines.pop(mark) for mark in late):
                    with suppress(OSError):
                        socket.socket.shutdown(line, socket.SHUT_RDWR)


_watch: Final = _Watch()


@contextmanager
def cut_after(line: socket.socket | None, seconds: float) -> Iterator[None]:
    """Whoever answers drop by drop is cut off: the waiting read ends as if the other side had hung up."""
    mark = _watch.add(line, seconds) if line is not None else None
    try:
        yield
    finally:
        _watch.drop(mark)
