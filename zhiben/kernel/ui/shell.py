"""What every page shows around its content: the menu, who is acting, what waits, how it is to be displayed."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.ui.navigation import bottom_bar_for, places_for, sections_for
from zhiben.kernel.ui.presence import Question, how_many, up_to

COOKIE_ELDER: Final = "zb_elder"
COOKIE_DENSITY: Final = "zb_density"
MOST_COUNTED: Final = 1_000
Count = Callable[[Actor], "QuerySet[Any]"]
_counts: dict[str, Count] = {}


def register_count(key: str, rows: Count) -> None:
    """A number shown beside a place of the menu and in the header; ``key`` is what ``nav(badge=…)`` names.

    Counted on every page, up to ``MOST_COUNTED``, all of them in one query. What is asked depends on the actor alone:
    not on the clock, and not on what the database holds.
    """
    _counts[key] = rows


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


def _counts_for(actor: Actor) -> dict[str, int | str]:
    """Counts of the places this actor has: who has no inbox gets neither its number nor the link in the header."""
    if actor.user_id is None:
        return {}
    badges = {place.badge for place in places_for(actor)}
    wanted = {key: _question(rows, actor) for key, rows in _counts.items() if key in badges}
    return {key: _said(number) for key, number in how_many(wanted).items()}


@lru_cache(maxsize=4_000)
def _question(rows: Count, actor: Actor) -> Question | None:
    """The question is kept, never the answer: to put it into words costs twice as much as to answer it."""
    return up_to(rows(actor), MOST_COUNTED)


def _said(number: int) -> int | str:
    return number if number < MOST_COUNTED else f"{MOST_COUNTED - 1}+"
