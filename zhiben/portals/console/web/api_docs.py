"""The interface described on a page of our own: nothing is fetched from elsewhere and no script runs."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhiben.kernel.api.site import api
from zhiben.kernel.ui.doors import signed_in

KINDS = {"string": "文字", "integer": "整数", "number": "数字", "boolean": "是否", "array": "列表", "object": "对象"}


@signed_in
@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    schema = api.get_openapi_schema()
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            groups.setdefault((operation.get("tags") or ["其他"])[0], []).append(
                {
                    "method": method.upper(), "path": path, "summary": operation["summary"],
                    "description": operation.get("description", ""), "inputs": _inputs(operation, schema),
                }
            )  # fmt: skip
    context = {"info": schema["info"], "groups": list(groups.items()), "crumbs": [("首页", "/home"), ("开放接口", "")]}
    return render(request, "console/api_docs.html", context)


def _inputs(operation: dict[str, Any], schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Parameters of the address, then fields of the body."""
    found = [
        {"name": p["name"], "must": p.get("required", False), "kind": _kind(p["schema"]),
         "text": p.get("description") or p["schema"].get("description", "")}
        for p in operation.get("parameters", [])
    ]  # fmt: skip
    for content in operation.get("requestBody", {}).get("content", {}).values():
        body = _resolve(content["schema"], schema)
        found += [
            {"name": name, "must": name in body.get("required", []), "kind": _kind(field),
             "text": field.get("description", "")}
            for name, field in body.get("properties", {}).items()
        ]  # fmt: skip
    return found


def _resolve(part: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    name = part.get("$ref", "").rpartition("/")[2]
    resolved: dict[str, Any] = schema["components"]["schemas"][name] if name else part
    return resolved


def _kind(field: dict[str, Any]) -> str:
    one = next((o for o in field.get("anyOf", []) if o.get("type") != "null"), field)
    known = {"date": "日期", "date-time": "时间", "uuid": "标识", "binary": "文件"}
    return known.get(one.get("format", ""), KINDS.get(one.get("type", ""), "选项"))
