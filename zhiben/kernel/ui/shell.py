"""What every page shows around its content: the menu, who is acting, what waits, how it is to be displayed."""

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.ui.navigation import bottom_bar_for, places_for, sections_for

COOKIE_ELDER: Final = "zb_elder"
COOKIE_DENSITY: Final = "zb_density"
Count = Callable[[Actor], int]
_counts: dict[str, Count] = {}


def register_count(key: str, count: Count) -> None:
    """A number shown beside a place of the menu and in the header; ``key`` is what ``nav(badge=…)`` names."""
    _counts[key] = count


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Everything that costs a query is lazy: a page that does not show it does not pay."""
    actor = actor_of(request)
    return {
        "actor": actor,
        "grants": getattr(request, "grants", []),
        "menu": SimpleLazyObject(lambda: sections_for(actor)),
        "bottom_bar": SimpleLazyObject(lambda: bottom_bar_for(actor)),
        "counts": SimpleLazyObject(lambda: _counts_for(actor)),
        "elder": request.COOKIES.get(COOKIE_ELDER) == "1",
        "density": "compact" if request.COOKIES.get(COOKIE_DENSITY) == "compact" else "normal",
        "demo": settings.DEMO,
    }


def _counts_for(actor: Actor) -> dict[str, int]:
    """Counts of the places this actor has: who has no inbox gets neither its number nor the link in the header."""
    if actor.user_id is None:
        return {}
    badges = {place.badge for place in places_for(actor)}
    return {key: count(actor) for key, count in _counts.items() if key in badges}
