"""指派、领取、退回: a pooled to-do gets one person among those who may do it. Nobody else is kept from doing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.models import Grant
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from zhiben.kernel.events.outbox import publish
from zhiben.kernel.workflow.events import TodosAssigned
from zhiben.kernel.workflow.models import Todo

# Who distributes work at an agency, an enterprise, a project. Everybody may take and give back for himself.
ASSIGNERS: Final = {
    ReachKind.AGENCY: (Role.LEADER, Role.CLERK),
    ReachKind.ENTERPRISE: (Role.PRINCIPAL, Role.ENTERPRISE_ADMIN),
    ReachKind.PROJECT: (Role.SITE_MANAGER,),
}
# A grant in force that makes a person one of those a to-do is meant for. ``{user}`` and ``{todo}`` are SQL.
HELD_BY: Final = """exists (
    select 1 from access_grant g join access_user a on a.id = g.user_id and a.is_active
     where g.user_id = {user} and g.reach = {todo}.holder_kind and g.reach_id = {todo}.holder_id
       and g.role = any({todo}.roles) and g.valid_from <= %(at)s and (g.valid_to is null or g.valid_to > %(at)s))"""
# The next to-do of the same pool goes to whoever had the last one, if it is still his to do.
CARRY: Final = f"""
update workflow_todo t set assigned_to = p.assigned_to, assigned_name = p.assigned_name, assigned_at = %(at)s
  from (select distinct on (n.id) n.id, o.assigned_to, o.assigned_name
          from workflow_todo n
          join workflow_todo o on o.case_id = n.case_id and o.holder_kind = n.holder_kind
                              and o.holder_id = n.holder_id and o.roles && n.roles and o.closed_at is not null
         where n.case_id = any(%(ids)s) and n.closed_at is null and n.assigned_to is null
         order by n.id, o.closed_at desc, o.id desc) p
 where t.id = p.id and p.assigned_to is not null and {HELD_BY.format(user="p.assigned_to", todo="t")}
returning t.id, t.flow, t.case_id, t.assigned_to, t.assigned_name
"""  # noqa: S608 - constants of this module
RELEASE: Final = f"""
update workflow_todo t set assigned_to = null, assigned_name = '', assigned_at = null
 where t.closed_at is null and t.assigned_to is not null and (%(user)s::uuid is null or t.assigned_to = %(user)s::uuid)
   and not {HELD_BY.format(user="t.assigned_to", todo="t")}
returning t.id
"""  # noqa: S608


@dataclass(frozen=True)
class Colleague:
    """Somebody to whom work can be given here, with what he is here in words."""

    user_id: UUID
    name: str
    roles: str


def may_assign(actor: Actor) -> bool:
    return actor.role in ASSIGNERS.get(actor.reach, ())


def colleagues(actor: Actor, at: datetime) -> list[Colleague]:
    """Everybody with a grant in force where the actor acts, by name. One query."""
    if actor.reach not in ASSIGNERS:
        return []
    grants = Grant.objects.in_force(at).filter(reach=actor.reach, reach_id=actor.reach_id).select_related("user")
    found: dict[UUID, tuple[str, list[str]]] = {}
    for grant in grants.order_by("user__name", "user_id", "id"):
        label = Role(grant.role).label + (f"（代{grant.delegated_name}）" if grant.delegated_name else "")
        found.setdefault(grant.user_id, (grant.user.name, []))[1].append(str(label))
    return [Colleague(user_id, name, "、".join(dict.fromkeys(roles))) for user_id, (name, roles) in found.items()]


@transaction.atomic
def assign_todos(*, actor: Actor, todo_ids: Sequence[int], user_id: UUID | None, at: datetime) -> int:
    """Give to-dos of the actor's pool to somebody, take them oneself, or give them back (``user_id`` None).

    All or none; returns how many changed hands. NotVisible for to-dos of another pool, WrongState when one is done or
    somebody else was quicker, InvalidInput when the person may not do one of them.
    """
    wanted = list(dict.fromkeys(todo_ids))
    rows = list(Todo.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
    if len(rows) != len(wanted) or not wanted or not all(_in_pool(actor, row) for row in rows):
        raise NotVisible("有的待办不在您这里，请刷新后重新勾选")
    for row in rows:
        _check_hand(actor, row, user_id)
    name = _name_for(rows, user_id, at)
    changed = [row for row in rows if row.assigned_to != user_id]
    _write(changed, user_id, name, at)
    for row in changed:
        record_act(
            actor=actor, verb="todo.assign" if user_id else "todo.release", at=at, object_kind=row.flow,
            object_id=row.case_id, todo=row.pk, label=row.label, before=row.assigned_name, after=name,
        )  # fmt: skip
    if changed and user_id and user_id != actor.user_id:
        _announce(user_id, actor.name, "指派", [row.pk for row in changed], at)
    return len(changed)


def carry_assignments(ids: Sequence[UUID], *, actor: Actor, at: datetime) -> None:
    """Whoever had the case before has it again, if the new to-do is still his to do. One statement for all."""
    with connection.cursor() as cursor:
        cursor.execute(CARRY, {"ids": list(ids), "at": at})
        rows = cursor.fetchall()
    for pk, flow, case_id, user_id, name in rows:
        record_act(
            actor=actor, verb="todo.carry", at=at, object_kind=flow, object_id=case_id, todo=pk, after=name,
            user_id=str(user_id),
        )  # fmt: skip
        if user_id != actor.user_id:
            _announce(user_id, actor.name, "承接", [pk], at)


def release_unheld(*, at: datetime, user_id: UUID | None = None) -> int:
    """To-dos of people who may no longer do them go back to the pool: after a grant ended, an account was stopped."""
    with connection.cursor() as cursor:
        cursor.execute(RELEASE, {"user": user_id, "at": at})
        return len(cursor.fetchall())


def _in_pool(actor: Actor, row: Todo) -> bool:
    return row.holder_kind == actor.reach.value and row.holder_id == actor.reach_id


def _check_hand(actor: Actor, row: Todo, user_id: UUID | None) -> None:
    """Whether this actor may change who does this to-do."""
    if row.closed_at is not None:
        raise WrongState(f"「{row.label}　{row.title}」已经办结，不能再指派")
    if may_assign(actor):
        return
    if user_id is None and row.assigned_to == actor.user_id:
        return
    if user_id != actor.user_id or user_id is None:
        raise NotPermitted("只有负责人和内勤可以指派给别人，其他人可以领取，或退回自己领取的")
    if row.assigned_to not in (None, actor.user_id):
        raise WrongState(f"「{row.label}　{row.title}」已由{row.assigned_name}领取")


def _name_for(rows: Sequence[Todo], user_id: UUID | None, at: datetime) -> str:
    """The person's name; refuses somebody who may not do every one of them."""
    if user_id is None:
        return ""
    pools = {(row.holder_kind, row.holder_id) for row in rows}
    kind, holder = pools.pop()
    grants = list(
        Grant.objects.in_force(at).filter(user_id=user_id, reach=kind, reach_id=holder).select_related("user")
    )
    held = {grant.role for grant in grants}
    unfit = [row for row in rows if not held & set(row.roles)]
    if unfit:
        needed = "、".join(str(Role(role).label) for role in unfit[0].roles)
        who = grants[0].user.name if grants else "所选的人"
        raise InvalidInput.of("user_id", f"{who}不能办理「{unfit[0].label}」：要有{needed}的身份")
    return grants[0].user.name


def _write(rows: Sequence[Todo], user_id: UUID | None, name: str, at: datetime) -> None:
    Todo.objects.filter(pk__in=[row.pk for row in rows]).update(
        assigned_to=user_id, assigned_name=name, assigned_at=at if user_id else None
    )


def _announce(user_id: UUID, by: str, how: str, ids: list[int], at: datetime) -> None:
    publish(TodosAssigned(user_id=str(user_id), by=by, how=how, todo_ids=ids), at=at)
