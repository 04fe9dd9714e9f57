"""To-dos: opened by set, one statement per duty, whether one case moved or ten thousand were taken over."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from zhiben.kernel.workflow.definition import Duty, Workflow
from zhiben.kernel.workflow.models import Todo
from zhiben.kernel.workflow.terms import Told

AGENCY = """
insert into workflow_todo (flow, case_id, action, label, title, where_name, holder_kind, holder_id, roles,
                           due_at, opened_at, opened_by)
select %(flow)s, c.id, %(action)s, %(label)s, c.title, c.where_name, 'agency', c.{agency}, %(roles)s,
       c.due_at, %(at)s, %(by)s
  from {table} c
 where c.id = any(%(ids)s) and c.state = %(state)s and not c.silent {without} and c.{agency} is not null
   and (%(unless_user)s = '' or not exists (
        select 1 from workflow_caseparty p
         where p.case_id = c.id and p.kind = 'user' and p.role = %(unless_user)s))
on conflict do nothing
"""
PARTY = """
insert into workflow_todo (flow, case_id, action, label, title, where_name, holder_kind, holder_id, roles,
                           due_at, opened_at, opened_by)
select distinct %(flow)s, c.id, %(action)s, %(label)s, c.title, c.where_name, p.kind, p.subject_id,
       %(roles)s::varchar[], c.due_at, %(at)s::timestamptz, %(by)s
  from {table} c
  join workflow_caseparty p on p.case_id = c.id and p.kind = %(holder)s
 where c.id = any(%(ids)s) and c.state = %(state)s and not c.silent {without}
   and (%(party_role)s = '' or p.role = %(party_role)s)
on conflict do nothing
"""


def open_todos(flow: Workflow[Any], ids: Sequence[UUID], *, states: set[str], at: datetime, by: str) -> None:
    """Open what the duties of ``states`` ask of the cases in ``ids`` that stand in them. Silent cases get none."""
    for duty in flow.duties:
        if duty.state in states:
            _open(flow, duty, list(ids), at, by)


def close_todos(ids: Sequence[UUID], *, at: datetime) -> None:
    Todo.objects.open().filter(case_id__in=ids).update(closed_at=at)


def move_clock(case_id: UUID, due_at: datetime | None) -> None:
    """The state stays, the deadline does not: of the new one nobody has heard yet."""
    Todo.objects.open().filter(case_id=case_id).exclude(due_at=due_at).update(due_at=due_at, told=Told.NOTHING)


def _open(flow: Workflow[Any], duty: Duty, ids: list[UUID], at: datetime, by: str) -> None:
    sql = AGENCY if duty.holder == "agency" else PARTY
    quote = connection.ops.quote_name
    without = f"and c.{quote(duty.only_without)} is null" if duty.only_without else ""
    with connection.cursor() as cursor:
        cursor.execute(
            sql.format(
                table=quote(flow.model._meta.db_table), without=without, agency=quote(duty.agency_column)
            ),
            {
                "flow": flow.code, "action": duty.action, "label": duty.label, "state": duty.state, "ids": ids,
                "roles": [r.value for r in duty.roles], "at": at,
                "by": by, "holder": duty.holder, "party_role": duty.party_role, "unless_user": duty.unless_user,
            },
        )  # fmt: skip
