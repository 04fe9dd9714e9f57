"""The left-hand menu and the phone's bottom bar: packages register their places, the acting role decides what shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import groupby
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
        return address_of(self.url_name)


Sections = tuple[tuple[str, tuple[Place, ...]], ...]
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
    _sections.cache_clear()


def places_for(actor: Actor) -> list[Place]:
    """What this actor may open, in the menu's order. A place whose address is not mounted does not show."""
    return [place for _, places in sections_for(actor) for place in places]


def sections_for(actor: Actor) -> Sections:
    """The same by section. It hangs on the role alone, and every page has it."""
    return _sections(actor.role, get_urlconf() or settings.ROOT_URLCONF)


def bottom_bar_for(actor: Actor) -> list[Place]:
    seated = sorted((p for p in places_for(actor) if p.phone), key=lambda p: p.phone)
    return seated[:BOTTOM_BAR_MOST]


def address_of(url_name: str) -> str:
    """Of a page that takes no arguments; empty where it is not mounted."""
    return _address(url_name, get_urlconf() or settings.ROOT_URLCONF)


@cache
def _sections(role: Role, urlconf: str) -> Sections:
    mine = [p for p in _places.values() if role in p.roles and _address(p.url_name, urlconf)]
    ordered = sorted(mine, key=lambda p: (_section_rank(p.section), p.section, p.order, p.label))
    return tuple((section, tuple(places)) for section, places in groupby(ordered, key=lambda p: p.section))


def _section_rank(section: str) -> int:
    return SECTION_ORDER.index(section) if section in SECTION_ORDER else len(SECTION_ORDER)


@cache
def _address(url_name: str, urlconf: str) -> str:
    """Looked up once: a page has fifty entries, and looking one up costs as much as a small query."""
    try:
        return reverse(url_name, urlconf)
    except NoReverseMatch:
        return ""
