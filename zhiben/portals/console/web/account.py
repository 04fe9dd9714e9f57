"""My account: who I am here, what I am entitled to, my password."""

from typing import cast

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.models import User
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import FieldError
from zhiben.kernel.ui.doors import EVERYBODY_SIGNED_IN, open_to, signed_in
from zhiben.portals.console.sign_in import change_password
from zhiben.portals.console.web.delegations import PARTIES

CRUMBS = [("首页", "/home"), ("我的账号", "")]


@signed_in
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "console/account.html",
        {"crumbs": CRUMBS, "user": request.user, "parties": actor_of(request).role in PARTIES},
    )


@open_to(EVERYBODY_SIGNED_IN, before_password_change=True)
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    if request.method == "GET":
        return render(request, "console/password.html", {"crumbs": CRUMBS, "user": user})
    errors = _what_is_wrong(user, request.POST)
    if errors:
        return render(request, "console/password.html", {"crumbs": CRUMBS, "user": user, "errors": errors}, status=422)
    change_password(user=user, password=request.POST["new"], at=now())
    update_session_auth_hash(request, user)
    messages.success(request, "密码已修改，其他设备上的登录已失效。")
    return HttpResponseRedirect(reverse("console:account"))


def _what_is_wrong(user: User, given: QueryDict) -> list[FieldError]:
    errors: list[FieldError] = []
    new = given.get("new", "")
    if not user.check_password(given.get("old", "")):
        errors.append(FieldError(field="old", reason="原密码不对"))
    try:
        validate_password(new, user)
    except ValidationError as wrong:
        errors += [FieldError(field="new", reason=reason) for reason in wrong.messages]
    return errors
