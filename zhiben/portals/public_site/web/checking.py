"""Checking certificates: the page, the platform's word on a code, the published keys and lists, the offline worker."""

import hashlib
import json
import time
from datetime import UTC
from typing import Any, Final, TypedDict

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiben.domains.certificates.public import (
    Find,
    Published,
    Verdict,
    check_code,
    genuine_host,
    published_keys,
    row_at,
    status_list,
)
from zhiben.kernel.base.clock import now
from zhiben.kernel.ui.assets import asset
from zhiben.kernel.ui.doors import public
from zhiben.portals.public_site.visits import note_visit

LONGEST: Final = 8192  # bytes of a question
LIST_FRESH: Final = "public, max-age=30"
# What the page needs without a network. The modules are imported by their plain addresses.
PLAIN: Final = ("verify/code.js", "verify/trust.js", "verify/reading.js", "vendor/jsqr.js", "vendor/noble-ed25519.js")
HASHED: Final = ("ui/zhiben.css", "ui/public.css", "verify/page.js")


class Asked(TypedDict):
    path: str
    address: str


@csrf_exempt
@public("任何人都可以核验证书；页面不含数据，只说明扫到的证书上写着什么、现在还有没有效")
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """By camera, picture or text. The form works without scripts; nothing is changed by it, so it needs no token."""
    context: dict[str, Any] = {"host": genuine_host(), "checked_at": now()}
    if request.method == "POST":
        context["code"] = request.POST.get("code", "")[:LONGEST]
        context["verdict"] = noted_verdict(context["code"], started=time.perf_counter(), **_asked(request))
    return render(request, "public_site/certificate_check.html", context)


@csrf_exempt
@public("核验一张证书的二维码，只回答证书上已有的内容和现在的状态")
@transaction.non_atomic_requests
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """The platform's word on a code: JSON ``{"code": …}`` in, the verdict out. In the body, so that no log has it."""
    started = time.perf_counter()
    code = code_in(request.body)
    if code is None:
        detail = '请以 JSON 提交：{"code": "二维码的内容"}。'
        problem = {"type": "about:blank", "title": "没有看懂", "status": 422, "detail": detail}
        return _json(problem, 422, kind="application/problem+json")
    return _json(said(noted_verdict(code, started=started, **_asked(request))), 200)


@public("公开的公钥和核验说明，供任何人离线核验")
@transaction.non_atomic_requests
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    return _published(request, published_keys(), "application/json; charset=utf-8")


@public("公开的证书状态名单，只有编号位置，没有姓名和证号")
@transaction.non_atomic_requests
@require_safe
def statuses(request: HttpRequest, number: int) -> HttpResponse:
    """A Bitstring Status List credential as a compact JWS."""
    found = status_list(number, at=now())
    if found is None:
        problem = {"type": "about:blank", "title": "没有这份名单", "status": 404, "detail": "没有这个编号的状态名单。"}
        return _json(problem, 404, kind="application/problem+json")
    return _published(request, found, "application/vc+jwt")


@public("离线核验页的后台脚本，不含数据")
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    shell = ["/verify/", *(static(name) for name in HASHED), *(f"/static/{name}" for name in PLAIN)]
    found = {name: asset(name) for name in (*HASHED, *PLAIN, "verify/worker.js")}
    digests = "".join(one.digest for one in found.values() if one)
    own = found["verify/worker.js"]
    version = hashlib.sha256(digests.encode()).hexdigest()[:16]
    head = f"const VERSION = {json.dumps(version)};\nconst SHELL = {json.dumps(shell)};\n"
    answer = HttpResponse(head.encode() + (own.body if own else b""), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@public("核验页安装到手机桌面时的名称和图标")
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    icon = {"src": "/static/ui/favicon.svg", "sizes": "any", "type": "image/svg+xml"}
    return _json(
        {
            "name": "证书核验", "short_name": "证书核验", "start_url": "/verify/", "scope": "/verify/", "lang": "zh-CN",
            "display": "standalone", "icons": [icon],
        },
        200,
        kind="application/manifest+json",
    )  # fmt: skip


def code_in(body: bytes) -> str | None:
    """The code of a question, None when it is none."""
    if len(body) > LONGEST:
        return None
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        return None
    code = asked.get("code") if isinstance(asked, dict) else None
    return code if isinstance(code, str) else None


def noted_verdict(code: str, *, path: str, address: str, started: float, find: Find = row_at) -> Verdict:
    """The verdict on what somebody shows, with its line in the access log."""
    verdict = check_code(code.strip("\r\n"), at=now(), find=find)
    note_visit(path=path, status=200, word=verdict.word, place=verdict.place, started=started, address=address)
    return verdict


def said(verdict: Verdict) -> dict[str, Any]:
    """The verdict as data."""
    return {
        "accepted": verdict.accepted, "word": verdict.word, "title": verdict.title, "reason": verdict.reason,
        "facts": verdict.facts, "checked_at": f"{now().astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", "host": genuine_host(),
    }  # fmt: skip


def _asked(request: HttpRequest) -> Asked:
    return {"path": request.path, "address": request.META.get("REMOTE_ADDR", "")}


def _json(content: dict[str, Any], status: int, *, kind: str = "application/json") -> HttpResponse:
    answer = JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False}, content_type=kind)
    answer["Cache-Control"] = "no-store"
    return answer


def _published(request: HttpRequest, found: Published, kind: str) -> HttpResponse:
    known = request.headers.get("If-None-Match", "")
    answer = HttpResponseNotModified() if found.tag in known else HttpResponse(found.body, content_type=kind)
    answer["ETag"], answer["Cache-Control"] = found.tag, LIST_FRESH
    return answer
