"""What is done to hazards picked in their list as a whole: taken-over ones begin to speak, closed ones are looked at."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from zhiben.domains.hazards.services.hazards import switch_on_hazards
from zhiben.domains.hazards.services.look_backs import PLANNERS, plan_look_backs
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.ui.lists.actions import BulkAction
from zhiben.kernel.workflow.definition import Input, InputKind

DUE: Final = Input(name="due_on", label="回头看期限", kind=InputKind.DATE)
THEME: Final = Input(name="theme", label="由来", help="例如：第一轮问题", required=False)


def switch_on(*, actor: Actor, ids: Sequence[UUID], at: datetime, **inputs: Any) -> str:
    count = switch_on_hazards(actor=actor, ids=ids, at=at)
    rest = len(ids) - count
    return f"已启用 {count} 条，待办已派给有关的人。" + (
        f"其余 {rest} 条不是补录的，或不归本机关办理。" if rest else ""
    )


def plan_chosen(*, actor: Actor, ids: Sequence[UUID], at: datetime, **inputs: Any) -> str:
    theme = inputs.get("theme") or "安排回头看"
    count = plan_look_backs(actor=actor, hazard_ids=ids, due_on=inputs["due_on"], theme=theme, at=at)
    rest = len(ids) - count
    return f"已安排 {count} 条回头看。" + (f"其余 {rest} 条没有销号、已经安排过，或不归本机关。" if rest else "")


LOOK_BACK: Final = BulkAction(
    name="look_back", label="安排回头看", run=plan_chosen, roles=frozenset(PLANNERS), inputs=(DUE, THEME)
)
