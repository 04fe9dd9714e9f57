"""On the page of a case: who was told what about it, when it was handed over, when it was read. For regulators."""

from datetime import datetime
from typing import Any, Final

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.notifications.queries import delivery_words, names_of, sent_about, with_deliveries
from zhiben.kernel.ui.panels import Panel, register_panel
from zhiben.kernel.ui.presence import Having
from zhiben.kernel.workflow.registry import flows

MOST: Final = 30


def told(actor: Actor, case: Any, at: datetime) -> dict[str, Any] | None:
    """None for the parties, and where nobody has been told anything."""
    if not actor.is_regulator:
        return None
    rows = list(with_deliveries(sent_about(case.pk)).order_by("-id")[: MOST + 1])
    if not rows:
        return None
    names = names_of(row.user_id for row in rows)
    shown = [(row, names.get(row.user_id, ""), delivery_words(list(row.deliveries.all()))) for row in rows[:MOST]]
    return {"rows": shown, "more": len(rows) > MOST, "most": MOST}


def sent(actor: Actor, case: Any) -> list[Having]:
    return [Having(Notification, "case_id", case.pk)] if actor.is_regulator else []


def register_told() -> None:
    for flow in flows():
        register_panel(
            flow.code, Panel(key="told", heading="通知", template="console/told.html", load=told, order=900, there=sent)
        )
