"""回头看: planned, held, or found to have come back."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from zhiben.domains.hazards.models import Hazard, LookBack
from zhiben.domains.hazards.services.finding import Finding
from zhiben.domains.hazards.services.hazards import report_hazard
from zhiben.domains.hazards.services.looking import plan_look_back
from zhiben.domains.hazards.terms import HazardState, Level, Source
from zhiben.domains.hazards.workflow import LOOK_BACK_FLOW
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible
from zhiben.kernel.evidence.services import attach
from zhiben.kernel.workflow.engine import fire

MOST_AT_ONCE: Final = 1000
PLANNERS: Final = frozenset({Role.CLERK, Role.LEADER, Role.INSPECTOR, Role.ENFORCER})


@transaction.atomic
def plan_look_backs(*, actor: Actor, hazard_ids: Iterable[UUID], due_on: date, theme: str, at: datetime) -> int:
    """安排回头看 for chosen hazards: those of the actor's own agency that are closed and not planned yet. How many."""
    agency_id = _planner(actor)
    if due_on < day_of(at):
        raise InvalidInput.of("due_on", "回头看期限不能早于今天")
    chosen = Hazard.objects.visible_to(actor).filter(pk__in=list(hazard_ids), agency_id=agency_id)
    rows = chosen.filter(state=HazardState.CLOSED).exclude(look_backs__closed_at=None, look_backs__isnull=False)
    picked = list(rows.order_by("id")[: MOST_AT_ONCE + 1])
    if len(picked) > MOST_AT_ONCE:
        raise InvalidInput.of("until", f"一次最多安排 {MOST_AT_ONCE} 条，请缩短日期范围")
    for hazard in picked:
        plan_look_back(hazard, due_on=due_on, theme=theme, actor=actor, at=at)
    return len(picked)


@transaction.atomic
def plan_first_round(
    *, actor: Actor, since: date, until: date, due_on: date, theme: str, at: datetime
) -> tuple[int, int]:
    """“回头看”第一轮问题: every hazard found in those days. Returns how many are planned, and how many are still open."""
    agency_id = _planner(actor)
    if until < since:
        raise InvalidInput.of("until", "止日不能早于起日")
    found = Hazard.objects.visible_to(actor).counted().filter(
        agency_id=agency_id, found_on__gte=since, found_on__lte=until
    )  # fmt: skip
    still = found.filter(closed_at=None).count()
    ids = found.filter(state=HazardState.CLOSED).values_list("pk", flat=True)
    return plan_look_backs(actor=actor, hazard_ids=ids, due_on=due_on, theme=theme, at=at), still


def _planner(actor: Actor) -> UUID:
    if actor.role not in PLANNERS or not actor.is_regulator or actor.reach_id is None:
        raise NotPermitted("只有监管机关可以安排回头看")
    return actor.reach_id


@transaction.atomic
def hold_look_back(
    *, actor: Actor, look_back_id: UUID, conclusion: str, at: datetime, photos: Sequence[UUID] = ()
) -> LookBack:
    """合格: it still holds."""
    done = fire(LOOK_BACK_FLOW, look_back_id, "hold", actor=actor, at=at, held_by=actor.name, conclusion=conclusion,
                photos=[str(p) for p in photos])  # fmt: skip
    _keep(done, photos, actor, at)
    return done


@transaction.atomic
def rebound(
    *, actor: Actor, look_back_id: UUID, conclusion: str, why: str, at: datetime, photos: Sequence[UUID] = (),
    clause_code: str = "",
) -> Hazard:  # fmt: skip
    """反弹: a new hazard linked to the old one, with today's photos; the old one stays closed."""
    look = LookBack.objects.visible_to(actor).select_related("hazard").filter(pk=look_back_id).first()
    if look is None:
        raise NotVisible()
    old = look.hazard
    finding = Finding(
        level=Level(old.level), description=conclusion, location=old.location, category=old.category,
        clause_code=clause_code or old.clause_code, measure=old.measure, before_photos=tuple(photos), recurs=old.pk,
        recurs_why=why,
    )  # fmt: skip
    new = report_hazard(
        actor=actor, project_id=old.project_id, finding=finding, source=Source.SUPERVISION, found_on=day_of(at), at=at
    )
    fire(LOOK_BACK_FLOW, look_back_id, "fail", actor=actor, at=at, held_by=actor.name, conclusion=conclusion,
         photos=[str(p) for p in photos], rebound=new.pk)  # fmt: skip
    return new


def _keep(look: LookBack, photos: Sequence[UUID], actor: Actor, at: datetime) -> None:
    if photos:
        attach(file_ids=list(photos), owner_kind="hazard.look_back", owner_id=look.pk, slot="look_back", actor=actor,
               at=at)  # fmt: skip
