"""Who may open a page, declared on the page itself. A test walks every address and fails on one without a door."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.errors import NotPermitted

View = Callable[..., HttpResponse]
EVERYBODY_SIGNED_IN: Final = frozenset(Role) - {Role.SYSTEM, Role.LINK_HOLDER}


@dataclass(frozen=True)
class Door:
    """``roles`` None: open to the public, with ``reason`` saying why that is right."""

    roles: frozenset[Role] | None
    reason: str = ""

    @property
    def public(self) -> bool:
        return self.roles is None


def public(reason: str) -> Callable[[View], View]:
    """Anybody may open this page; the reason is for the reader of the permission list."""
    return lambda view: _hang(view, Door(None, reason))


def open_to(roles: Iterable[Role], *, before_password_change: bool = False) -> Callable[[View], View]:
    """Only these roles; others are refused, strangers are sent to sign in and come back."""
    door = Door(frozenset(roles))

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            turned_away = turn_away(request, door, before_password_change=before_password_change)
            return turned_away or view(request, *args, **kwargs)

        return _hang(guarded, door)

    return decorate


def signed_in(view: View) -> View:
    """Everybody with an account."""
    return open_to(EVERYBODY_SIGNED_IN)(view)


def turn_away(request: HttpRequest, door: Door, *, before_password_change: bool = False) -> HttpResponse | None:
    """None when the door is open; raises NotPermitted for the wrong role."""
    actor = actor_of(request)
    if door.roles is None:
        return None
    if actor.user_id is None:
        return _to_sign_in(request)
    if request.user.must_change_password and not before_password_change:  # type: ignore[union-attr]
        return HttpResponseRedirect(reverse("console:password"))
    if actor.role not in door.roles:
        raise NotPermitted(_why_not(actor))
    return None


def door_of(view: View) -> Door | None:
    return getattr(view, "door", None)


def _hang(view: View, door: Door) -> View:
    view.door = door  # type: ignore[attr-defined]
    return view


def _why_not(actor: Actor) -> str:
    return f"您现在的身份是「{actor.role.label}」，不能打开这个页面。如有其他身份，请在右上角切换后再试。"


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    back = request.get_full_path() if request.method == "GET" else "/home"
    target = f"{settings.LOGIN_URL}?{urlencode({'next': back})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)
