"""Headers every answer carries: nothing from elsewhere, no inline code, no framing; and the trace id of the request."""

import secrets
from collections.abc import Callable
from functools import lru_cache
from typing import Final, cast

from django.http import HttpRequest, HttpResponse

from zhiben.kernel.ui.maps import map_base

CONTENT_POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
PERMISSIONS: Final = "camera=(self), geolocation=(self), microphone=(self), payment=(), usb=(), browsing-topics=()"


@lru_cache(maxsize=4)
def policy_with(images: str) -> str:
    """The policy, with one more origin for pictures: that of the map's tiles, when an operator has named one."""
    return CONTENT_POLICY.replace("img-src 'self'", f"img-src 'self' {images}") if images else CONTENT_POLICY


class SecurityHeaders:
    """Outermost, so that refusals and errors carry the headers too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.trace_id = secrets.token_hex(6)  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", policy_with(map_base().origin))
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("X-Content-Type-Options", "nosniff")
        response.setdefault("X-Frame-Options", "DENY")
        response.setdefault("Referrer-Policy", "same-origin")
        response.setdefault("X-Trace-Id", trace_id_of(request))
        if response.get("Content-Type", "").startswith("text/html"):
            # Personal data must not stay in the cache of a shared office computer.
            response.setdefault("Cache-Control", "private, no-store")
        return response


def trace_id_of(request: HttpRequest) -> str:
    """What a user reads out to the operator so that the log line is found."""
    return cast(str, getattr(request, "trace_id", ""))
