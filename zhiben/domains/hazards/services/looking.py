"""Opening 回头看: after closing a major hazard, or because the office wants it."""

from datetime import date, datetime, timedelta

from zhiben.domains.hazards.models import Hazard, LookBack
from zhiben.domains.hazards.terms import HazardState, Level, LookBackState
from zhiben.domains.hazards.workflow import LOOK_BACK_FLOW
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.base.clock import day_of, end_of_day
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.workflow.clocks import calendar_days, deadline_of
from zhiben.kernel.workflow.engine import open_case

AFTER_CLOSING = "重大隐患销号后"


def look_back_after_closing(hazard: Hazard, *, at: datetime) -> None:
    """So many days after a major hazard is closed somebody looks again. A ledger taken over silently asks nothing."""
    if hazard.level != Level.MAJOR or hazard.silent or hazard.state != HazardState.CLOSED:
        return
    days = int(value_of("hazards.look_back_days", path=hazard.place, on=day_of(at)))
    if not days or LookBack.objects.open().filter(hazard=hazard).exists():
        return
    due_on = day_of(at) + timedelta(days=days)
    plan_look_back(hazard, due_on=due_on, theme=AFTER_CLOSING, actor=system_actor(), at=at, by_rule=True)


def plan_look_back(
    hazard: Hazard, *, due_on: date, theme: str, actor: Actor, at: datetime, by_rule: bool = False
) -> LookBack:
    """One case. ``by_rule``: its clock is the parameter's, else the day somebody chose."""
    look = LookBack(
        hazard=hazard, theme=theme[:64], found_on=hazard.found_on, due_on=due_on, planned_by=actor.name,
        title=f"回头看：{hazard.title}"[:300], **hazard.columns_of_case(),
        seen_by_parties=False, due_at=end_of_day(due_on), due_rule={"by": "day", "day": due_on.isoformat()},
    )  # fmt: skip
    if by_rule:
        look.due_at, look.due_rule = deadline_of(calendar_days("hazards.look_back_days"), look, at, {})
    return open_case(LOOK_BACK_FLOW, look, actor=actor, at=at, state=LookBackState.PLANNED, theme=theme)
