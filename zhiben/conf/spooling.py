"""The front of the site: the body of a request is read to its end before Django, and so the database, is touched.

A slow upload then costs one waiting thread and a temporary file, never a database connection or a transaction. A place
is always kept free for requests without a body.
"""

import json
import tempfile
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any, BinaryIO

from zhiben.conf.counters import count_request, uploads
from zhiben.kernel.base.shares import Shares

CHUNK = 64 * 1024
IN_MEMORY = 256 * 1024
LARGEST_BODY = 220 * 1024 * 1024
UPLOADS = 96  # at once and per process; the server has more threads than that
UPLOADS_EACH = 64  # of them from one address, which may be a whole office
Start = Any  # wsgiref's StartResponse, which the server only imitates


class BodyProblem(Exception):
    def __init__(self, status: HTTPStatus, title: str, detail: str) -> None:
        super().__init__(detail)
        self.status, self.title, self.detail = status, title, detail


class SpoolUploads:
    """WSGI wrapper. ``folder`` is where bodies above 256 kB wait; None means the system's temporary folder.

    ``small``: bytes for addresses of the site where nobody uploads anything.
    """

    def __init__(
        self, application: Any, *, folder: Path | None, largest: int = LARGEST_BODY,
        small: Mapping[str, int] | None = None,
    ) -> None:  # fmt: skip
        self.application = application
        self.folder = folder if folder and folder.is_dir() else None
        self.largest = largest
        self.small = dict(small or {})
        self.places = Shares(each=UPLOADS_EACH, altogether=UPLOADS)

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        if not _has_body(environ):
            return self._answer(environ, start_response)
        try:
            body, size = self._read(environ)
        except BodyProblem as problem:
            return _refuse(problem, start_response)
        environ["wsgi.input"], environ["CONTENT_LENGTH"] = body, str(size)
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        try:
            return self._answer(environ, start_response)
        finally:
            body.close()

    def _answer(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        with count_request(start_response) as counted:
            answer: Iterable[bytes] = self.application(environ, counted)
        return answer

    def _read(self, environ: dict[str, Any]) -> tuple[BinaryIO, int]:
        promised, address = _promised(environ), environ.get("REMOTE_ADDR", "")
        largest = self.small.get(environ.get("PATH_INFO", ""), self.largest)
        if promised is not None and promised > largest:
            raise _too_large(largest)
        if not self.places.take(address):
            raise BodyProblem(
                HTTPStatus.SERVICE_UNAVAILABLE, "上传的人太多", "同时上传的人太多，请过一分钟再试；已填的内容不会丢失。"
            )
        try:
            with uploads():
                body, size = self._spool(environ["wsgi.input"], largest)
        finally:
            self.places.give_back(address)
        if promised is not None and size != promised:
            body.close()
            raise BodyProblem(HTTPStatus.BAD_REQUEST, "上传不完整", "上传中断，服务器没有保存任何内容，请重新上传。")
        return body, size

    def _spool(self, source: Any, largest: int) -> tuple[BinaryIO, int]:
        body: Any = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, dir=str(self.folder) if self.folder else None)  # noqa: SIM115
        size = 0
        while chunk := source.read(CHUNK):
            size += len(chunk)
            if size > largest:
                body.close()
                raise _too_large(largest)
            body.write(chunk)
        body.seek(0)
        return body, size


def _has_body(environ: dict[str, Any]) -> bool:
    return environ.get("CONTENT_LENGTH", "") not in ("", "0") or "HTTP_TRANSFER_ENCODING" in environ


def _promised(environ: dict[str, Any]) -> int | None:
    text = environ.get("CONTENT_LENGTH") or ""
    return int(text) if text.isascii() and text.isdigit() else None


def _too_large(largest: int) -> BodyProblem:
    detail = f"一次最多上传 {largest // 1024 // 1024} MB，请分几次上传。"
    if largest < 1024 * 1024:
        detail = f"这里一次最多提交 {largest // 1024} kB。"
    return BodyProblem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "文件太大", detail)


def _refuse(problem: BodyProblem, start_response: Start) -> list[bytes]:
    body = json.dumps(
        {"type": "about:blank", "title": problem.title, "status": int(problem.status), "detail": problem.detail},
        ensure_ascii=False,
    ).encode()
    start_response(
        f"{problem.status.value} {problem.status.phrase}",
        [
            ("Content-Type", "application/problem+json; charset=utf-8"), ("Content-Length", str(len(body))),
            ("X-Content-Type-Options", "nosniff"), ("Retry-After", "60"), ("Connection", "close"),
        ],
    )  # fmt: skip
    return [body]
