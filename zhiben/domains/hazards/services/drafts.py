"""Drafting a notice: one visit, one paper, 1–N items."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from zhiben.domains.hazards.models import Hazard, Notice, NoticeOfficer
from zhiben.domains.hazards.policies import OFFICERS, acts_for_agency
from zhiben.domains.hazards.services.finding import Finding, check_finding
from zhiben.domains.hazards.services.hazards import attach_photos, fix_on_spot, new_hazard
from zhiben.domains.hazards.services.measures import require_measures
from zhiben.domains.hazards.services.parties import case_columns, parties_of_project
from zhiben.domains.hazards.terms import HazardState, Level, NoticeKind, NoticeState, Source, StopArea
from zhiben.domains.hazards.workflow import HAZARD_FLOW, NOTICE_FLOWS
from zhiben.domains.hazards.workflow.guards import deadline_doubt
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.models import Grant
from zhiben.kernel.access.terms import ReachKind
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.workflow.engine import Party, fire, open_case
from zhiben.registry.agencies.public import officers_of
from zhiben.registry.projects.public import parties_of, project_for


@transaction.atomic
def draft_notice(
    *, actor: Actor, project_id: UUID, kind: NoticeKind, visited_on: date, officer_ids: Sequence[UUID],
    findings: Sequence[Finding], at: datetime, hazard_ids: Sequence[UUID] = (), requirements: str = "",
    stop_scope: str = "", stop_area: StopArea | str = "", basis: str = "", notice_id: UUID | None = None,
) -> Notice:  # fmt: skip
    """拟一份责令整改或停工文书.

    ``findings`` are new; ``hazard_ids`` are hazards already confirmed on this project that go into it. Items put right
    on the spot are closed at once and listed as such. Raises InvalidInput naming ``findings.2.deadline_on`` and so on.
    """
    project = project_for(actor, project_id)
    if not acts_for_agency(actor, project.agency_id):
        raise NotPermitted("只有监管这个项目的机关的监督员、执法人员可以拟文书")
    if kind == NoticeKind.RESUME:
        raise InvalidInput.of("kind", "复工通知书从停工文书办理")
    if not findings and not hazard_ids:
        raise InvalidInput.of("findings", "至少要有一条隐患")
    _check_scope(kind, stop_scope)
    _check_items(findings, visited_on, day_of(at), project.place)
    notice = _new_notice(project, kind, visited_on, actor, notice_id)
    notice.requirements, notice.stop_scope, notice.basis = requirements, stop_scope, basis
    notice.stop_area = area_of(kind, stop_scope, stop_area)
    open_notice(notice, officer_ids=officer_ids, actor=actor, at=at)
    taken = take_in(notice, hazard_ids, actor=actor, at=at)
    for position, finding in enumerate(findings, taken + 1):
        add_item(notice, finding, position=position, actor=actor, at=at)
    return notice


def open_notice(notice: Notice, *, officer_ids: Sequence[UUID], actor: Actor, at: datetime) -> Notice:
    """Insert the draft with its officers. Those who may work on it hold its to-dos; when none may, the agency does."""
    officers = _officers(notice, officer_ids)
    parties = parties_of_project(notice.project_id, notice.visited_on)
    parties += [Party(kind="user", subject_id=user_id, role="officer") for user_id in _at_work(notice, officers, at)]
    open_case(
        NOTICE_FLOWS[NoticeKind(notice.kind)], notice, actor=actor, at=at, state=NoticeState.DRAFT, parties=parties
    )
    NoticeOfficer.objects.bulk_create(officers)
    return notice


def add_item(notice: Notice, finding: Finding, *, position: int, actor: Actor, at: datetime) -> Hazard:
    """One item of a draft: a hazard ordered when the notice is issued, or closed now if put right on the spot."""
    stop = finding.stop_work or notice.kind == NoticeKind.STOP
    hazard = new_hazard(
        notice.project, replace(finding, stop_work=stop), source=Source.SUPERVISION, found_on=notice.visited_on,
        found_by=actor.name,
    )  # fmt: skip
    hazard.notice, hazard.item_no, hazard.seen_by_parties = notice, position, False
    hazard.graded_on, hazard.graded_by = day_of(at), actor.name
    parties = parties_of_project(notice.project_id, notice.visited_on)
    open_case(HAZARD_FLOW, hazard, actor=actor, at=at, state=HazardState.RECORDED, parties=parties,
              source=Source.SUPERVISION.value)  # fmt: skip
    attach_photos(actor, hazard, "before", finding.before_photos, at)
    return fix_on_spot(actor=actor, hazard=hazard, finding=finding, at=at) if finding.fixed_on_spot else hazard


def take_in(notice: Notice, hazard_ids: Sequence[UUID], *, actor: Actor, at: datetime) -> int:
    """Confirmed hazards of the same project become items of the notice. Returns how many."""
    for position, hazard_id in enumerate(hazard_ids, 1):
        hazard = Hazard.objects.visible_to(actor).filter(pk=hazard_id, project_id=notice.project_id).first()
        if hazard is None:
            raise NotVisible("没有找到要列入文书的隐患")
        fire(HAZARD_FLOW, hazard.pk, "record", actor=actor, at=at)
        deadline = hazard.deadline_on or _default_deadline(hazard, notice.visited_on)
        Hazard.objects.filter(pk=hazard.pk).update(notice=notice, item_no=position, deadline_on=deadline)
    return len(hazard_ids)


@transaction.atomic
def amend_notice(
    *, actor: Actor, notice_id: UUID, at: datetime, requirements: str | None = None, stop_scope: str | None = None,
    basis: str | None = None, deadlines: dict[UUID, date] | None = None, added: Sequence[Finding] = (),
    dropped: Sequence[UUID] = (),
) -> Notice:  # fmt: skip
    """Change a draft: its words, deadlines of items, items added or taken out (they stay as confirmed hazards)."""
    notice = visible_notice(actor, notice_id)
    flow = NOTICE_FLOWS[NoticeKind(notice.kind)]
    notice = fire(flow, notice_id, "amend", actor=actor, at=at)
    words = {"requirements": requirements, "stop_scope": stop_scope, "basis": basis}
    changed = {name: value for name, value in words.items() if value is not None}
    _check_scope(NoticeKind(notice.kind), changed.get("stop_scope", notice.stop_scope))
    if changed.get("stop_scope", notice.stop_scope) != notice.stop_scope:
        changed["stop_area"] = area_of(NoticeKind(notice.kind), changed["stop_scope"], "")
    if changed:
        Notice.objects.filter(pk=notice_id).update(**changed)
    items = Hazard.objects.filter(notice_id=notice_id, state=HazardState.RECORDED)
    for hazard_id, day in (deadlines or {}).items():
        if doubt := deadline_doubt(day, notice.visited_on):
            raise InvalidInput.of("deadline_on", doubt)
        items.filter(pk=hazard_id).update(deadline_on=day)
    for hazard_id in dropped:
        release_item(notice_id, hazard_id, actor=actor, at=at)
    _check_items(added, notice.visited_on, day_of(at), notice.place)
    last = max(Hazard.objects.filter(notice_id=notice_id).values_list("item_no", flat=True), default=0)
    for position, finding in enumerate(added, last + 1):
        add_item(notice, finding, position=position, actor=actor, at=at)
    return visible_notice(actor, notice_id)


@transaction.atomic
def discard_draft(*, actor: Actor, notice_id: UUID, reason: str, at: datetime) -> Notice:
    """放弃拟稿: the paper goes, what was found stays as confirmed hazards waiting to be ordered."""
    notice = visible_notice(actor, notice_id)
    done: Notice = fire(NOTICE_FLOWS[NoticeKind(notice.kind)], notice_id, "discard", actor=actor, at=at, reason=reason)
    for hazard in Hazard.objects.filter(notice_id=notice_id, state=HazardState.RECORDED).order_by("item_no"):
        release_item(notice_id, hazard.pk, actor=actor, at=at)
    return done


def release_item(notice_id: UUID, hazard_id: UUID, *, actor: Actor, at: datetime) -> None:
    """Out of the draft, and a confirmed hazard of its own; a major one demands what is demanded of it."""
    hazard = fire(HAZARD_FLOW, hazard_id, "release", actor=actor, at=at)
    Hazard.objects.filter(pk=hazard_id, notice_id=notice_id).update(notice=None, item_no=0)
    require_measures(actor=actor, hazards=[hazard], at=at)


def visible_notice(actor: Actor, notice_id: UUID) -> Notice:
    """The notice, or NotVisible."""
    notice = Notice.objects.visible_to(actor).select_related("project", "paper").filter(pk=notice_id).first()
    if notice is None:
        raise NotVisible("没有找到这份文书，或者不在您的权限范围内")
    return notice


def locked_notice(actor: Actor, notice_id: UUID) -> Notice:
    """The same, held until the transaction ends. Whoever also locks its items locks the notice first."""
    visible_notice(actor, notice_id)
    Notice.objects.select_for_update(of=("self",)).filter(pk=notice_id).first()
    return visible_notice(actor, notice_id)


def _new_notice(project: Any, kind: NoticeKind, day: date, actor: Actor, notice_id: UUID | None) -> Notice:
    contractor = next((p for p in parties_of(project.pk, day) if p.role == "contractor"), None)
    if contractor is None:
        raise WrongState("这个项目还没有登记施工单位，请先在项目档案里补上再拟文书")
    name = str(value_of(f"notices.name.{kind.value}", path=project.place, on=day))
    fixed = {"id": notice_id} if notice_id else {}
    return Notice(
        **fixed, **case_columns(project), project=project, kind=kind, name=name,
        title=f"{name}（{project.name}）"[:300],
        addressee=contractor.enterprise.name, visited_on=day, drafted_by=actor.name, seen_by_parties=False,
    )  # fmt: skip


def _officers(notice: Notice, officer_ids: Sequence[UUID]) -> list[NoticeOfficer]:
    known = {o.pk: o for o in officers_of(notice.agency_id, notice.visited_on)}
    chosen = list(dict.fromkeys(officer_ids))
    strangers = [i for i in chosen if i not in known]
    least = int(value_of("hazards.min_officers", path=notice.place, on=notice.visited_on))
    if strangers:
        raise InvalidInput.of("officer_ids", "所选执法人员不是本机关在岗人员，请重新选择")
    if len(chosen) < least:
        raise InvalidInput.of("officer_ids", f"执法人员不得少于 {least} 人")
    return [
        NoticeOfficer(notice=notice, position=i, officer_id=o.pk, user_id=o.user_id, name=o.name,
                      certificate_no=o.certificate_no)
        for i, o in enumerate((known[c] for c in chosen), 1)
    ]  # fmt: skip


def area_of(kind: NoticeKind, scope: str, given: StopArea | str) -> str:
    """整体 or 局部: as said, else as the words of the scope begin; nothing for other kinds of notices."""
    if kind != NoticeKind.STOP:
        return ""
    return str(given or (StopArea.WHOLE if scope.strip().startswith(("全部", "整体", "全面")) else StopArea.PART))


def _check_scope(kind: NoticeKind, scope: str) -> None:
    if kind == NoticeKind.STOP and not scope.strip():
        raise InvalidInput.of("stop_scope", "停工文书要写明停工范围（全部或哪一部分）")


def _at_work(notice: Notice, officers: Sequence[NoticeOfficer], at: datetime) -> list[UUID]:
    """Officers with an account that may take the steps of a notice: a leader or clerk who came along may not."""
    grants = Grant.objects.in_force(at).filter(
        user_id__in=[o.user_id for o in officers if o.user_id], role__in=OFFICERS, reach=ReachKind.AGENCY,
        reach_id=notice.agency_id,
    )  # fmt: skip
    return list(grants.order_by("user_id").values_list("user_id", flat=True).distinct())


def _check_items(findings: Sequence[Finding], visited_on: date, today: date, place: str) -> None:
    for index, finding in enumerate(findings):
        check_finding(finding, found_on=visited_on, today=today, place=place, prefix=f"findings.{index}.")
        if finding.deadline_on is None and not finding.fixed_on_spot:
            raise InvalidInput.of(f"findings.{index}.deadline_on", f"第 {index + 1} 条要定整改期限")


def _default_deadline(hazard: Hazard, on: date) -> date:
    kind = "major" if hazard.level == Level.MAJOR else "general"
    return on + timedelta(days=int(value_of(f"hazards.default_{kind}_days", path=hazard.place, on=on)))
