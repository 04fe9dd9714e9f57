"""The left-hand menu and the phone's bottom bar: packages register their places, the acting role decides what shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.conf import settings
from django.urls import NoReverseMatch, get_urlconf, reverse

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import Role

SECTION_ORDER: Final = ("工作台", "隐患治理", "督办问责", "监管对象", "专项行动", "基础数据", "系统管理")
BOTTOM_BAR_MOST: Final = 4


@dataclass(frozen=True, kw_only=True)
class Place:
    """One entry of the menu. ``phone`` > 0 asks for a seat in the bottom bar, smallest first; at most four sit."""

    section: str
    label: str
    url_name: str
    roles: frozenset[Role]
    order: int
    icon: str
    phone: int
    badge: str

    @property
    def url(self) -> str:
        """Empty where the address is not mounted."""
        return _address(self.url_name, get_urlconf() or settings.ROOT_URLCONF)


_places: dict[str, Place] = {}


def nav(
    section: str,
    label: str,
    url_name: str,
    roles: Iterable[Role],
    order: int = 100,
    *,
    icon: str = "list-check",
    phone: int = 0,
    badge: str = "",
) -> None:
    """Register a place. ``badge`` names a count of the shell ("todos", "notices"); registering again replaces."""
    _places[url_name] = Place(
        section=section, label=label, url_name=url_name, roles=frozenset(roles), order=order,
        icon=icon, phone=phone, badge=badge,
    )  # fmt: skip


def places_for(actor: Actor) -> list[Place]:
    """What this actor may open, in the menu's order. A place whose address is not mounted does not show."""
    mine = [p for p in _places.values() if actor.role in p.roles and p.url]
    return sorted(mine, key=lambda p: (_section_rank(p.section), p.order, p.label))


def sections_for(actor: Actor) -> list[tuple[str, list[Place]]]:
    sections: dict[str, list[Place]] = {}
    for place in places_for(actor):
        sections.setdefault(place.section, []).append(place)
    return list(sections.items())


def bottom_bar_for(actor: Actor) -> list[Place]:
    seated = sorted((p for p in places_for(actor) if p.phone), key=lambda p: p.phone)
    return seated[:BOTTOM_BAR_MOST]


def _section_rank(section: str) -> int:
    return SECTION_ORDER.index(section) if section in SECTION_ORDER else len(SECTION_ORDER)


@cache
def _address(url_name: str, urlconf: str) -> str:
    """Looked up once: a page has fifty entries, and looking one up costs as much as a small query."""
    try:
        return reverse(url_name, urlconf)
    except NoReverseMatch:
        return ""
