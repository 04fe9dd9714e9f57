"""治理方案 and 双报告: asked for when a major hazard is ordered, handed in by the site, taken back when not needed."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from zhiben.domains.hazards.models import DoubleReport, Hazard, TreatmentPlan
from zhiben.domains.hazards.terms import HazardState, Level
from zhiben.domains.hazards.workflow import DOUBLE_REPORT_FLOW, PLAN_FLOW
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.evidence.services import attach
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.workflow.clocks import deadline_of, working_days
from zhiben.kernel.workflow.engine import fire, open_case, parties_of_case

WITH_THE_SITE: Final = (HazardState.RECTIFYING, HazardState.SUBMITTED)
DAYS: Final = {"to_department": ("department_on", "报告日期"), "to_workers": ("workers_on", "会议日期")}


@transaction.atomic
def ask_for_treatment(*, actor: Actor, hazard: Hazard, at: datetime) -> None:
    """A major hazard is with the site: its plan and its 双报告 are wanted, each once. Silent ledger rows ask nothing."""
    if hazard.level != Level.MAJOR or hazard.silent or hazard.state not in WITH_THE_SITE:
        return
    parties = parties_of_case(hazard.pk)
    wanted = not hazard.listing_no and value_of("hazards.major_plan_required", path=hazard.place, on=day_of(at))
    if wanted and not TreatmentPlan.objects.filter(hazard=hazard).exclude(state="LAPSED").exists():
        plan = TreatmentPlan(hazard=hazard, **_columns(hazard, "治理方案"))
        plan.due_at, plan.due_rule = deadline_of(working_days("hazards.plan_working_days"), plan, at, {})
        open_case(PLAN_FLOW, plan, actor=actor, at=at, state="REQUESTED", parties=parties)
    if not DoubleReport.objects.filter(hazard=hazard).exclude(state="LAPSED").exists():
        report = DoubleReport(hazard=hazard, **_columns(hazard, "双报告"))
        report.due_at, report.due_rule = deadline_of(working_days("hazards.double_report_working_days"), report, at, {})
        open_case(DOUBLE_REPORT_FLOW, report, actor=actor, at=at, state="PENDING", parties=parties)


def _columns(hazard: Hazard, word: str) -> dict[str, Any]:
    return {**hazard.columns_of_case(), "title": f"{word}：{hazard.title}"[:300], "seen_by_parties": True}


@transaction.atomic
def hand_in_plan(
    *, actor: Actor, plan_id: UUID, responsible: str, text: str, fund_wan: Any, finish_on: date, emergency: str,
    at: datetime, files: Sequence[UUID] = (), on_behalf_of: str = "",
) -> TreatmentPlan:  # fmt: skip
    """报送治理方案, a further version each time. Refused (422) where one of the five is missing."""
    done = fire(
        PLAN_FLOW, plan_id, "hand_in", actor=actor, at=at, on_behalf_of=on_behalf_of, responsible=responsible, text=text,
        fund_wan=fund_wan, finish_on=finish_on, emergency=emergency, handed_in_by=on_behalf_of or actor.name,
        files=[str(f) for f in files],
    )  # fmt: skip
    _keep(files, "plan", done.pk, f"plan:{done.version}", actor, at)
    return done


@transaction.atomic
def accept_plan(*, actor: Actor, plan_id: UUID, at: datetime, answer: str = "") -> TreatmentPlan:
    """收下方案: what the hazard did not say yet of money and emergency it says from now on."""
    plan = fire(PLAN_FLOW, plan_id, "accept", actor=actor, at=at, answer=answer)
    fill_from_plan([plan.hazard_id], measure=plan.text, fund_wan=plan.fund_wan, emergency=plan.emergency)
    return plan


def fill_from_plan(hazard_ids: Sequence[UUID], *, measure: str, fund_wan: Any, emergency: str) -> None:
    """What the hazards did not say yet of measure, money and emergency; what they say stays."""
    rows = Hazard.objects.filter(pk__in=hazard_ids)
    rows.filter(fund_wan=None).update(fund_wan=fund_wan)
    rows.filter(emergency="").update(emergency=emergency[:1000])
    rows.filter(measure="").update(measure=measure[:2000])


@transaction.atomic
def plan_with_listing(*, hazard_ids: Sequence[UUID], number: str, at: datetime) -> None:
    """A hazard that is listed gets one 治理方案, the listing's: what was handed in already is carried over."""
    for plan in TreatmentPlan.objects.open().filter(hazard__in=hazard_ids).order_by("pk"):
        if plan.version:
            fill_from_plan([plan.hazard_id], measure=plan.text, fund_wan=plan.fund_wan, emergency=plan.emergency)
        reason = f"治理方案随挂牌督办 {number} 报送"
        fire(PLAN_FLOW, plan.pk, "lapse", actor=system_actor(), at=at, reason=reason)


@transaction.atomic
def record_report(
    *, actor: Actor, report_id: UUID, action: str, day: date, said_to: str, files: Sequence[UUID], at: datetime,
    on_behalf_of: str = "",
) -> DoubleReport:  # fmt: skip
    """One of the two reports, ``to_department`` or ``to_workers``, with its proof. Both there: the hazard says so."""
    name, label = DAYS[action]
    if day > day_of(at):
        raise InvalidInput.of(name, f"{label}在今天之后")
    words = {name: day, "department_name" if action == "to_department" else "workers_meeting": said_to.strip()}
    done = fire(
        DOUBLE_REPORT_FLOW, report_id, action, actor=actor, at=at, on_behalf_of=on_behalf_of, **words,
        files=[str(f) for f in files],
    )  # fmt: skip
    _keep(files, "report", done.pk, action, actor, at)
    if done.department_on and done.workers_on:
        Hazard.objects.filter(pk=done.hazard_id).update(double_report=True)
        done = fire(DOUBLE_REPORT_FLOW, report_id, "complete", actor=actor, at=at, on_behalf_of=on_behalf_of)
    return done


@transaction.atomic
def lapse_treatment(*, hazard: Hazard, reason: str, at: datetime) -> None:
    """Closed: no plan is wanted any more. Lowered or void: no 双报告 either."""
    actor = system_actor()
    for pk in TreatmentPlan.objects.open().filter(hazard=hazard).values_list("pk", flat=True):
        fire(PLAN_FLOW, pk, "lapse", actor=actor, at=at, reason=reason)
    if hazard.state != HazardState.CLOSED:
        for pk in DoubleReport.objects.open().filter(hazard=hazard).values_list("pk", flat=True):
            fire(DOUBLE_REPORT_FLOW, pk, "lapse", actor=actor, at=at, reason=reason)


def _keep(files: Sequence[UUID], kind: str, owner: UUID, slot: str, actor: Actor, at: datetime) -> None:
    if files:
        attach(file_ids=list(files), owner_kind=f"hazard.{kind}", owner_id=owner, slot=slot, actor=actor, at=at)
