"""移交: what one person has in hand goes to another, in one transaction, after a look at what would go."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.access.models import Grant, User
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.events.outbox import publish
from zhiben.kernel.workflow.events import TodosAssigned
from zhiben.kernel.workflow.in_hand import ASSIGNED, NAMED, PERSONAL, Item, Plan, Pool, things_in_hand
from zhiben.kernel.workflow.models import CaseParty, HandOver, Todo

LONGEST_REASON: Final = 200


def plan_hand_over(*, actor: Actor, from_user: UUID, to_user: UUID | None, at: datetime) -> Plan:
    """What ``from_user`` has in hand as far as it is the actor's to move; without ``to_user`` nothing is held back.

    Raises NotVisible for somebody outside the actor's charge.
    """
    pools = _pools(actor, from_user)
    with acting_as(system_actor("hand_over")):
        found = things_in_hand(from_user)
    ours = [item for item in found if pools is None or item.pools & pools]
    if to_user is None:
        return Plan(ours, [])
    held = _held(to_user, at)
    checked = [replace(item, why_not=_why_not(item, held)) for item in ours]
    return Plan([i for i in checked if not i.why_not], [i for i in checked if i.why_not])


@transaction.atomic
def hand_over(
    *, actor: Actor, from_user: UUID, to_user: UUID, at: datetime, reason: str, exclude: Collection[str] = ()
) -> HandOver:
    """Move everything of the plan but what is excluded. What the other may not do stays where it is.

    NotVisible or NotPermitted for people outside the actor's charge, InvalidInput without a reason or a fit receiver,
    WrongState when there is nothing to move.
    """
    people = {user.pk: user for user in User.objects.select_for_update().filter(pk__in=[from_user, to_user])}
    giver, receiver = people.get(from_user), people.get(to_user)
    _pools(actor, from_user)
    if giver is None or receiver is None or not receiver.is_active or giver is receiver:
        raise InvalidInput.of("to_user", "请选择另一位在用账号的人接收")
    if not reason.strip() or len(reason.strip()) > LONGEST_REASON:
        raise InvalidInput.of("reason", f"请写明移交原因，最多 {LONGEST_REASON} 个字")
    plan = plan_hand_over(actor=actor, from_user=from_user, to_user=to_user, at=at)
    going = [item for item in plan.going if item.key not in set(exclude)]
    if not going:
        raise WrongState("没有可以移交的事项")
    with acting_as(system_actor("hand_over")):
        _move(going, from_user, receiver, at)
    made = HandOver.objects.create(
        from_user=from_user, from_name=giver.name, to_user=to_user, to_name=receiver.name, reason=reason.strip(),
        done_by=actor.user_id, done_by_name=actor.name, at=at, items=[_line(item) for item in going],
        agency_id=actor.reach_id if actor.reach == ReachKind.AGENCY else None,
    )  # fmt: skip
    record_act(
        actor=actor, verb="todo.hand_over", at=at, object_kind="hand_over", object_id=made.pk, before=giver.name,
        after=receiver.name, reason=made.reason, cases=sorted({str(item.case_id) for item in going}),
    )  # fmt: skip
    ids = [item.todo_id for item in going if item.todo_id is not None]
    if ids and to_user != actor.user_id:
        publish(TodosAssigned(user_id=str(to_user), by=actor.name, how="移交", todo_ids=ids), at=at)
    return made


def hand_over_for(actor: Actor, hand_over_id: UUID) -> HandOver:
    """For those who took part, and for those who may still arrange hand-overs of the giver."""
    found = HandOver.objects.filter(pk=hand_over_id).first()
    if found is None:
        raise NotVisible()
    if actor.user_id not in (found.from_user, found.to_user, found.done_by):
        _pools(actor, found.from_user)
    return found


def _pools(actor: Actor, user_id: UUID) -> set[Pool] | None:
    """Where the actor may move this person's work: None = everywhere, because it is his own."""
    if user_id == actor.user_id or actor.is_system:
        return None
    if actor.role == Role.SYSTEM_ADMIN:
        grants = Grant.objects.administered_by(actor).filter(user_id=user_id)
    elif actor.role == Role.LEADER and actor.reach == ReachKind.AGENCY:
        grants = Grant.objects.filter(user_id=user_id, reach=ReachKind.AGENCY, reach_id=actor.reach_id)
    else:
        raise NotPermitted("只有本人、本机关负责人和系统管理员可以办理移交")
    found = {(str(reach), reach_id) for reach, reach_id in grants.values_list("reach", "reach_id") if reach_id}
    if not found:
        raise NotVisible("没有这个人，或者不归您管理")
    return found


def _held(user_id: UUID, at: datetime) -> dict[Pool, set[str]]:
    held: dict[Pool, set[str]] = {}
    rows = Grant.objects.in_force(at).filter(user_id=user_id).values_list("reach", "reach_id", "role")
    for reach, reach_id, role in rows:
        if reach_id:
            held.setdefault((str(reach), reach_id), set()).add(role)
    return held


def _why_not(item: Item, held: dict[Pool, set[str]]) -> str:
    """A to-do needs one of its roles in its own pool; a name on a case any work there."""
    here: set[str] = set().union(*(held.get(pool, set()) for pool in item.pools))
    if not here:
        return "接收人不在这个单位办事"
    if item.roles and not here & set(item.roles):
        return "接收人没有" + "、".join(str(Role(role).label) for role in item.roles) + "的身份"
    return ""


def _move(going: Sequence[Item], from_user: UUID, receiver: User, at: datetime) -> None:
    assigned = [item.todo_id for item in going if item.kind == ASSIGNED and item.todo_id]
    personal = [item.todo_id for item in going if item.kind == PERSONAL and item.todo_id]
    cases = {item.case_id for item in going if item.kind in (PERSONAL, NAMED)}
    Todo.objects.open().filter(pk__in=assigned, assigned_to=from_user).update(
        assigned_to=receiver.pk, assigned_name=receiver.name, assigned_at=at
    )
    mine = Todo.objects.open().filter(pk__in=personal, holder_kind="user", holder_id=from_user)
    twin = Todo.objects.open().filter(
        case_id=OuterRef("case_id"), action=OuterRef("action"), holder_kind="user", holder_id=receiver.pk
    )
    mine.filter(Exists(twin)).update(closed_at=at)
    mine.update(holder_id=receiver.pk)
    names = CaseParty.objects.filter(case_id__in=cases, kind="user", subject_id=from_user)
    same = CaseParty.objects.filter(
        case_id=OuterRef("case_id"), kind="user", subject_id=receiver.pk, role=OuterRef("role")
    )
    names.filter(Exists(same)).delete()
    names.update(subject_id=receiver.pk)


def _line(item: Item) -> dict[str, str]:
    """As the printed list has it."""
    due = day_of(item.due_at).isoformat() if item.due_at else "不限期"
    return {
        "kind": item.kind, "flow": item.flow_label, "label": item.label, "title": item.title,
        "where": item.where_name, "due": due, "flow_code": item.flow, "case_id": str(item.case_id),
    }  # fmt: skip
