"""Who calls: a program with a bearer token, or the person of the session (then with the CSRF token on writes)."""

import hashlib
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of, become
from zhiben.kernel.access.models import Grant, Token
from zhiben.kernel.api.throttle import check_source, count_failure
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import NotPermitted


class SignIn(AuthBase):
    """An ``Authorization: Bearer`` header decides alone; without one the session does. None means 401."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> Actor | None:
        header = request.headers.get("Authorization", "")
        if header:
            return _by_token(request, header)
        return _by_session(request)


def _by_token(request: HttpRequest, header: str) -> Actor | None:
    at, source = now(), f"token:{request.META.get('REMOTE_ADDR', '')}"
    check_source(source, at)
    scheme, _, secret = header.partition(" ")
    grant = grant_of(secret.strip(), at) if scheme.lower() == "bearer" else None
    if grant is None:
        count_failure(source, at)
        return None
    actor = grant.actor(via="api")
    become(request, actor)
    return actor


def grant_of(secret: str, at: datetime) -> Grant | None:
    """The grant a token stands for, if the token, the grant and the account are all in force."""
    if not secret:
        return None
    digest = hashlib.sha256(secret.encode()).hexdigest()
    token = next(iter(Token.objects.select_related("grant__user").filter(digest=digest)), None)
    return token.grant if token and token.is_in_force(at) and token.grant.is_in_force(at) else None


def _by_session(request: HttpRequest) -> Actor | None:
    actor = actor_of(request)
    user: Any = request.user
    if actor.user_id is None or not user.is_authenticated:
        return None
    if check_csrf(request) is not None:
        raise NotPermitted("页面停留太久，安全校验已失效，请刷新后再提交")
    if user.must_change_password:
        raise NotPermitted("请先修改初始密码")
    return actor
