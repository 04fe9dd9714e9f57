"""The one NinjaAPI of the platform, mounted at ``/api/v1/``."""

import json
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from ninja.responses import NinjaJSONEncoder

from zhiben import __version__
from zhiben.kernel.api.idempotency import MARK, keep_answer
from zhiben.kernel.api.problems import NOT_ALLOWED, install, problem
from zhiben.kernel.api.sign_in import SignIn
from zhiben.kernel.base.text import unstorable

PROBLEM: Final = {
    "type": "object",
    "title": "Problem",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "给用户看的中文说明"},
        "trace_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "reason"],
                "properties": {"field": {"type": "string"}, "reason": {"type": "string"}},
            },
        },
    },
}
PROBLEM_ANSWER: Final = {
    "description": "没有办成，原因见 detail",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
KEY_PARAMETER: Final = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 100},
    "description": "同一键、同一内容重复提交只办一次，返回第一次的应答；保留 90 天",
}


class ChineseJson(BaseRenderer):
    """JSON in which Chinese is readable."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:
        return json.dumps(data, cls=NinjaJSONEncoder, ensure_ascii=False)


class StorableJson(Parser):
    """Bodies whose texts the database can hold; others are as unreadable (400) as broken JSON."""

    def parse_body(self, request: HttpRequest) -> Any:
        body = super().parse_body(request)
        if unstorable(body):
            raise ValueError("a text the database cannot hold")
        return body


class Api(NinjaAPI):
    """Says in its schema what every operation has in common."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        schema.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
        for methods in schema["paths"].values():
            for method, operation in methods.items():
                operation["responses"]["default"] = PROBLEM_ANSWER
                if method != "get":
                    operation.setdefault("parameters", []).append(KEY_PARAMETER)
        return schema


api = Api(
    title="治本 · 开放接口",
    version=__version__,
    description=(
        "房屋市政工程施工安全监管平台的接口。用接口令牌（Authorization: Bearer …）或已登录的会话调用；"
        "出错时返回 application/problem+json；列表按 cursor 翻页，limit 不超过 200。"
    ),
    auth=SignIn(),
    renderer=ChineseJson(),
    parser=StorableJson(),
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)
install(api)


def mount(routers: Sequence[tuple[str, str]]) -> tuple[list[URLPattern | URLResolver], str, str]:
    """Add the packages' routers (prefix, dotted name) and return what ``path("api/v1/", …)`` takes.

    Stops the program when a write is not marked ``@idempotent``.
    """
    for prefix, dotted in routers:
        api.add_router(prefix, dotted)
    patterns, app_name, namespace = api.urls
    for _, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                if set(operation.methods) - {"GET", "HEAD"} and not getattr(operation.view_func, MARK, False):
                    raise ValueError(f"{path}: {operation.view_func.__name__} writes without @idempotent")
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = _finish(pattern.callback)
    return patterns, app_name, namespace


def _finish(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Runs inside the request's transaction, after the answer is written out."""

    @wraps(view)
    def finished(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code == 405:
            allowed = response.get("Allow", "")
            response = problem(request, NOT_ALLOWED)
            response["Allow"] = allowed
        keep_answer(request, response)
        response.setdefault("Cache-Control", "private, no-store")
        return response

    return finished
