"""Panels and verbs: what other packages show and offer on the page of a subject (a project, an enterprise, a case)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from zhiben.kernel.access.actors import Actor

Load = Callable[[Actor, Any, datetime], dict[str, Any] | None]
Offer = Callable[[Any, Actor], Sequence[tuple[str, str, str]]]


@dataclass(frozen=True, kw_only=True)
class Panel:
    """``load`` gets actor, subject and moment and returns the template's context, or None to show nothing.

    ``template`` renders the inside of a card under ``heading``. ``load`` asks a constant number of queries.
    """

    key: str
    heading: str
    template: str
    load: Load
    order: int = 100


@dataclass(frozen=True)
class Shown:
    panel: Panel
    html: SafeString


_panels: dict[str, dict[str, Panel]] = {}
_offers: dict[str, dict[str, Offer]] = {}


def register_panel(subject: str, panel: Panel) -> None:
    """``subject``: project, enterprise, person, or the code of a case's flow. Called from ``AppConfig.ready``."""
    _panels.setdefault(subject, {})[panel.key] = panel


def panels_of(subject: str, row: Any, request: HttpRequest, actor: Actor, at: datetime) -> list[Shown]:
    """The panels of one subject, rendered, in their order."""
    shown = []
    for panel in sorted(_panels.get(subject, {}).values(), key=lambda p: (p.order, p.key)):
        context = panel.load(actor, row, at)
        if context is not None:
            named = {**context, "subject": row, **({} if "." in subject else {subject: row})}
            shown.append(Shown(panel, render_to_string(panel.template, named, request)))
    return shown


def register_verbs(flow_code: str, key: str, offer: Offer) -> None:
    """What another package offers on the page of a case: (label, address, style), only what this actor may do now."""
    _offers.setdefault(flow_code, {})[key] = offer


def verbs_of(flow_code: str, case: Any, actor: Actor) -> list[tuple[str, str, str]]:
    offers = _offers.get(flow_code, {})
    return [verb for key in sorted(offers) for verb in offers[key](case, actor)]
