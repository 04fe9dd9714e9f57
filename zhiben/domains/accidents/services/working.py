"""Working on a trace: begin, gather again, must-do items, conclude, close."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from zhiben.domains.accidents.models import Trace, TraceParty, TraceTask
from zhiben.domains.accidents.services.content import DOSSIER, dossier_content
from zhiben.domains.accidents.services.gathering import gather
from zhiben.domains.accidents.terms import Blame, TaskState, TraceState
from zhiben.domains.accidents.workflow import TRACE_FLOW
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import FieldError, InvalidInput, NotVisible
from zhiben.kernel.evidence.services import attach
from zhiben.kernel.numbering.services import number_document
from zhiben.kernel.papers.issued import issue_paper
from zhiben.kernel.workflow.engine import fire
from zhiben.registry.agencies.public import agency

SERIES: Final = "trace"
MOST_PARTIES: Final = 30


@dataclass(frozen=True, kw_only=True)
class Responsible:
    """One responsible unit, with the person where one was found."""

    unit: str
    blame: Blame
    finding: str
    person: str = ""
    post: str = ""


def locked(actor: Actor, trace_id: UUID) -> Trace:
    """The trace, held until the transaction ends. Raises NotVisible."""
    found = Trace.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=trace_id).first()
    if found is None:
        raise NotVisible("没有找到这件倒查，或者不在您的权限范围内")
    return found


@transaction.atomic
def begin_trace(*, actor: Actor, trace_id: UUID, at: datetime, investigator: str = "") -> Trace:
    """启动倒查: takes its number; the evidence is gathered as of now."""
    before = locked(actor, trace_id)
    number = _number_for(before, at) if before.state == TraceState.OPENED else ""
    done: Trace = fire(
        TRACE_FLOW, trace_id, "begin", actor=actor, at=at, investigator=investigator or actor.name, number=number
    )
    gather(done, at=at)
    return done


@transaction.atomic
def refresh_trace(*, actor: Actor, trace_id: UUID, at: datetime) -> Trace:
    """重新汇集证据, while nothing is concluded."""
    done: Trace = fire(TRACE_FLOW, trace_id, "refresh", actor=actor, at=at)
    gather(done, at=at)
    return done


@transaction.atomic
def settle_task(
    *, actor: Actor, trace_id: UUID, task: str, state: str, note: str, at: datetime, files: Sequence[UUID] = ()
) -> Trace:
    """One must-do item is done, not applicable, or honestly without data. May be corrected until the conclusion."""
    found = TraceTask.objects.select_for_update().filter(trace=trace_id, code=task).first()
    if found is None:
        raise InvalidInput.of("task", "这件倒查没有这一项必办事项")
    if state not in (TaskState.DONE, TaskState.NOT_APPLICABLE, TaskState.NOT_CONNECTED):
        raise InvalidInput.of("state", "请选择办理情况")
    done: Trace = fire(
        TRACE_FLOW, trace_id, "settle_task", actor=actor, at=at, task=found.name, state=state, note=note,
        files=[str(f) for f in files],
    )  # fmt: skip
    TraceTask.objects.filter(pk=found.pk).update(state=state, note=note[:500], done_on=day_of(at), done_by=actor.name)
    if files:
        slot = f"task:{task}"
        attach(file_ids=list(files), owner_kind="trace", owner_id=done.pk, slot=slot, actor=actor, at=at)
    return done


@transaction.atomic
def conclude_trace(
    *, actor: Actor, trace_id: UUID, cause: str, opinion: str, responsible: Sequence[Responsible], at: datetime,
    files: Sequence[UUID] = (),
) -> Trace:  # fmt: skip
    """责任认定: causes, who is responsible, opinion. The dossier is frozen as a paper with the evidence of this moment."""
    before = locked(actor, trace_id)
    _check(responsible)
    done: Trace = fire(
        TRACE_FLOW, trace_id, "conclude", actor=actor, at=at, cause=cause, opinion=opinion, concluded_by=actor.name,
        files=[str(f) for f in files],
    )  # fmt: skip
    TraceParty.objects.bulk_create(
        TraceParty(
            trace=done, position=n, unit=one.unit.strip(), person=one.person.strip(), post=one.post.strip(),
            blame=one.blame, finding=one.finding.strip(),
        )
        for n, one in enumerate(responsible, start=1)
    )  # fmt: skip
    if files:
        attach(file_ids=list(files), owner_kind="trace", owner_id=done.pk, slot="files", actor=actor, at=at)
    gather(done, at=at)
    done.refresh_from_db()
    content = dossier_content(done)
    issue_paper(
        kind=DOSSIER, case_id=done.pk, name=content["name"], number=before.number, agency_id=done.agency_id,
        agency_name=content["agency"]["name"], where_name=done.where_name, issued_on=day_of(at), content=content, at=at,
    )  # fmt: skip
    return done


@transaction.atomic
def close_trace(*, actor: Actor, trace_id: UUID, result: str, at: datetime, files: Sequence[UUID] = ()) -> Trace:
    """结案: what was done about those found responsible."""
    done: Trace = fire(TRACE_FLOW, trace_id, "close", actor=actor, at=at, result=result, files=[str(f) for f in files])
    if files:
        attach(file_ids=list(files), owner_kind="trace", owner_id=done.pk, slot="result", actor=actor, at=at)
    return done


def dismiss_trace(*, actor: Actor, trace_id: UUID, reason: str, at: datetime) -> Trace:
    """不予倒查, with the reason. A reason of another kind later opens a new one."""
    return fire(TRACE_FLOW, trace_id, "dismiss", actor=actor, at=at, reason=reason)


def carry_trace(*, actor: Actor, trace_id: UUID, reason: str, at: datetime) -> Trace:
    """转事故调查: for the investigation that goes on elsewhere."""
    return fire(TRACE_FLOW, trace_id, "carry", actor=actor, at=at, reason=reason)


STEPS: Final[dict[str, Callable[..., Trace]]] = {
    "begin": begin_trace, "refresh": refresh_trace, "settle_task": settle_task, "conclude": conclude_trace,
    "close": close_trace, "dismiss": dismiss_trace,
}  # fmt: skip


def take_trace_step(*, actor: Actor, trace_id: UUID, action: str, at: datetime, **inputs: Any) -> Trace:
    """Any step of the table, by its action: what pages and the API call."""
    step = STEPS.get(action)
    if step is None:
        raise NotVisible("没有这项办理")
    if "files" in inputs:
        inputs["files"] = [UUID(str(f)) for f in inputs["files"] or ()]
    return step(actor=actor, trace_id=trace_id, at=at, **inputs)


def _number_for(trace: Trace, at: datetime) -> str:
    return number_document(
        series=SERIES, owner_id=trace.agency_id, prefix=agency(trace.agency_id).doc_prefix, place=trace.place,
        template="accidents.trace_number_template", short="accidents.trace_short", case_kind="trace", case_id=trace.pk,
        at=at,
    )  # fmt: skip


def _check(responsible: Sequence[Responsible]) -> None:
    wrong = []
    if not responsible:
        wrong.append(
            FieldError(field="unit1", reason="责任认定至少写一个责任单位；查明没有责任的，请不予倒查并写明理由")
        )
    if len(responsible) > MOST_PARTIES:
        wrong.append(FieldError(field="unit1", reason=f"最多写 {MOST_PARTIES} 条责任认定"))
    for n, one in enumerate(responsible, start=1):
        for name, text, most in (
            ("unit", one.unit, 200), ("person", one.person, 64), ("post", one.post, 64), ("finding", one.finding, 1000),
        ):  # fmt: skip
            if len(text) > most:
                wrong.append(FieldError(field=f"{name}{n}", reason=f"第 {n} 条最多 {most} 个字"))
        if not one.unit.strip() or not one.finding.strip():
            wrong.append(FieldError(field=f"unit{n}", reason=f"第 {n} 条要写明责任单位和认定事实"))
    if wrong:
        raise InvalidInput(*wrong)
