"""Anomaly marks on the page of a subject: what is wrong, since when, who says so, and marking by hand."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.marks.queries import history_of
from zhiben.kernel.marks.subjects import Subject, register_subject
from zhiben.kernel.ui.panels import Panel, register_panel

MOST = 20


def show_marks(subject: Subject) -> None:
    """Subjects of this kind can be marked, and their pages say so. Called from ``AppConfig.ready``."""
    register_subject(subject)
    panel = Panel(key="marks", heading="异常标记", template="ui/marks_panel.html", load=_loader(subject.kind), order=5)
    register_panel(subject.kind, panel)


def _loader(kind: str) -> Any:
    def load(actor: Actor, row: Any, at: datetime) -> dict[str, Any] | None:
        if not actor.is_regulator:
            return None
        found = list(history_of(kind, row.pk)[:MOST])
        return {
            "open": [mark for mark in found if mark.until is None],
            "ended": [mark for mark in found if mark.until is not None],
            "mark_url": reverse("ui:mark", args=[kind, row.pk]),
        }

    return load
