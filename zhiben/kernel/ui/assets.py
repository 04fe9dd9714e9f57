"""Static files, served by the application itself: no second server, content-hashed addresses, gzip kept in memory."""

import gzip
import hashlib
import mimetypes
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import Storage
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseNotModified

FOREVER: Final = "public, max-age=31536000, immutable"
ASK_AGAIN: Final = "public, no-cache"
TEXTUAL: Final = ("text/", "application/javascript", "application/json", "image/svg+xml", "application/manifest+json")


@dataclass(frozen=True)
class Asset:
    body: bytes
    packed: bytes
    kind: str
    digest: str
    changed: int


LOOK_AGAIN: Final = 2.0  # seconds: a page names a file eighty times, and asking the disk each time is not free
_assets: dict[str, Asset] = {}
_addresses: dict[str, tuple[float, str]] = {}


def asset(name: str) -> Asset | None:
    """The file behind ``/static/<name>``, read once and again only when it has changed on disk."""
    try:
        found = finders.find(name)
    except SuspiciousFileOperation:
        return None
    path = Path(found) if isinstance(found, str) else None
    if path is None or not path.is_file():
        return None
    changed = path.stat().st_mtime_ns
    known = _assets.get(name)
    if known is None or known.changed != changed:
        known = _assets[name] = _read(path, changed)
    return known


def _read(path: Path, changed: int) -> Asset:
    body = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    textual = kind.startswith(TEXTUAL)
    packed = gzip.compress(body, 9, mtime=0) if textual and len(body) > 1024 else b""
    if textual:
        kind += "; charset=utf-8"
    return Asset(body, packed, kind, hashlib.sha256(body).hexdigest()[:16], changed)


class ServeAssets:
    """Answers ``/static/…`` before sessions and the database are touched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(settings.STATIC_URL):
            return self.get_response(request)
        found = asset(request.path.removeprefix(settings.STATIC_URL))
        if found is None:
            return HttpResponseNotFound("没有这个文件", content_type="text/plain; charset=utf-8")
        return _answer(request, found)


def _answer(request: HttpRequest, found: Asset) -> HttpResponse:
    tag = f'"{found.digest}"'
    if tag in request.headers.get("If-None-Match", ""):
        answer: HttpResponse = HttpResponseNotModified()
    elif found.packed and "gzip" in request.headers.get("Accept-Encoding", ""):
        answer = HttpResponse(found.packed, content_type=found.kind)
        answer["Content-Encoding"] = "gzip"
    else:
        answer = HttpResponse(found.body, content_type=found.kind)
    answer["ETag"] = tag
    answer["Vary"] = "Accept-Encoding"
    answer["Cache-Control"] = FOREVER if request.GET.get("v") == found.digest else ASK_AGAIN
    return answer


class HashedStatic(Storage):
    """What ``{% static %}`` asks for addresses: the plain one with the content's hash, so it may be kept forever."""

    def url(self, name: str | None) -> str:
        wanted, at = name or "", time.monotonic()
        known = _addresses.get(wanted)
        if known is None or at - known[0] > LOOK_AGAIN:
            found = asset(wanted)
            tag = f"?v={found.digest}" if found else ""
            known = _addresses[wanted] = (at, f"{settings.STATIC_URL}{wanted}{tag}")
        return known[1]
