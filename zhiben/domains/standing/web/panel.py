"""限制事项 on the page of an enterprise or a person."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from zhiben.domains.standing.models import Bar
from zhiben.domains.standing.policies import may_record
from zhiben.domains.standing.terms import SubjectKind
from zhiben.domains.standing.web.lists import TONES, standing_word
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.ui.panels import Panel, register_panel

MOST = 20


def register_bar_panels() -> None:
    """Called from ``AppConfig.ready``."""
    for kind in SubjectKind:
        panel = Panel(
            key="bars", heading="限制事项", template="standing/panel.html", load=_loader(kind), order=15, there=_there(kind)
        )  # fmt: skip
        register_panel(kind.value, panel)


def _rows(kind: SubjectKind, actor: Actor, row: Any) -> QuerySet[Bar]:
    return Bar.objects.visible_to(actor).filter(subject_kind=kind, subject_id=row.pk)


def _there(kind: SubjectKind) -> Any:
    def there(actor: Actor, row: Any) -> Iterable[QuerySet[Bar]] | None:
        return None if actor.is_regulator and may_record(actor) else [_rows(kind, actor, row)]

    return there


def _loader(kind: SubjectKind) -> Any:
    def load(actor: Actor, row: Any, at: datetime) -> dict[str, Any] | None:
        bars = list(_rows(kind, actor, row).order_by("-valid_from", "-id")[:MOST])
        new_url = reverse("standing:new", args=[kind.value, row.pk]) if actor.is_regulator and may_record(actor) else ""
        lines = [(bar, standing_word(bar), TONES[standing_word(bar)]) for bar in bars]
        return {"lines": lines, "new_url": new_url} if lines or new_url else None

    return load
