"""Refusals and errors as problem+json (RFC 9457): a Chinese sentence in ``detail``, each wrong field in ``errors``."""

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DataError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from zhiben.kernel.api.throttle import TooManyFailures
from zhiben.kernel.base.errors import UNFIT, FieldError, Refusal

log = logging.getLogger(__name__)
NOT_FOUND: Final = Refusal("没有找到，或者不在您的权限范围内", status=404, title="没有找到")
NOT_ALLOWED: Final = Refusal("这个地址不支持这种请求方法", status=405, title="方法不支持")
NOT_SIGNED_IN: Final = Refusal("请先登录，或提供有效的接口令牌", status=401, title="没有登录")
TOO_BIG: Final = Refusal("提交的内容太大", status=413, title="内容太大")
BROKEN: Final = Refusal("系统出了问题，您的操作没有保存", status=500, title="系统故障")
UNREADABLE: Final = Refusal("请求的内容无法识别", status=400, title="无法识别")
REASONS: Final[Mapping[str, str]] = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这一项",
    "uuid_parsing": "不是有效的标识",
    "uuid_type": "不是有效的标识",
    "date_parsing": "日期应写作 2026-07-03",
    "date_from_datetime_parsing": "日期应写作 2026-07-03",
    "datetime_parsing": "时间应写作 2026-07-03T09:30:00+08:00",
    "datetime_from_date_parsing": "时间应写作 2026-07-03T09:30:00+08:00",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "float_parsing": "应为数字",
    "decimal_parsing": "应为数字",
    "bool_parsing": "应为是或否",
    "string_type": "应为文字",
    "list_type": "应为列表",
    "json_invalid": "不是有效的 JSON",
}
LIMITS: Final[Mapping[str, str]] = {
    "string_too_long": "最多 {max_length} 个字",
    "string_too_short": "至少 {min_length} 个字",
    "greater_than_equal": "不能小于 {ge}",
    "greater_than": "应大于 {gt}",
    "less_than_equal": "不能大于 {le}",
    "less_than": "应小于 {lt}",
    "too_long": "最多 {max_length} 项",
    "too_short": "至少 {min_length} 项",
    "enum": "只能是：{expected}",
    "literal_error": "只能是：{expected}",
}


def problem(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": refusal.title,
        "status": refusal.status,
        "detail": refusal.detail,
        "trace_id": getattr(request, "trace_id", ""),
    }
    if refusal.errors:
        body["errors"] = [{"field": e.field, "reason": e.reason} for e in refusal.errors]
    answer = HttpResponse(
        json.dumps(body, ensure_ascii=False),
        status=refusal.status,
        content_type="application/problem+json; charset=utf-8",
    )
    if isinstance(refusal, TooManyFailures):
        answer["Retry-After"] = str(refusal.wait_seconds)
    if refusal.status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


def install(api: NinjaAPI) -> None:
    """Every exception of an operation becomes a problem, and whatever the operation wrote is undone."""
    api.add_exception_handler(Refusal, _refused)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(AuthenticationError, lambda request, exc: problem(request, NOT_SIGNED_IN))
    api.add_exception_handler(HttpError, _http_error)
    api.add_exception_handler(Http404, lambda request, exc: _refused(request, NOT_FOUND))
    api.add_exception_handler(RequestDataTooBig, lambda request, exc: _refused(request, TOO_BIG))
    for broken in (MultiPartParserError, SuspiciousOperation, UnreadablePostError):
        api.add_exception_handler(broken, lambda request, exc: _refused(request, UNREADABLE))
    api.add_exception_handler(DataError, _unfit)
    api.add_exception_handler(Exception, _broken)


def field_errors(errors: Sequence[Mapping[str, Any]]) -> list[FieldError]:
    """Chinese reasons for what the schema found, by the field's own path (``findings.2.deadline_on``)."""
    return [FieldError(field=_path(e.get("loc", ())), reason=_reason(e)) for e in errors]


def _reason(error: Mapping[str, Any]) -> str:
    kind, context = str(error.get("type", "")), error.get("ctx") or {}
    if kind in LIMITS:
        try:
            return LIMITS[kind].format(**context)
        except KeyError:
            return "超出允许的范围"
    return REASONS.get(kind, "格式不正确")


def _path(place: Sequence[Any]) -> str:
    """Without where it was looked for (body, query …) and the name of the operation's argument."""
    parts = [str(p) for p in place]
    if parts and parts[0] in ("body", "form"):
        return ".".join(parts[2:] or parts[1:])
    return ".".join(parts[1:] or parts)


def _refused(request: HttpRequest, refusal: Any) -> HttpResponse:
    undo()
    return problem(request, refusal)


def _invalid(request: HttpRequest, wrong: Any) -> HttpResponse:
    found = field_errors(wrong.errors)
    detail = "；".join(f"{e.field}：{e.reason}" for e in found) or UNREADABLE.detail
    return _refused(request, Refusal(detail, found, status=422, title="填写有误"))


def _http_error(request: HttpRequest, wrong: Any) -> HttpResponse:
    status: int = wrong.status_code
    known = {401: NOT_SIGNED_IN, 404: NOT_FOUND, 405: NOT_ALLOWED, 413: TOO_BIG}
    return _refused(request, known.get(status) or Refusal(UNREADABLE.detail, status=status, title=UNREADABLE.title))


def _unfit(request: HttpRequest, wrong: Any) -> HttpResponse:
    log.warning("not storable: trace=%s path=%s %s", getattr(request, "trace_id", ""), request.path, wrong)
    return _refused(request, UNFIT)


def _broken(request: HttpRequest, bug: Any) -> HttpResponse:
    log.error("operation failed: trace=%s path=%s", getattr(request, "trace_id", ""), request.path, exc_info=bug)
    return _refused(request, BROKEN)


def undo() -> None:
    """The exception stops at the handler, so the request's transaction must be told to roll back."""
    if connection.in_atomic_block:
        transaction.set_rollback(True)
