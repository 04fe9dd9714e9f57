"""An expected "no" becomes a page, a fragment or problem+json in one place; so do the errors Django raises itself."""

import json
import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.db import DataError, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string

from zhiben.kernel.base.errors import UNFIT, Refusal
from zhiben.kernel.base.text import unstorable
from zhiben.kernel.ui.security import trace_id_of

log = logging.getLogger(__name__)
API_PREFIX: Final = "/api/"
TOO_BIG: Final = Refusal("提交的内容太大。请减少一次上传的文件数量，或压缩后再传。", status=413, title="内容太大")
NOT_UNDERSTOOD: Final = "请求的内容无法识别。请返回上一页重新操作。"


class TurnRefusalsIntoPages:
    """Innermost: the view's transaction is already rolled back when this hears of its exception."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """NUL, which no text column holds, is left out of what was typed; an address with one leads nowhere."""
        if "\0" in request.path:
            return not_found(request)
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = _without_nul(request.GET)  # type: ignore[assignment]
        if request.method == "POST" and not request.path.startswith(API_PREFIX):
            request.POST = _without_nul(request.POST)  # type: ignore[assignment]
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refusal):
            return refuse(request, exception)
        if isinstance(exception, RequestDataTooBig):
            return refuse(request, TOO_BIG)
        if isinstance(exception, DataError):
            log.warning("not storable: trace=%s path=%s %s", trace_id_of(request), request.path, exception)
            return refuse(request, UNFIT)
        return None


def _without_nul(given: QueryDict) -> QueryDict:
    if not unstorable(dict(given.lists())):
        return given
    kept = QueryDict(mutable=True)
    for name, values in given.lists():
        kept.setlist(name.replace("\0", ""), [value.replace("\0", "") for value in values])
    return kept


def refuse(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The answer to a refusal in the manner of the door it came through."""
    if request.path.startswith(API_PREFIX):
        return problem(request, refusal)
    template = "ui/refusal_fragment.html" if request.headers.get("HX-Request") else "ui/refusal.html"
    context = {"refusal": refusal, "back": _back(request), "trace_id": trace_id_of(request)}
    if refusal.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        # The database may be what has failed: this page asks it nothing.
        return HttpResponse(render_to_string("ui/failure.html", context), status=refusal.status)
    with transaction.atomic():
        answer = HttpResponse(render_to_string(template, context, request), status=refusal.status)
    if wait := getattr(refusal, "wait_seconds", 0):
        answer["Retry-After"] = str(wait)
    return answer


def problem(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """RFC 9457, with the Chinese sentence in ``detail`` and one entry per field in ``errors``."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": refusal.title,
        "status": refusal.status,
        "detail": refusal.detail,
        "trace_id": trace_id_of(request),
    }
    if refusal.errors:
        body["errors"] = [{"field": e.field, "reason": e.reason} for e in refusal.errors]
    content = json.dumps(body, ensure_ascii=False)
    return HttpResponse(content, status=refusal.status, content_type="application/problem+json; charset=utf-8")


def _back(request: HttpRequest) -> str:
    """The page the user came from, when it is one of ours."""
    parts = urlsplit(request.headers.get("Referer", ""))
    try:
        ours = parts.netloc == request.get_host()
    except DisallowedHost:  # what is being refused may be the host itself
        return "/"
    if not ours:
        return "/"
    return parts.path + (f"?{parts.query}" if parts.query else "")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refuse(request, Refusal("没有这个页面，或者不在您的权限范围内。", status=404, title="没有找到"))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refuse(request, Refusal("您现在的身份不能打开这个页面。", status=403, title="没有权限"))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return refuse(request, TOO_BIG)
    return refuse(request, Refusal(NOT_UNDERSTOOD, status=400, title="无法识别"))


def server_error(request: HttpRequest) -> HttpResponse:
    log.error("page failed: trace=%s path=%s", trace_id_of(request), request.path)
    return refuse(request, Refusal("系统出了问题，您的操作没有保存。", status=500, title="系统故障"))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    detail = "页面停留太久，安全校验已失效，操作没有保存。请返回上一页刷新后再提交。"
    return refuse(request, Refusal(detail, status=403, title="请刷新后再提交"))
