"""核查发现 on the page of whoever and whatever a path passes through."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.rules.models import Finding
from zhiben.kernel.ui.findings.lists import STATE_TONES, facts_text, label_of
from zhiben.kernel.ui.panels import Panel, register_panel

KINDS: Final = ("project", "enterprise", "person", "equipment", "certificate")
MOST: Final = 20


def register_finding_panels() -> None:
    """Called from ``AppConfig.ready``."""
    for kind in KINDS:
        panel = Panel(
            key="findings", heading="核查发现", template="ui/findings_panel.html", load=_load, there=_there(kind), order=8
        )  # fmt: skip
        register_panel(kind, panel)


def _rows(actor: Actor, row: Any) -> QuerySet[Finding]:
    return Finding.objects.visible_to(actor).standing().filter(subjects__subject_id=row.pk)


def _there(kind: str) -> Any:
    def there(actor: Actor, row: Any) -> Iterable[QuerySet[Finding]]:
        return [_rows(actor, row).filter(subjects__kind=kind)]

    return there


def _load(actor: Actor, row: Any, at: datetime) -> dict[str, Any] | None:
    found = list(_rows(actor, row).order_by("-raised_at", "id").distinct()[:MOST])
    lines = [(one, label_of(one.rule), facts_text(one), STATE_TONES[one.state]) for one in found]
    return {"lines": lines} if lines else None
