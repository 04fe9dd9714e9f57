"""Calling a web address: no redirects, no answer above a size, no longer than so many seconds."""

import http.client
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from zhiben.kernel.net.failures import MaybeSent, NotSent, TargetRefused
from zhiben.kernel.net.lines import connect, cut_after, protect
from zhiben.kernel.net.targets import Target, find_target

SECONDS: Final = 10.0
LARGEST: Final = 64 * 1024
PORTS: Final = {"http": 80, "https": 443}
AGENT: Final = "zhiben"
UNCLEAR: Final = (502, 504)  # somebody in between lost sight of the one we meant: it may have acted


@dataclass(frozen=True, kw_only=True)
class Call:
    url: str
    body: bytes = b""
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """``whole`` False: it was longer than we read, so nothing may be concluded from the body."""

    status: int
    body: bytes
    whole: bool = True


class Caller:
    """Calls one after another. ``keep`` leaves the connection open for the next call to the same place.

    A kept connection can turn out dead only while sending; so keep none where a repeat would be a second effect.
    """

    def __init__(self, *, seconds: float = SECONDS, largest: int = LARGEST, keep: bool = False) -> None:
        self.seconds, self.largest, self.keep = seconds, largest, keep
        self._open: tuple[tuple[str, str, int], http.client.HTTPConnection] | None = None

    def call(self, one: Call) -> Answer:
        """The answer, whatever its status; a redirect is an answer like any other. Raises NotSent or MaybeSent."""
        place, path = _place_of(one.url)
        if not all(f"{name}{value}".isascii() for name, value in one.headers.items()) or not path.isascii():
            raise NotSent("地址和请求头只能用英文")
        kept = self._open is not None and self._open[0] == place
        try:
            return self._exchange(self._line(place), one, path)
        except MaybeSent:
            if not kept:
                raise
            return self._exchange(self._line(place), one, path)

    def close(self) -> None:
        if self._open is not None:
            self._open[1].close()
        self._open = None

    def _exchange(self, line: http.client.HTTPConnection, one: Call, path: str) -> Answer:
        try:
            with cut_after(line.sock, self.seconds):
                line.request(one.method, path, one.body, {"User-Agent": AGENT, **one.headers})
                got = line.getresponse()
                body = got.read(self.largest + 1)
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.close()
            raise MaybeSent("对方没有在时限内完整答复") from error
        whole = len(body) <= self.largest and (got.isclosed() or got.length is None)
        if not self.keep or not whole or got.will_close:
            self.close()
        return Answer(status=got.status, body=body[: self.largest], whole=whole)

    def _line(self, place: tuple[str, str, int]) -> http.client.HTTPConnection:
        if self._open is not None and self._open[0] == place:
            return self._open[1]
        self.close()
        scheme, host, port = place
        target = find_target(host, port)
        if scheme == "http" and not target.inside:
            raise TargetRefused("公网地址必须使用 https")
        made = http.client.HTTPConnection(host, port, timeout=self.seconds)
        made.sock = self._socket(scheme, target)
        made.auto_open = 0  # a closed line is opened by us, where the target is checked
        self._open = (place, made)
        return made

    def _socket(self, scheme: str, target: Target) -> socket.socket:
        line = connect(target, self.seconds)
        with suppress(OSError):
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if scheme == "http":
            return line
        with cut_after(line, self.seconds):
            return protect(line, target.host)


def _place_of(url: str) -> tuple[tuple[str, str, int], str]:
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise NotSent("地址写得不对") from error
    if parts.scheme not in PORTS or not parts.hostname or parts.username is not None:
        raise NotSent("地址写得不对")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return (parts.scheme, parts.hostname, port), path
