"""Small pages of the shell itself: how it is displayed."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from zhiben.kernel.ui.doors import public
from zhiben.kernel.ui.shell import COOKIE_DENSITY, COOKIE_ELDER

A_YEAR: Final = 365 * 24 * 3600


@public("字号和行距是浏览器自己的显示方式，不涉及数据")
def display(request: HttpRequest) -> HttpResponse:
    """Remember size of type and density of tables in this browser, and go back."""
    response = HttpResponseRedirect(safe_next(request, request.GET.get("next", "")))
    if "elder" in request.GET:
        remember(response, COOKIE_ELDER, "1" if request.GET["elder"] == "1" else "0")
    if "density" in request.GET:
        remember(response, COOKIE_DENSITY, "compact" if request.GET["density"] == "compact" else "normal")
    return response


def remember(response: HttpResponse, cookie: str, value: str) -> None:
    response.set_cookie(
        cookie, value, max_age=A_YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
    )


def safe_next(request: HttpRequest, target: str, otherwise: str = "/home") -> str:
    """Where to go on: only to a page of ours."""
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    return otherwise
