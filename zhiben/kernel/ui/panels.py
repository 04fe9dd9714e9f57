"""Panels and verbs: what other packages show and offer on the page of a subject (a project, an enterprise, a case)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.ui.presence import Asked, which_have_rows

Load = Callable[[Actor, Any, datetime], dict[str, Any] | None]
Offer = Callable[[Any, Actor], Sequence[tuple[str, str, str]]]
Rows = QuerySet[Any]
There = Callable[[Actor, Any], Iterable[Asked] | None]
Unless = Callable[[Any, Actor], Rows]


@dataclass(frozen=True, kw_only=True)
class Panel:
    """``load`` gets actor, subject and moment and returns the template's context, or None to show nothing.

    ``template`` renders the inside of a card under ``heading``. ``load`` asks a constant number of queries, and none
    where ``there`` finds no row: whether there are any is asked for all panels of a page at once. ``there`` may name
    rows that this actor does not see (``Having``), ``load`` looks closely; or answer None: load in any case.
    """

    key: str
    heading: str
    template: str
    load: Load
    order: int = 100
    there: There = lambda actor, row: None


@dataclass(frozen=True)
class Shown:
    panel: Panel
    html: SafeString


_panels: dict[str, dict[str, Panel]] = {}
_offers: dict[str, dict[str, tuple[Offer, Unless | None]]] = {}


def register_panel(subject: str, panel: Panel) -> None:
    """``subject``: project, enterprise, person, or the code of a case's flow. Called from ``AppConfig.ready``."""
    _panels.setdefault(subject, {})[panel.key] = panel


@dataclass(frozen=True)
class Presence:
    """What was asked for and what of it there is, for one page."""

    asked: frozenset[str]
    found: frozenset[str]

    def has(self, name: str) -> bool:
        return name in self.found

    def may_show(self, panel: Panel) -> bool:
        """There is something, or nobody could say without loading it."""
        return panel.key in self.found or panel.key not in self.asked


NOT_ASKED: Final = Presence(frozenset(), frozenset())


def there_for(subject: str, row: Any, actor: Actor, more: Mapping[str, Asked] | None = None) -> Presence:
    """What is there for the panels and offers of a page, and under the names of ``more``. One query."""
    wanted: dict[str, Asked] = {
        f"verb {key}": unless(row, actor) for key, (_, unless) in _offers.get(subject, {}).items() if unless
    }
    panels = {panel.key: panel.there(actor, row) for panel in _panels.get(subject, {}).values()}
    for key, sets in panels.items():
        wanted |= {f"{key} {number}": rows for number, rows in enumerate(sets or ())}
    found = which_have_rows({**wanted, **(more or {})})
    shown = {key for key, sets in panels.items() for n, _ in enumerate(sets or ()) if f"{key} {n}" in found}
    return Presence(frozenset(k for k, sets in panels.items() if sets is not None), frozenset(found | shown))


def panels_of(
    subject: str, row: Any, request: HttpRequest, actor: Actor, at: datetime, there: Presence | None = None
) -> list[Shown]:
    """The panels of one subject, rendered, in their order."""
    known = there or there_for(subject, row, actor)
    shown = []
    for panel in sorted(_panels.get(subject, {}).values(), key=lambda p: (p.order, p.key)):
        context = panel.load(actor, row, at) if known.may_show(panel) else None
        if context is not None:
            named = {**context, "subject": row, **({} if "." in subject else {subject: row})}
            shown.append(Shown(panel, render_to_string(panel.template, named, request)))
    return shown


def register_verbs(flow_code: str, key: str, offer: Offer, *, unless: Unless | None = None) -> None:
    """What another package offers on the page of a case: (label, address, style), only what this actor may do now.

    Nothing is offered while ``unless`` finds a row; that is asked together with everything else on the page.
    """
    _offers.setdefault(flow_code, {})[key] = (offer, unless)


def verbs_of(flow_code: str, case: Any, actor: Actor, there: Presence | None = None) -> list[tuple[str, str, str]]:
    known = there or there_for(flow_code, case, actor)
    offers = _offers.get(flow_code, {})
    return [verb for key in sorted(offers) if not known.has(f"verb {key}") for verb in offers[key][0](case, actor)]
