"""Panels: what other packages show on the page of a subject (a project, an enterprise, a person)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from zhiben.kernel.access.actors import Actor

Load = Callable[[Actor, Any, datetime], dict[str, Any] | None]


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


def register_panel(subject: str, panel: Panel) -> None:
    """``subject``: project, enterprise, person. Called from ``AppConfig.ready``; registering again replaces."""
    _panels.setdefault(subject, {})[panel.key] = panel


def panels_of(subject: str, row: Any, request: HttpRequest, actor: Actor, at: datetime) -> list[Shown]:
    """The panels of one subject, rendered, in their order."""
    shown = []
    for panel in sorted(_panels.get(subject, {}).values(), key=lambda p: (p.order, p.key)):
        context = panel.load(actor, row, at)
        if context is not None:
            shown.append(Shown(panel, render_to_string(panel.template, {**context, subject: row}, request)))
    return shown
