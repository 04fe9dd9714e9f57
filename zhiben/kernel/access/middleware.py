"""Every request acts as somebody: the session's user under the grant chosen in the session, or nobody."""

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from zhiben.kernel.access.actors import NOBODY, Actor
from zhiben.kernel.access.bounds import clear_bounds, use_bounds
from zhiben.kernel.access.models import Grant

SESSION_GRANT = "grant"


class ActingAs:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        become(request, _actor_of(request))
        try:
            return self.get_response(request)
        finally:
            clear_bounds()


def become(request: HttpRequest, actor: Actor) -> None:
    """From here on the request acts as ``actor``. The API and the notice link use it after their own sign-in."""
    request.actor = actor  # type: ignore[attr-defined]
    use_bounds(actor)


def actor_of(request: HttpRequest) -> Actor:
    return cast(Actor, getattr(request, "actor", NOBODY))


def _actor_of(request: HttpRequest) -> Actor:
    user: Any = request.user
    if not user.is_authenticated:
        return NOBODY
    grants: list[Grant] = user.grants_in_force
    if not grants:
        return NOBODY
    chosen = request.session.get(SESSION_GRANT)
    grant = next((g for g in grants if chosen and g.id == UUID(chosen)), grants[0])
    request.grants = grants  # type: ignore[attr-defined]
    return grant.actor()
