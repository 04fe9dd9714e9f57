"""Going down the net: at the top of a subject's page how much there is below it, each number leading to its records."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.ui.presence import how_many, up_to

# Above this the page says "more than": counting on would cost more than the number is worth.
COUNTED: Final = 1000


@dataclass(frozen=True, kw_only=True)
class Below:
    """``rows``: what lies below a subject and this actor may see; None = not for this actor. ``url``: its list or panel.

    ``tone`` colours a number that is not zero.
    """

    key: str
    label: str
    rows: Callable[[Actor, Any], QuerySet[Any] | None]
    url: Callable[[Any], str]
    order: int = 100
    tone: str = ""


@dataclass(frozen=True)
class Number:
    label: str
    text: str
    url: str
    tone: str


_below: Final[dict[str, dict[str, Below]]] = {}


def register_below(subject: str, below: Below) -> None:
    """``subject``: enterprise, project, person, equipment. Called from ``AppConfig.ready``."""
    _below.setdefault(subject, {})[below.key] = below


def overview(subject: str, row: Any, actor: Actor) -> Sequence[Number]:
    """All numbers of one page in one query."""
    declared = sorted(_below.get(subject, {}).values(), key=lambda one: (one.order, one.key))
    rows = {one.key: below for one in declared if (below := one.rows(actor, row)) is not None}
    asked = {key: up_to(below, COUNTED + 1) for key, below in rows.items()}
    found = how_many(asked) if asked else {}
    return [_number(one, found[one.key], row) for one in declared if one.key in asked]


def _number(one: Below, number: int, row: Any) -> Number:
    text = f"{COUNTED} 以上" if number > COUNTED else str(number)
    return Number(one.label, text, one.url(row) if number else "", one.tone if number else "")
