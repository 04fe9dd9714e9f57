"""Signing in and out, and choosing as whom to act."""

from typing import Final
from uuid import UUID

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.middleware import SESSION_GRANT, actor_of
from zhiben.kernel.api.throttle import check_source, count_failure
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import NotPermitted
from zhiben.kernel.ui.doors import EVERYBODY_SIGNED_IN, open_to, public
from zhiben.kernel.ui.pages import safe_next
from zhiben.portals.console.demo import demo_accounts
from zhiben.portals.console.sign_in import check_password

# An office behind one address: many people mistype, but not this often. Each account has its own, tighter lock.
MOST_FROM_ONE_PLACE: Final = 60


@public("登录页本身")
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    target = request.POST.get("next") or request.GET.get("next", "")
    if request.method == "GET":
        if actor_of(request).user_id is not None:
            return HttpResponseRedirect(safe_next(request, target))
        return _form(request, target)
    at, source = now(), f"login:{request.META.get('REMOTE_ADDR', '')}"
    check_source(source, at, most=MOST_FROM_ONE_PLACE)
    username = request.POST.get("username", "").strip()
    answer = check_password(username=username, password=request.POST.get("password", ""), at=at)
    if answer.user is None:
        count_failure(source, at)
        return _form(request, target, reason=answer.reason, username=username, status=422)
    login(request, answer.user)
    return HttpResponseRedirect(safe_next(request, target))


def _form(
    request: HttpRequest, target: str, *, reason: str = "", username: str = "", status: int = 200
) -> HttpResponse:
    accounts = demo_accounts()
    chosen = next((a for a in accounts if a.username == request.GET.get("as")), None)
    context = {"next": target, "reason": reason, "username": username, "accounts": accounts, "chosen": chosen}
    return render(request, "console/login.html", context, status=status)


@public("退出登录任何时候都可以")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if actor.user_id is not None:
        record_act(actor=actor, verb="sign_out", at=now())
    logout(request)
    return HttpResponseRedirect("/login")


@open_to(EVERYBODY_SIGNED_IN, before_password_change=True)
@require_POST
def act_as(request: HttpRequest) -> HttpResponse:
    """Another of one's own grants; anybody else's is refused."""
    wanted = request.POST.get("grant", "")
    grant = next((g for g in getattr(request, "grants", []) if str(g.id) == wanted), None)
    if grant is None:
        raise NotPermitted("这项授权不是您的，或者已经到期。")
    request.session[SESSION_GRANT] = str(UUID(wanted))
    record_act(actor=grant.actor(), verb="act_as", at=now(), object_kind="grant", object_id=grant.id)
    return HttpResponseRedirect(safe_next(request, request.POST.get("next", "")))
