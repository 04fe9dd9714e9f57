"""The shortest way to a verdict: before Django, on a few connections of its own. Everything odd goes the ordinary way."""

import json
import logging
import os
import time
from collections.abc import Iterable, Mapping
from functools import lru_cache
from io import BytesIO
from typing import Any, Final, cast

from django.db import connection
from psycopg import Error
from psycopg_pool import ConnectionPool, PoolTimeout

from zhiben.domains.certificates.public import FIND
from zhiben.kernel.base.shares import Shares
from zhiben.portals.public_site.web.checking import LONGEST, code_in, noted_verdict, said

log = logging.getLogger(__name__)
CHECK: Final = "/verify/check"
# No question is longer; nothing longer is read from anybody. The form's page says the same in another spelling.
BODIES: Final[Mapping[str, int]] = {CHECK: 16 * 1024, "/verify/": 32 * 1024}
# Checks of one address at the same moment and in one process. Nobody who scans comes near: a check takes a millisecond,
# so this is thousands a second for an office behind one address, and a flood leaves room for everybody else.
EACH: Final = 24
CONNECTIONS: Final = 4
PATIENCE: Final = 2.0
PROBLEM: Final = "application/problem+json; charset=utf-8"
LATER: Final = json.dumps(
    {"type": "about:blank", "title": "稍后再试", "status": 429, "detail": "同一个网络同时核验的太多，请过一秒再试。"},
    ensure_ascii=False,
).encode()
UNWANTED: Final = ("cursor_factory", "context", "prepare_threshold")


class ChecksDoor:
    """WSGI wrapper for ``POST /verify/check``; the body has been read already."""

    def __init__(self, application: Any, *, each: int = EACH) -> None:
        self.application = application
        self.shares = Shares(each=each)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ.get("PATH_INFO") == CHECK and environ.get("REQUEST_METHOD") == "POST":
            address = environ.get("REMOTE_ADDR", "")
            if not self.shares.take(address):
                start_response("429 Too Many Requests", [*_headers(len(LATER), PROBLEM), ("Retry-After", "1")])
                return [LATER]
            try:
                return self._check(environ, start_response, address)
            finally:
                self.shares.give_back(address)
        return self._pass_on(environ, start_response)

    def _check(self, environ: dict[str, Any], start_response: Any, address: str) -> Iterable[bytes]:
        started, body = time.perf_counter(), environ["wsgi.input"].read(LONGEST + 1)
        code = code_in(body)
        answer = _answered(code, address, started) if code is not None else None
        if answer is not None:
            start_response("200 OK", _headers(len(answer)))
            return [answer]
        environ["wsgi.input"], environ["CONTENT_LENGTH"] = BytesIO(body), str(len(body))
        return self._pass_on(environ, start_response)

    def _pass_on(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        passed: Iterable[bytes] = self.application(environ, start_response)
        return passed


def _answered(code: str, address: str, started: float) -> bytes | None:
    """None when the database does not answer here."""
    try:
        verdict = noted_verdict(code, path=CHECK, address=address, started=started, find=_row)
    except (Error, PoolTimeout) as problem:
        log.warning("the short way to a verdict is closed: %s", problem)
        return None
    return json.dumps(said(verdict), ensure_ascii=False).encode()


def _row(list_no: int, index: int) -> Any:
    with _pool(os.getpid()).connection(PATIENCE) as own:
        return own.execute(cast(Any, FIND), (list_no, index)).fetchone()


@lru_cache(maxsize=2)
def _pool(process: int) -> "ConnectionPool[Any]":
    """One for each process: a forked worker makes its own."""
    parameters = {**connection.get_connection_params(), "options": "-c role=zhiben_app", "autocommit": True}
    for name in (*UNWANTED, "pool"):
        parameters.pop(name, None)
    return ConnectionPool(kwargs=parameters, min_size=1, max_size=CONNECTIONS, open=True, timeout=PATIENCE)


def _headers(size: int, kind: str = "application/json") -> list[tuple[str, str]]:
    return [
        ("Content-Type", kind), ("Content-Length", str(size)), ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"), ("Content-Security-Policy", "default-src 'none'"),
    ]  # fmt: skip
