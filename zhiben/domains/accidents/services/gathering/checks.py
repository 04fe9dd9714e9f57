"""Checks done and what came of them: visits, the project's own checks, notices and deliveries, re-checks, 送知."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

from zhiben.domains.accidents.models import Incident, Trace
from zhiben.domains.accidents.services.gathering.line import Line, Window
from zhiben.domains.accidents.terms import EvidenceKind as K
from zhiben.domains.hazards.public import measures_of
from zhiben.domains.hazards.terms import HazardState, Level, Source
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.workflow.models import CaseMove
from zhiben.kernel.workflow.registry import flow as flow_of

HAZARDS: Final[Any] = Trace._meta.get_field("hazard").related_model
NOTICES: Final[Any] = HAZARDS._meta.get_field("notice").related_model
DRAFTS: Final = ("DRAFT", "REVIEWING", "SIGNING")


def subject_lines(trace: Trace) -> Iterator[Line]:
    """办理经过 of the hazard or incident itself."""
    code, subject = trace.subject_flow, trace.subject_id
    flow = flow_of(code)
    labels = {t.action: t.label for t in flow.transitions} | {"open": "登记", "backfill": "台账补录"}
    for move in CaseMove.objects.filter(case_id=subject).order_by("seq"):
        due = f"，期限 {day_of(move.due_at):%Y-%m-%d}" if move.due_at else ""
        behalf = f"（代{move.on_behalf_of}）" if move.on_behalf_of else ""
        yield Line(
            kind=K.SUBJECT, words=f"{labels.get(move.action, move.action)}：{flow.states[move.target]}{due}",
            who=f"{move.reach_name} {move.actor_name}{behalf}".strip(), since=day_of(move.at), source="办理经过", flow=code,
            object_id=subject,
        )  # fmt: skip


def lines(trace: Trace, window: Window) -> Iterator[Line]:
    """Six queries."""
    rows = HAZARDS.objects.filter(project=trace.project_id, found_on__range=(window.since, window.until))
    found = list(rows.exclude(state__in=(HazardState.RECORDED, HazardState.VOIDED)).order_by("found_on", "pk"))
    yield from _visits([h for h in found if h.source != Source.SELF_CHECK])
    yield from _self_checks([h for h in found if h.source == Source.SELF_CHECK], trace, window)
    yield from _notices(trace, window)
    yield from _rechecks(trace, window)
    yield from _incidents(trace, window)
    if trace.hazard_id:
        yield from _measures(trace)
        yield from _served(trace)


def _visits(found: Sequence[Any]) -> Iterator[Line]:
    """One line a day, source and person: what a visit found."""
    visits: dict[tuple[Any, str, str], list[Any]] = defaultdict(list)
    for hazard in found:
        visits[hazard.found_on, hazard.get_source_display(), hazard.found_by].append(hazard)
    for (day, source, who), items in visits.items():
        yield Line(kind=K.CHECK, words=_counted(source, items), who=who, since=day, source="隐患台账", flow="hazard",
                   object_id=items[0].pk)  # fmt: skip


def _self_checks(found: Sequence[Any], trace: Trace, window: Window) -> Iterator[Line]:
    days: dict[tuple[Any, str], list[Any]] = defaultdict(list)
    for hazard in found:
        days[hazard.found_on, hazard.found_by].append(hazard)
    for (day, who), items in days.items():
        yield Line(kind=K.SELF_CHECK, words=_counted("企业自查", items), who=who, since=day, source="隐患台账",
                   flow="hazard", object_id=items[0].pk)  # fmt: skip
    if not days:
        yield Line(kind=K.SELF_CHECK, words="这段时间平台上没有项目的自查记录", since=window.since, until=window.until,
                   source="隐患台账", flow="project", object_id=trace.project_id)  # fmt: skip


def _counted(source: str, items: Sequence[Any]) -> str:
    major = sum(h.level == Level.MAJOR for h in items)
    return f"{source}：隐患 {len(items)} 条，其中重大 {major} 条"


def _notices(trace: Trace, window: Window) -> Iterator[Line]:
    rows = NOTICES.objects.filter(project=trace.project_id, visited_on__range=(window.since, window.until))
    for notice in rows.exclude(state__in=DRAFTS).prefetch_related("officers").order_by("visited_on", "pk"):
        officers = "、".join(
            f"{o.name}（{o.certificate_no}）" if o.certificate_no else o.name
            for o in sorted(notice.officers.all(), key=lambda o: o.position)
        )
        received = (
            f"{notice.received_by} {day_of(notice.received_at):%Y-%m-%d} 签收" if notice.received_at else "未签收"
        )
        replied = f"，{day_of(notice.replied_at):%Y-%m-%d} 回复" if notice.replied_at else ""
        yield Line(
            kind=K.NOTICE, words=f"{notice.name} {notice.number}（{notice.get_state_display()}），{received}{replied}",
            who=officers, since=notice.visited_on, source="执法文书", flow="notice.rectify", object_id=notice.pk,
        )  # fmt: skip


def _rechecks(trace: Trace, window: Window) -> Iterator[Line]:
    rows = HAZARDS.objects.filter(project=trace.project_id, rechecked_on__range=(window.since, window.until))
    for hazard in rows.order_by("rechecked_on", "pk"):
        yield Line(
            kind=K.RECHECK, words=f"复查「{hazard.title}」：{hazard.get_state_display()}，第 {hazard.round} 轮",
            who=hazard.rechecked_by, since=hazard.rechecked_on, source="隐患台账", flow="hazard", object_id=hazard.pk,
        )  # fmt: skip


def _incidents(trace: Trace, window: Window) -> Iterator[Line]:
    rows = Incident.objects.counted().filter(project=trace.project_id).exclude(pk=trace.incident_id or trace.pk)
    for one in rows.filter(occurred_at__date__gte=window.since).order_by("occurred_at"):
        yield Line(
            kind=K.INCIDENT, words=f"{one.get_kind_display()}（{one.type_name}）：{one.harm}，{one.get_state_display()}",
            who=one.reporter_unit, since=day_of(one.occurred_at), source="事故险情台账", flow="incident", object_id=one.pk,
        )  # fmt: skip


def _measures(trace: Trace) -> Iterator[Line]:
    hazard_id = trace.hazard_id
    for one in measures_of([hazard_id] if hazard_id else []).get(hazard_id, []) if hazard_id else []:
        reference = f" {one.reference}" if one.reference else ""
        yield Line(
            kind=K.MEASURE, words=f"{one.get_kind_display()}：{one.get_state_display()}{reference}", who=one.done_by,
            since=one.done_on or day_of(one.opened_at), source="必办措施", flow="hazard.measure", object_id=one.pk,
        )  # fmt: skip


def _served(trace: Trace) -> Iterator[Line]:
    """送知: who was handed the hazard, and who signed when."""
    hazard = HAZARDS.objects.filter(pk=trace.hazard_id).prefetch_related("servings").first()
    for one in sorted(hazard.servings.all(), key=lambda s: s.pk) if hazard else ():
        signed = f"{day_of(one.signed_at):%Y-%m-%d} 签收" if one.signed_at else "未签收"
        yield Line(
            kind=K.SERVING, words=f"送知{one.enterprise_name}{one.get_post_display()}：{signed}", who=one.person_name,
            since=day_of(one.sent_at) if one.sent_at else None, source="送知记录", flow="hazard", object_id=hazard.pk,
        )  # fmt: skip
