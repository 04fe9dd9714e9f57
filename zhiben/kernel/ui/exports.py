"""我的导出: large lists on their way, their files for as long as they are kept."""

from typing import Final, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import day_of, now
from zhiben.kernel.ui.doors import signed_in
from zhiben.kernel.ui.lists.later import call_off, take_away
from zhiben.kernel.ui.lists.sheet import SPREADSHEET
from zhiben.kernel.ui.models import ExportState, ListExport

SHOWN: Final = 50
TONES: Final = {ExportState.RUNNING: "blue", ExportState.DONE: "green", ExportState.FAILED: "red"}


@signed_in
@require_safe
def exports(request: HttpRequest) -> HttpResponse:
    """One's own, newest first. Looks again by itself while something is under way."""
    rows = list(ListExport.objects.of(actor_of(request)).defer("file_key").order_by("-asked_at")[:SHOWN])
    context = {
        "title": "我的导出", "rows": [(one, TONES.get(ExportState(one.state), "")) for one in rows],
        "crumbs": [("首页", "/home"), ("我的导出", "")],
    }  # fmt: skip
    response = render(request, "ui/exports.html", context)
    if any(one.under_way for one in rows):
        response.headers["Refresh"] = "3"  # with or without script
    return response


@signed_in
@require_safe
def export_file(request: HttpRequest, export_id: UUID) -> HttpResponse:
    one, pieces = take_away(actor=actor_of(request), export_id=export_id, at=now())
    answer = StreamingHttpResponse(pieces, content_type=SPREADSHEET)
    answer["Content-Disposition"] = content_disposition_header(True, f"{one.title}-{day_of(one.asked_at):%Y%m%d}.xlsx")
    answer["Content-Length"] = str(one.size)
    answer["Cache-Control"] = "private, no-store"
    return cast(HttpResponse, answer)  # doors speak of whole answers; this one is sent piece by piece


@signed_in
@require_POST
def drop_export(request: HttpRequest, export_id: UUID) -> HttpResponse:
    call_off(actor=actor_of(request), export_id=export_id, at=now())
    messages.success(request, "已取消，文件不再保留。")
    return HttpResponseRedirect(reverse("ui:exports"))
