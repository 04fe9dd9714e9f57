"""Verbs on a single hazard."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from zhiben.domains.criteria.public import cite
from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.policies import SITE, acts_for_agency
from zhiben.domains.hazards.services.finding import Finding, check_finding
from zhiben.domains.hazards.services.following import follow_step
from zhiben.domains.hazards.services.measures import require_measures
from zhiben.domains.hazards.services.parties import case_columns, parties_of_project, site_lead, titled
from zhiben.domains.hazards.services.recurrence import recurred
from zhiben.domains.hazards.terms import HazardState, Level, Source
from zhiben.domains.hazards.workflow import HAZARD_FLOW
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, WrongState
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.evidence.services import attach
from zhiben.kernel.workflow.backfill import switch_on
from zhiben.kernel.workflow.definition import InputKind
from zhiben.kernel.workflow.engine import fire, open_case
from zhiben.registry.projects.public import project_for

SIGNED_BY_ACTOR = ("rechecked_by", "graded_by")


@transaction.atomic
def report_hazard(
    *, actor: Actor, project_id: UUID, finding: Finding, source: Source, found_on: date, at: datetime,
    hazard_id: UUID | None = None,
) -> Hazard:  # fmt: skip
    """登记一条隐患. A regulator's finding is graded by who makes it; a site's major one waits for the agency.

    ``hazard_id`` may come from the device that recorded it offline. Raises NotVisible, NotPermitted, InvalidInput.
    """
    project = project_for(actor, project_id)
    own = acts_for_agency(actor, project.agency_id)
    _check_reporter(actor, own, source)
    check_finding(finding, found_on=found_on, today=day_of(at), place=project.place)
    hazard = new_hazard(project, finding, source=source, found_on=found_on, found_by=actor.name, hazard_id=hazard_id)
    settled = own or (source == Source.SELF_CHECK and finding.level == Level.GENERAL)
    if settled:
        hazard.graded_on, hazard.graded_by = day_of(at), actor.name
    state = HazardState.CONFIRMED if settled else HazardState.REPORTED
    hazard.seen_by_parties = True
    parties = parties_of_project(project.pk, day_of(at))
    open_case(HAZARD_FLOW, hazard, actor=actor, at=at, state=state, parties=parties, source=source.value)
    attach_photos(actor, hazard, "before", finding.before_photos, at)
    if finding.fixed_on_spot and own:
        return fix_on_spot(actor=actor, hazard=hazard, finding=finding, at=at)
    require_measures(actor=actor, hazards=[hazard], at=at)
    return hazard


def _check_reporter(actor: Actor, own: bool, source: Source) -> None:
    if not own and actor.role not in SITE:
        raise NotPermitted("只有监管这个项目的机关的监督员、执法人员和参建单位可以登记隐患")
    if own == (source == Source.SELF_CHECK):
        raise InvalidInput.of("source", "参建单位登记的是企业自查，监管机构登记的不是")


def new_hazard(
    project: Any, finding: Finding, *, source: Source, found_on: date, found_by: str, hazard_id: UUID | None = None
) -> Hazard:
    """An unsaved hazard with everything the platform already knows filled in: nobody types it twice."""
    major = finding.level == Level.MAJOR
    return Hazard(
        id=hazard_id or new_id(), project_id=project.pk, **case_columns(project), title=titled(finding),
        level=finding.level, source=source, category=finding.category,
        clause_code=finding.clause_code if major else "", clause_text=cite(finding.clause_code) if major else "",
        location=finding.location, description=finding.description.strip(), found_on=found_on, found_by=found_by,
        stop_work=finding.stop_work, measure=finding.measure, deadline_on=finding.deadline_on,
        fund_wan=finding.fund_wan, emergency=finding.emergency, recurs=recurred(finding, project.pk),
        recurs_why=finding.recurs_why.strip() if finding.recurs else "",
        **site_lead(project.pk, found_on, finding.responsible_person),
    )  # fmt: skip


def fix_on_spot(*, actor: Actor, hazard: Hazard, finding: Finding, at: datetime) -> Hazard:
    """当场整改: found, put right and closed in one step, with a photo before and one after."""
    attach_photos(actor, hazard, "after", finding.after_photos, at)
    done = fire(
        HAZARD_FLOW, hazard.pk, "fix_on_spot", actor=actor, at=at, rechecked_by=actor.name,
        before_photos=[str(p) for p in finding.before_photos], after_photos=[str(p) for p in finding.after_photos],
    )  # fmt: skip
    follow_step(actor=actor, hazard=done, action="fix_on_spot", reason="", at=at)
    return done


@transaction.atomic
def take_step(
    *, actor: Actor, hazard_id: UUID, action: str, at: datetime, on_behalf_of: str = "", within_notice: bool = False,
    **inputs: Any,
) -> Hazard:  # fmt: skip
    """Any step of the hazard's table, with its photos attached. Who re-checks or grades is whoever does it.

    An item of a notice is handed in and re-checked through the notice (``within_notice``): one reply, one re-check.
    """
    row = HAZARD_FLOW.transition(action)
    if row.only_without and not within_notice:
        _refuse_item(actor, hazard_id, row.label)
    names = {i.name for i in row.inputs}
    for name in SIGNED_BY_ACTOR:
        if name in names and not inputs.get(name):
            inputs[name] = actor.name
    photos = [i for i in row.inputs if i.kind in (InputKind.PHOTOS, InputKind.FILES) and inputs.get(i.name)]
    for item in photos:
        inputs[item.name] = [str(p) for p in inputs[item.name]]
    hazard = fire(HAZARD_FLOW, hazard_id, action, actor=actor, at=at, on_behalf_of=on_behalf_of, **inputs)
    for item in photos:
        attach_photos(actor, hazard, item.slot, tuple(UUID(p) for p in inputs[item.name]), at)
    follow_step(actor=actor, hazard=hazard, action=action, reason=str(inputs.get("reason") or ""), at=at)
    return hazard


@transaction.atomic
def switch_on_hazards(*, actor: Actor, ids: Sequence[UUID], at: datetime) -> int:
    """启用补录: hazards taken over silently begin to speak; whoever must act gets the to-do. Returns how many."""
    if not actor.is_regulator or actor.reach_id is None:
        raise NotPermitted("只有监管机关可以启用补录的隐患")
    own = Hazard.objects.visible_to(actor).filter(pk__in=ids, agency_id=actor.reach_id, silent=True)
    return switch_on(HAZARD_FLOW, list(own.values_list("pk", flat=True)), actor=actor, at=at)


def _refuse_item(actor: Actor, hazard_id: UUID, label: str) -> None:
    rows = Hazard.objects.visible_to(actor).filter(pk=hazard_id)
    notice = rows.values_list("notice__number", flat=True).exclude(notice=None).first()
    if notice is not None:
        raise WrongState(f"这条隐患列在文书 {notice} 里，「{label}」请到文书里办理")


def attach_photos(actor: Actor, hazard: Hazard, slot: str, files: tuple[UUID, ...], at: datetime) -> None:
    """Bind photos to a hazard. After-photos carry the round, so that each return starts with an empty sheet."""
    if not files:
        return
    name = f"{slot}:{hazard.round}" if slot == "after" else slot
    attach(file_ids=list(files), owner_kind="hazard", owner_id=hazard.pk, slot=name, actor=actor, at=at)
