"""What is asked of the view: whose rows, narrowed by which filters, in which area; and the address of any part of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse

from zhiben.domains.hazards.public import (
    FIGURE_FILTERS,
    FOUND,
    OPEN,
    OVERDUE,
    SOURCE,
    STATE,
    UNSIGNED,
    hazard_rows,
    legacy_condition,
    legacy_year,
)
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.indicators.areas import NATION_NAME, Area
from zhiben.kernel.ui.lists.figures import area_of_code
from zhiben.kernel.ui.lists.filters import Asked, DivisionFilter, Filter

LINK_ONLY: Final = ("counted", "open_on", "closed")
DIVISION: Final = DivisionFilter()
FILTERS: Final[tuple[Filter, ...]] = (
    DIVISION, FOUND, STATE, SOURCE, OPEN, OVERDUE, UNSIGNED,
    *(one for one in FIGURE_FILTERS if one.name not in LINK_ONLY),
)  # fmt: skip
NATION: Final = Area(code="000000", name=NATION_NAME, level="nation", path="")


@dataclass(frozen=True)
class View:
    """``fixed``: what the page itself narrows by (the major ones), as the list's address says it. ``without``: filters
    of the page that its measures say for themselves."""

    asked: Asked
    fixed: Mapping[str, str]
    filters: tuple[Filter, ...] = FILTERS
    without: tuple[str, ...] = ()
    also: Q = field(default_factory=Q)

    def only(self, condition: Q) -> "View":
        """The same view, counting only what also satisfies ``condition``; addresses stay as they are."""
        return replace(self, also=condition)

    @property
    def on(self) -> date:
        return day_of(self.asked.at)

    @cached_property
    def rows(self) -> QuerySet[Any]:
        """Permitted, counted, narrowed."""
        rows: QuerySet[Any] = hazard_rows(self.asked.actor).filter(self.also, **self.fixed)
        for one in self.filters:
            if one.name not in self.without and not (one is DIVISION and not one.shown(self.asked)):
                rows = one.narrow(rows, self.asked)
        return rows

    @cached_property
    def area(self) -> Area:
        """The chosen division; else the reader's own; the nation for those who have none."""
        code = self.asked.value("division") if self.asked.actor.is_regulator else ""
        found = area_of_code(code or self.asked.actor.division_code) if code or self.asked.actor.division_code else None
        if found is None and code:
            found = area_of_code(self.asked.actor.division_code) if self.asked.actor.division_code else None
        return found or NATION

    @cached_property
    def legacy(self) -> int:
        """The year that divides stock from new: the one in the address, else the one in force in the area."""
        value = self.asked.value("legacy")
        try:
            legacy_condition(value)
        except InvalidInput:
            return legacy_year(self.area.path, self.on)
        return int(value.partition("-")[2])

    @cached_property
    def given(self) -> dict[str, str]:
        """The filters that hold, by their names in the address."""
        names = [name for one in self.filters for name in one.names]
        return {name: self.asked.value(name) for name in names if self.asked.value(name)}

    def records(self, *opened: Mapping[str, str]) -> str:
        """The list of exactly the records that a number counted."""
        kept = {name: value for name, value in self.given.items() if name not in self._dropped}
        return f"{reverse('hazards:hazards')}?{_encoded({**self.fixed, 'counted': '1', **kept}, *opened)}"

    def link(self, *changed: Mapping[str, str]) -> str:
        """This page with something changed; an empty value takes off."""
        return "?" + _encoded(self.given, *changed)

    @property
    def _dropped(self) -> set[str]:
        return {name for one in self.filters if one.name in self.without for name in one.names}


def view_of(actor: Actor, at: datetime, given: Mapping[str, str], *, fixed: Mapping[str, str], **more: Any) -> View:
    names = [name for one in more.get("filters", FILTERS) for name in one.names]
    held = {name: given[name].strip()[:200] for name in names if given.get(name, "").strip()}
    return View(Asked(actor, at, held), fixed, **more)


def _encoded(*parts: Mapping[str, str]) -> str:
    query = QueryDict(mutable=True)
    for part in parts:
        for name, value in part.items():
            if value:
                query[name] = value
            else:
                query.pop(name, None)
    return query.urlencode()
