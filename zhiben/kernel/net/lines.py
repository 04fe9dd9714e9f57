"""Connections with an end: a time for the whole exchange, not only for each step of it."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Timer

from zhiben.kernel.net.failures import NotSent
from zhiben.kernel.net.targets import Target


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


@contextmanager
def cut_after(line: socket.socket | None, seconds: float) -> Iterator[None]:
    """Whoever answers drop by drop is cut off: the waiting read ends as if the other side had hung up."""
    watch = Timer(seconds, _cut, [line])
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


def _cut(line: socket.socket | None) -> None:
    if line is not None:
        with suppress(OSError):
            socket.socket.shutdown(line, socket.SHUT_RDWR)
