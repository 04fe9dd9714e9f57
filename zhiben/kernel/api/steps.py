"""Steps of a case over HTTP, whatever its table: what may be done, what is given for it, what has been done."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from ninja import Field, Schema

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.errors import FieldError, InvalidInput, NotVisible
from zhiben.kernel.workflow.backfill import LABEL
from zhiben.kernel.workflow.definition import Input, InputKind, Transition, Workflow
from zhiben.kernel.workflow.engine import permitted
from zhiben.kernel.workflow.queries import history_of

LONGEST: Final = 2000
FIRST: Final = {"open": "登记", "backfill": LABEL}


class CaseInputOut(Schema):
    name: str
    label: str
    kind: str = Field(description="text、longtext、date、number、bool、choice、photos、files …")
    required: bool
    choices: list[list[str]]


class CaseActionOut(Schema):
    action: str
    label: str
    inputs: list[CaseInputOut]


class CaseMoveOut(Schema):
    seq: int
    action: str
    label: str
    source: str
    target: str
    actor_name: str
    role: str
    on_behalf_of: str
    at: datetime
    due_at: datetime | None
    inputs: dict[str, Any]


def actions_of(flow: Workflow[Any], case: Any, actor: Actor, *, hidden: Collection[str] = ()) -> list[dict[str, Any]]:
    """What this caller may do now and what it takes, without what the platform fills in itself (``hidden``)."""
    return [
        {
            "action": t.action, "label": t.label,
            "inputs": [
                {"name": i.name, "label": i.label, "kind": i.kind.value, "required": i.required,
                 "choices": [list(map(str, c)) for c in i.choices]}
                for i in t.inputs
                if i.name not in hidden
            ],
        }
        for t in permitted(flow, case, actor)
    ]  # fmt: skip


def history_out(flow: Workflow[Any], case_id: UUID, **first: str) -> list[dict[str, Any]]:
    """All steps taken; ``first`` names what a case of this flow begins with, when that is not 登记."""
    labels = {t.action: t.label for t in flow.transitions} | FIRST | first
    return [
        {
            "seq": m.seq, "action": m.action, "label": labels.get(m.action, m.action), "source": m.source,
            "target": m.target, "actor_name": m.actor_name, "role": m.role, "on_behalf_of": m.on_behalf_of, "at": m.at,
            "due_at": m.due_at, "inputs": m.inputs,
        }
        for m in history_of(case_id)
    ]  # fmt: skip


def step_of(flow: Workflow[Any], action: str, *, without: Collection[str] = ()) -> Transition[Any]:
    """The row of an offered action. Raises NotVisible for one that does not exist or has an address of its own."""
    row = next((t for t in flow.transitions if t.action == action and t.offered and action not in without), None)
    if row is None:
        raise NotVisible("没有这项办理")
    return row


def values_of(
    row: Transition[Any], given: dict[str, Any], *, hidden: Collection[str] = (), complete: bool = False
) -> dict[str, Any]:
    """What is given, as the table asks for it; an unknown name is refused, and with ``complete`` a missing one."""
    known = {i.name: i for i in row.inputs if i.name not in hidden}
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise InvalidInput.of(unknown[0][:40], f"「{row.label}」没有 {unknown[0][:40]} 这一项")
    missing = [i for i in known.values() if i.required and given.get(i.name) in (None, "", [])] if complete else []
    if missing:
        raise InvalidInput(*(FieldError(field=i.name, reason=f"请填写「{i.label}」") for i in missing))
    return {name: typed(known[name], value) for name, value in given.items()}


def typed(item: Input, value: Any) -> Any:
    """JSON has no days and no numbers of documents: texts become what the table asks for, or are refused by name."""
    try:
        if item.kind == InputKind.DATE and value is not None:
            return date.fromisoformat(str(value))
        if item.kind == InputKind.NUMBER and value is not None:
            return Decimal(str(value))
        if item.kind in (InputKind.PHOTOS, InputKind.FILES):
            return [str(UUID(str(one))) for one in value or ()]
    except (ValueError, ArithmeticError, TypeError):
        raise InvalidInput.of(item.name, f"「{item.label}」的格式不对") from None
    # Choices that depend on the case are not in the table: the verb knows them.
    if item.kind == InputKind.CHOICE and item.choices and value not in [code for code, _ in item.choices]:
        raise InvalidInput.of(item.name, f"「{item.label}」没有这个选项")
    if isinstance(value, bool) if item.kind == InputKind.BOOL else isinstance(value, str):
        return value[:LONGEST] if isinstance(value, str) else value
    raise InvalidInput.of(item.name, f"「{item.label}」的格式不对")
