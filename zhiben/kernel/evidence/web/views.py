"""Serve a file to whoever may see it, in a way that nothing in it can run."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.evidence.derived import VIEW, thumbnail, view
from zhiben.kernel.evidence.models import StoredFile
from zhiben.kernel.evidence.queries import file_for, plain_path, read_bytes

NOTHING_RUNS: Final = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@require_safe
def serve_file(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    """The file as it came in. Pictures are shown, everything else is saved. Who took the original of a photo is kept."""
    actor = actor_of(request)
    file = file_for(actor, file_id)
    if _has_it(request, file.sha256):
        return HttpResponseNotModified()
    if file.is_photo and request.method == "GET":
        record_act(actor=actor, verb="file.original", at=now(), object_kind="file", object_id=file.pk, name=file.name)
    path = plain_path(file)
    answer: HttpResponseBase
    if path is None:
        answer = HttpResponse(read_bytes(file), content_type=file.mime)
    else:
        answer = FileResponse(path.open("rb"), content_type=file.mime)
    answer["Content-Length"] = str(file.size)
    shown = file.is_photo and "download" not in request.GET
    return _guard(answer, file, file.name, attachment=not shown, tag=file.sha256)


@require_safe
def serve_thumbnail(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    """A small picture of a photo, without the photo's own metadata."""
    return _derived(request, file_id, thumbnail, "thumb", "小图")


@require_safe
def serve_view(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    """A picture to look at, without metadata, marked as derived."""
    return _derived(request, file_id, view, VIEW, "派生图")


def _derived(
    request: HttpRequest, file_id: UUID, make: Callable[[StoredFile], bytes], size: str, word: str
) -> HttpResponseBase:
    file = file_for(actor_of(request), file_id)
    if not file.is_photo:
        raise NotVisible("这个文件没有缩略图")
    tag = f"{file.pk}-{size}"
    if _has_it(request, tag):
        return HttpResponseNotModified()
    answer = HttpResponse(make(file), content_type="image/jpeg")
    return _guard(answer, file, f"{file.name.rpartition('.')[0]}-{word}.jpg", attachment=False, tag=tag)


def _has_it(request: HttpRequest, tag: str) -> bool:
    return f'"{tag}"' in request.headers.get("If-None-Match", "")


def _guard(answer: HttpResponseBase, file: StoredFile, name: str, *, attachment: bool, tag: str) -> HttpResponseBase:
    answer["Content-Disposition"] = content_disposition_header(attachment, name) or "attachment"
    answer["Content-Security-Policy"] = NOTHING_RUNS
    answer["X-Content-Type-Options"] = "nosniff"
    # The right to see may end: a browser keeps the bytes but asks each time.
    answer["Cache-Control"] = "private, no-store" if file.sensitive else "private, no-cache"
    answer["ETag"] = f'"{tag}"'
    return answer
