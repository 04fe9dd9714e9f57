"""The one way a case is opened and moved."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.db.models import CharField, TextField
from django.utils.timezone import localtime
from psycopg.errors import UniqueViolation

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.terms import ReachClass
from zhiben.kernel.base.errors import FieldError, InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.events.outbox import publish
from zhiben.kernel.workflow.assigning import carry_assignments
from zhiben.kernel.workflow.clocks import deadline_of
from zhiben.kernel.workflow.definition import Due, Inputs, Transition, Workflow
from zhiben.kernel.workflow.models import Case, CaseMove, CaseParty
from zhiben.kernel.workflow.reach import reach_class
from zhiben.kernel.workflow.registry import flow as flow_of
from zhiben.kernel.workflow.todos import close_todos, move_clock, open_todos

C = TypeVar("C", bound=Case)
MOST_BEHALF: Final = 100


@dataclass(frozen=True, kw_only=True)
class Party:
    """Somebody a new case concerns: ``kind`` enterprise, project or user."""

    kind: str
    subject_id: UUID
    role: str


def parties_of_case(case_id: UUID) -> list[Party]:
    """Whom a case concerns: what a case that hangs on it takes over. One query."""
    rows = CaseParty.objects.filter(case_id=case_id).order_by("id")
    return [Party(kind=row.kind, subject_id=row.subject_id, role=row.role) for row in rows]


@transaction.atomic
def open_case(
    flow: Workflow[C], case: C, *, actor: Actor, at: datetime, state: str, parties: Iterable[Party] = (),
    action: str = "open", due: Due | None = None, **inputs: Any,
) -> C:  # fmt: skip
    """Insert a case in one of its first states, with its parties, its first history row and its to-dos.

    ``due`` sets the first clock; without it the case keeps the ``due_at`` it came with, if any.
    """
    if state not in flow.initial:
        raise ValueError(f"{flow.code}: a case cannot begin in {state}")
    case.state, case.flow_version, case.seq, case.opened_at = state, flow.version, 1, at
    if due is not None:
        case.due_at, case.due_rule = deadline_of(due, case, at, inputs)
    _check_lengths(case, [f.attname for f in case._meta.concrete_fields])
    _insert(case)
    CaseParty.objects.bulk_create(
        [
            CaseParty(flow=flow.code, case_id=case.pk, kind=p.kind, subject_id=p.subject_id, role=p.role)
            for p in parties
        ],
        ignore_conflicts=True,
    )
    _write_history(flow, case, action, "", actor, at, inputs, "")
    open_todos(flow, [case.pk], states={state}, at=at, by=actor.name)
    return case


@transaction.atomic
def fire(
    flow: Workflow[C], case_id: UUID, action: str, *, actor: Actor, at: datetime, on_behalf_of: str = "", **inputs: Any
) -> C:
    """Move one case along one row of its table, or refuse and change nothing.

    ``on_behalf_of``: whose step the responsible agency enters (代录). Raises NotVisible, WrongState, NotPermitted or
    InvalidInput; when somebody else was first, WrongState says who, what and when.
    """
    rows: Any = flow.model._default_manager
    case: C | None = rows.visible_to(actor).select_for_update(of=("self",)).filter(pk=case_id).first()
    if case is None:
        raise NotVisible()
    table: Workflow[C] = flow if case.flow_version == flow.version else flow_of(flow.code, case.flow_version)
    row = table.moves.get((action, case.state))
    if row is None:
        raise _too_late(table, case, action)
    _check_person(row, case, actor, on_behalf_of)
    _check_inputs(row, case, inputs)
    return _move(table, case, row, actor, at, inputs, on_behalf_of)


def permitted(flow: Workflow[C], case: C, actor: Actor) -> list[Transition[C]]:
    """The rows this actor may fire on this case now: what the page offers. One query at most."""
    stands = reach_class(actor, case)
    rows = [t for (_, source), t in flow.moves.items() if source == case.state and _offered(t, case)]
    return [t for t in rows if _may(t, actor, stands)]


def _offered(row: Transition[C], case: C) -> bool:
    return row.offered and not (row.only_without and getattr(case, row.only_without))


def needs_behalf(row: Transition[C], actor: Actor) -> bool:
    """True when this actor could only do this step for somebody else."""
    return actor.role not in row.roles and row.on_behalf


def _may(row: Transition[C], actor: Actor, stands: ReachClass) -> bool:
    if actor.is_system:
        return True
    direct = actor.role in row.roles and stands in row.reach
    return direct or (row.on_behalf and actor.is_regulator and stands == ReachClass.OWN)


def _check_person(row: Transition[C], case: C, actor: Actor, on_behalf_of: str) -> None:
    stands = reach_class(actor, case)
    if not _may(row, actor, stands):
        raise NotPermitted(f"您现在的身份（{actor.reach_name} {actor.role.label}）不能办理「{row.label}」")
    direct = actor.is_system or (actor.role in row.roles and stands in row.reach)
    if not direct and not on_behalf_of.strip():
        raise InvalidInput.of("on_behalf_of", f"代录「{row.label}」要写明代谁办理")
    if len(on_behalf_of) > MOST_BEHALF:
        raise InvalidInput.of("on_behalf_of", f"「代谁办理」最多 {MOST_BEHALF} 个字")


def _insert(case: Case) -> None:
    """A device may bring its own id, and two people may ask for the same thing at once: the second is told so."""
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError as wrong:
        if isinstance(wrong.__cause__, UniqueViolation):
            raise WrongState("这条记录已经登记过了，请刷新后查看") from wrong
        raise


def _check_lengths(case: Case, names: Iterable[str]) -> None:
    """Texts are as long as their columns say; the database itself would not hold long texts to it."""
    texts = [f for f in map(case._meta.get_field, names) if isinstance(f, CharField | TextField)]
    long = [f for f in texts if f.max_length and len(getattr(case, f.name) or "") > f.max_length]
    if long:
        raise InvalidInput(
            *(FieldError(field=f.name, reason=f"「{f.verbose_name}」最多 {f.max_length} 个字") for f in long)
        )


def _check_inputs(row: Transition[C], case: C, inputs: Inputs) -> None:
    unknown = sorted(set(inputs) - {i.name for i in row.inputs})
    if unknown:
        raise TypeError(f"{row.action} takes no {', '.join(unknown)}")
    missing = [i for i in row.inputs if i.required and inputs.get(i.name) in (None, "", [], ())]
    if missing:
        raise InvalidInput(*(FieldError(field=i.name, reason=f"请填写「{i.label}」") for i in missing))
    for guard in row.guards:
        guard(case, inputs)


def _move(flow: Workflow[C], case: C, row: Transition[C], actor: Actor, at: datetime, inputs: Inputs, behalf: str) -> C:
    source, entered = case.state, row.target is not None and row.target != case.state
    changed = row.sets(case, at, inputs) if row.sets else {}
    due_at, due_rule = deadline_of(row.due, case, at, inputs)
    for name, value in changed.items():
        setattr(case, name, value)
    _check_lengths(case, changed)
    case.state, case.due_at, case.due_rule, case.seq = row.target or source, due_at, due_rule, case.seq + 1
    case.closed_at = (case.closed_at or at) if case.state in flow.final else None
    case.save(update_fields=["state", "due_at", "due_rule", "seq", "closed_at", *changed])
    move = _write_history(flow, case, row.action, source, actor, at, inputs, behalf)
    if entered:
        close_todos([case.pk], at=at)
        open_todos(flow, [case.pk], states={case.state}, at=at, by=actor.name)
        carry_assignments([case.pk], actor=actor, at=at)
    else:
        move_clock(case.pk, case.due_at)
    if row.announces:
        publish(row.announces(case, move), at=at)
    return case


def _write_history(
    flow: Workflow[C], case: C, action: str, source: str, actor: Actor, at: datetime, inputs: Inputs, behalf: str
) -> CaseMove:
    plain = json.loads(json.dumps(dict(inputs), cls=DjangoJSONEncoder, ensure_ascii=False))
    move = CaseMove(
        flow=flow.code, case_id=case.pk, seq=case.seq, action=action, source=source, target=case.state,
        actor_id=actor.user_id, actor_name=actor.name, role=actor.role.value, reach_name=actor.reach_name,
        on_behalf_of=behalf.strip(), at=at, due_at=case.due_at, inputs=plain,
    )  # fmt: skip
    move.save(force_insert=True)
    record_act(
        actor=actor, verb="case.move", at=at, object_kind=flow.code, object_id=case.pk,
        seq=case.seq, action=action, source=source, target=case.state, digest=digest_of(move),
    )  # fmt: skip
    return move


def digest_of(move: CaseMove) -> str:
    """SHA-256 over a history row, kept in the sealed acts: an altered history no longer matches it."""
    content = [
        move.flow, str(move.case_id), move.seq, move.action, move.source, move.target, move.actor_name,
        move.on_behalf_of, move.at.timestamp(), move.inputs,
    ]  # fmt: skip
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _too_late(flow: Workflow[C], case: C, action: str) -> WrongState:
    wanted = next((t.label for t in flow.transitions if t.action == action), action)
    last = CaseMove.objects.filter(case_id=case.pk).order_by("-seq").first()
    now_state = flow.states[case.state]
    if last is None:
        return WrongState(f"现在是「{now_state}」，不能办理「{wanted}」")
    done = next((t.label for t in flow.transitions if t.action == last.action), "登记")
    when = localtime(last.at).strftime("%m月%d日 %H:%M")
    return WrongState(f"现在是「{now_state}」，不能办理「{wanted}」：{last.actor_name}已于{when}办理「{done}」")
