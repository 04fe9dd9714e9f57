"""The shortest way to a verdict: before Django, on a few connections of its own. Everything odd goes the ordinary way."""

import json
import logging
import os
import time
from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from typing import Any, Final, cast

from django.db import connection
from psycopg import Error
from psycopg_pool import ConnectionPool, PoolTimeout

from zhiben.domains.certificates.public import FIND
from zhiben.portals.public_site.web.checking import LONGEST, code_in, said_of

log = logging.getLogger(__name__)
CONNECTIONS: Final = 4
PATIENCE: Final = 2.0
UNWANTED: Final = ("cursor_factory", "context", "prepare_threshold")


class ChecksDoor:
    """WSGI wrapper for ``POST /verify/check``; the body has been read already."""

    def __init__(self, application: Any) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ.get("PATH_INFO") == "/verify/check" and environ.get("REQUEST_METHOD") == "POST":
            started, body = time.perf_counter(), environ["wsgi.input"].read(LONGEST + 1)
            code = code_in(body)
            answer = _answered(code, environ.get("REMOTE_ADDR", ""), started) if code is not None else None
            if answer is not None:
                start_response("200 OK", _headers(len(answer)))
                return [answer]
            environ["wsgi.input"], environ["CONTENT_LENGTH"] = BytesIO(body), str(len(body))
        passed: Iterable[bytes] = self.application(environ, start_response)
        return passed


def _answered(code: str, address: str, started: float) -> bytes | None:
    """None when the database does not answer here."""
    try:
        said = said_of(code, path="/verify/check", address=address, started=started, find=_row)
    except (Error, PoolTimeout) as problem:
        log.warning("the short way to a verdict is closed: %s", problem)
        return None
    return json.dumps(said, ensure_ascii=False).encode()


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


def _headers(size: int) -> list[tuple[str, str]]:
    return [
        ("Content-Type", "application/json"), ("Content-Length", str(size)), ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"), ("Content-Security-Policy", "default-src 'none'"),
    ]  # fmt: skip
