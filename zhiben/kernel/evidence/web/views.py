"""Serve a file to whoever may see it, in a way that nothing in it can run."""

from typing import Final
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.evidence.derived import thumbnail
from zhiben.kernel.evidence.models import StoredFile
from zhiben.kernel.evidence.queries import file_for, plain_path, read_bytes

NOTHING_RUNS: Final = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@require_safe
def serve_file(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    """The file as it came in. Pictures are shown, everything else is saved."""
    file = file_for(actor_of(request), file_id)
    if _has_it(request, file.sha256):
        return HttpResponseNotModified()
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
    file = file_for(actor_of(request), file_id)
    if not file.is_photo:
        raise NotVisible("这个文件没有缩略图")
    tag = f"{file.sha256}-thumb"
    if _has_it(request, tag):
        return HttpResponseNotModified()
    answer = HttpResponse(thumbnail(file), content_type="image/jpeg")
    return _guard(answer, file, f"{file.name.rpartition('.')[0]}-小图.jpg", attachment=False, tag=tag)


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
