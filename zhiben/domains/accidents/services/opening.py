"""Opening a trace: one per hazard or incident, however many reasons and however many workers."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from zhiben.domains.accidents.catalogue import is_connected, name_of
from zhiben.domains.accidents.models import Incident, Trace, TraceTask, TraceTrigger
from zhiben.domains.accidents.policies import TRACERS
from zhiben.domains.accidents.services.gathering import gather
from zhiben.domains.accidents.services.rules import Rules, basis_of
from zhiben.domains.accidents.services.triggers import HAZARDS, Due, due_hazards, due_incident
from zhiben.domains.accidents.terms import RUNNING, TaskState, TraceState, TriggerCode
from zhiben.domains.accidents.workflow import TRACE_FLOW
from zhiben.domains.accidents.workflow.trace import announcement
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.events.outbox import publish
from zhiben.kernel.workflow.clocks import deadline_of, working_days
from zhiben.kernel.workflow.engine import fire, open_case, parties_of_case

LOCK: Final = "select pg_advisory_xact_lock(hashtextextended(%s, 7))"


def open_due_traces(*, at: datetime, only: Iterable[UUID] = ()) -> int:
    """Everything that must be traced and is not: returns how many reasons were recorded. Asking again adds none."""
    with transaction.atomic():  # what one may see is said at the beginning of a transaction
        found = list(due_hazards(at, only))
    return sum(_open(due, actor=system_actor(), at=at) is not None for due in found)


def open_for_incident(incident: Incident, *, at: datetime) -> Trace | None:
    """Called when an incident is verified, in the same transaction. None where its place demands none."""
    due = due_incident(incident)
    return _open(due, actor=system_actor(), at=at) if due is not None else None


@transaction.atomic
def open_manually(
    *, actor: Actor, reason: str, at: datetime, hazard_id: UUID | None = None, incident_id: UUID | None = None
) -> Trace:
    """一键开倒查案件: an officer of the responsible agency, or of one above, says why. Raises NotVisible, NotPermitted.

    A subject that is being traced already is WrongState (409).
    """
    found = HAZARDS.objects.visible_to(actor).filter(pk=hazard_id).first() if hazard_id else None
    if incident_id:
        found = Incident.objects.visible_to(actor).filter(pk=incident_id).first()
    if found is None:
        raise NotVisible("没有找到要倒查的事项，或者不在您的权限范围内")
    if actor.role not in TRACERS or not actor.is_regulator or not may_trace(actor, found):
        raise NotPermitted("由负责监管的机关或者上级机关的执法人员、负责人开倒查案件")
    if not reason.strip():
        raise InvalidInput.of("reason", "请写明开倒查案件的理由")
    words = f"{actor.reach_name}{actor.name}决定倒查：{reason.strip()}"[:500]
    trace = _open(Due(subject=found, code=TriggerCode.MANUAL, words=words), actor=actor, at=at)
    if trace is None:
        raise WrongState("这个事项已经由机关决定倒查过，请在原案件里办理")
    return trace


def may_trace(actor: Actor, subject: Any) -> bool:
    """The agency that answers for it, or one above."""
    return bool(actor.reach_id == subject.agency_id or subject.place.startswith(actor.path))


@transaction.atomic
def _open(due: Due, *, actor: Actor, at: datetime) -> Trace | None:
    """Record the reason; open the trace unless one is there. None when this reason is recorded already."""
    subject = due.subject
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [str(subject.pk)])
    if TraceTrigger.objects.filter(subject_id=subject.pk, code=due.code).exists():
        return None
    held = _held(subject)
    trace = held or _new(due, actor=actor, at=at)
    TraceTrigger.objects.create(
        trace=trace, subject_id=subject.pk, code=due.code, words=due.words[:500], basis=due.basis,
        parameter_id=due.parameter_id, numbers=due.numbers, at=at,
    )  # fmt: skip
    _demand(trace, due.code, at)
    if held is None:
        gather(trace, at=at)
        publish(announcement(trace, "open", trace.seq), at=at)
    elif held.state in RUNNING:
        fire(TRACE_FLOW, held.pk, "trigger", actor=system_actor(), at=at, words=due.words[:500])
    return trace


def _held(subject: Any) -> Trace | None:
    which = {"incident": subject.pk} if isinstance(subject, Incident) else {"hazard": subject.pk}
    return Trace.objects.exclude(state=TraceState.DISMISSED).filter(**which).first()


def _new(due: Due, *, actor: Actor, at: datetime) -> Trace:
    subject = due.subject
    of_incident = isinstance(subject, Incident)
    trace = Trace(
        **subject.columns_of_case(), project_id=subject.project_id,
        hazard_id=None if of_incident else subject.pk, incident=subject if of_incident else None,
        happened_on=day_of(subject.occurred_at) if of_incident else subject.found_on,
        title=f"责任倒查：{subject.title}"[:300], seen_by_parties=False,
    )  # fmt: skip
    trace.due_at, trace.due_rule = deadline_of(working_days("accidents.begin_working_days"), trace, at, {})
    parties = parties_of_case(subject.pk)
    return open_case(
        TRACE_FLOW, trace, actor=actor, at=at, state=TraceState.OPENED, parties=parties, words=due.words[:500]
    )


def _demand(trace: Trace, code: TriggerCode, at: datetime) -> None:
    """The must-do items of this reason that the trace does not have yet. What has no data says so from the start."""
    if trace.state not in (TraceState.OPENED, TraceState.INVESTIGATING):
        return
    key = f"accidents.trace_tasks.{code}"
    rules = Rules.read([key])
    row = rules.row(key, trace.place, day_of(at))
    TraceTask.objects.bulk_create(
        [
            TraceTask(
                trace=trace, position=place, code=task, name=name_of("tasks", task), basis=basis_of(row),
                state=TaskState.PENDING if is_connected(task) else TaskState.NOT_CONNECTED,
                note="" if is_connected(task) else "平台还没有这类数据，办理后登记线下结果",
            )
            for place, task in enumerate(rules.value(key, trace.place, day_of(at)) or (), start=trace.tasks.count() + 1)
        ],
        ignore_conflicts=True,
    )  # fmt: skip
