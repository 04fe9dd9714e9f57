"""After the notice: signing for it, another day, absence, the talk itself and what was promised there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from zhiben.domains.interviews.models import Commitment, Interview
from zhiben.domains.interviews.policies import is_subject
from zhiben.domains.interviews.services.content import MINUTES, minutes_content, moved_content, moved_kind
from zhiben.domains.interviews.services.deciding import issue, locked
from zhiben.domains.interviews.terms import CommitmentState
from zhiben.domains.interviews.workflow import COMMITMENT_FLOW, INTERVIEW_FLOW
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of, end_of_day
from zhiben.kernel.base.errors import FieldError, InvalidInput, NotPermitted
from zhiben.kernel.evidence.services import attach
from zhiben.kernel.workflow.clocks import chosen
from zhiben.kernel.workflow.engine import fire, open_case, parties_of_case
from zhiben.kernel.workflow.models import Todo
from zhiben.kernel.workflow.todos import open_todos

MOST_PROMISES = 50
MOST_YEARS = 5


@dataclass(frozen=True, kw_only=True)
class Promise:
    """One 整改承诺 as it is written down: what, who, until when."""

    text: str
    person: str
    until: date


@transaction.atomic
def receive_interview(
    *, actor: Actor, interview_id: UUID, receiver: str, at: datetime, on_behalf_of: str = ""
) -> Interview:
    """签收 by the enterprise or the subordinate agency's leader; the agency may enter it for them (代录)."""
    before = locked(actor, interview_id)
    below = actor.is_regulator and actor.reach_id != before.agency_id
    if below and not is_subject(actor, before):
        raise NotPermitted("这次约谈的对象不是您的机构，不能签收")
    done: Interview = fire(
        INTERVIEW_FLOW, interview_id, "receive_below" if below else "receive", actor=actor, at=at,
        on_behalf_of=on_behalf_of, receiver=receiver,
    )  # fmt: skip
    Todo.objects.open().filter(case_id=done.pk, action__in=("receive", "receive_below")).update(closed_at=at)
    return done


@transaction.atomic
def reschedule_interview(
    *, actor: Actor, interview_id: UUID, meet_on: date, meet_time: str, meet_place: str, reason: str, at: datetime
) -> Interview:
    """改期: with a paper of its own, to be signed for anew. The first notice stays as it was signed."""
    before = locked(actor, interview_id)
    if meet_on < day_of(at):
        raise InvalidInput.of("meet_on", "约谈日期不能早于今天")
    was = f"{before.when}，{before.meet_place}"
    done: Interview = fire(
        INTERVIEW_FLOW, interview_id, "reschedule", actor=actor, at=at, meet_on=meet_on, meet_time=meet_time,
        meet_place=meet_place, reason=reason,
    )  # fmt: skip
    issue(done, moved_kind(done.rescheduled), moved_content(done, reason=reason, before=was), at)
    open_todos(INTERVIEW_FLOW, [done.pk], states={done.state}, at=at, by=actor.name)
    return done


@transaction.atomic
def record_absence(*, actor: Actor, interview_id: UUID, absent_on: date, note: str, at: datetime) -> Interview:
    """缺席: recorded, nothing more. Another day is a step of its own."""
    if absent_on > day_of(at):
        raise InvalidInput.of("absent_on", "缺席日期在今天之后")
    return fire(INTERVIEW_FLOW, interview_id, "absent", actor=actor, at=at, absent_on=absent_on, note=note)


@transaction.atomic
def hold_interview(
    *, actor: Actor, interview_id: UUID, held_on: date, host: str, attendees: str, problems: str,
    promises: Sequence[Promise], at: datetime, promise: str = "", scans: Sequence[UUID] = (),
) -> Interview:  # fmt: skip
    """约谈记录, with at least one promise; each becomes a case of its own. The record is frozen as a paper."""
    if held_on > day_of(at):
        raise InvalidInput.of("held_on", "约谈日期在今天之后")
    _check(promises, held_on)
    done: Interview = fire(
        INTERVIEW_FLOW, interview_id, "hold", actor=actor, at=at, held_on=held_on, host=host, attendees=attendees,
        problems=problems, promise=promise, until=max(p.until for p in promises), scans=[str(s) for s in scans],
    )  # fmt: skip
    for one in promises:
        _open_promise(done, one, actor, at)
    issue(done, MINUTES, minutes_content(done), at)
    if scans:
        attach(file_ids=list(scans), owner_kind="interview", owner_id=done.pk, slot="minutes", actor=actor, at=at)
    return done


@transaction.atomic
def add_promise(*, actor: Actor, interview_id: UUID, promise: Promise, at: datetime) -> Commitment:
    """A promise that came after the record was written."""
    interview = locked(actor, interview_id)
    _check([promise], day_of(at))
    fire(
        INTERVIEW_FLOW, interview.pk, "promise", actor=actor, at=at, text=promise.text, person=promise.person,
        until=promise.until,
    )  # fmt: skip
    return _open_promise(interview, promise, actor, at)


@transaction.atomic
def attach_minutes(*, actor: Actor, interview_id: UUID, scans: Sequence[UUID], at: datetime) -> Interview:
    """The signed record, as scan or photo."""
    done: Interview = fire(
        INTERVIEW_FLOW, interview_id, "attach_scan", actor=actor, at=at, scans=[str(s) for s in scans]
    )
    attach(file_ids=list(scans), owner_kind="interview", owner_id=done.pk, slot="minutes", actor=actor, at=at)
    return done


def _check(promises: Sequence[Promise], since: date) -> None:
    wrong = []
    if not promises:
        wrong.append(FieldError(field="text1", reason="约谈记录至少写一条整改承诺，写明责任人和期限"))
    if len(promises) > MOST_PROMISES:
        wrong.append(FieldError(field="text1", reason=f"一次约谈最多 {MOST_PROMISES} 条承诺"))
    for n, one in enumerate(promises, 1):
        if not one.text.strip() or not one.person.strip():
            wrong.append(FieldError(field=f"text{n}", reason=f"第 {n} 条承诺要写明事项和责任人"))
        if not since <= one.until <= since.replace(year=since.year + MOST_YEARS, day=min(since.day, 28)):
            wrong.append(FieldError(field=f"until{n}", reason=f"第 {n} 条承诺的期限要在约谈之后，请核对"))
    if wrong:
        raise InvalidInput(*wrong)


def _open_promise(interview: Interview, promise: Promise, actor: Actor, at: datetime) -> Commitment:
    last = interview.commitments.aggregate(last=Max("position"))["last"] or 0
    text = " ".join(promise.text.split())
    row = Commitment(
        interview=interview, enterprise_id=interview.enterprise_id, position=last + 1, text=promise.text.strip(),
        person=promise.person.strip(), until=promise.until,
        title=f"约谈承诺：{text if len(text) <= 60 else text[:59] + '…'}", **interview.columns_of_case(),
    )  # fmt: skip
    clock = chosen(end_of_day(promise.until))
    row.due_at, row.due_rule = clock.at, clock.rule
    parties = parties_of_case(interview.pk)
    return open_case(COMMITMENT_FLOW, row, actor=actor, at=at, state=CommitmentState.OPEN, parties=parties)
