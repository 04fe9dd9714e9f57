"""催办 by a person: of the responsible agency, or of one above it, for one case or many."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.terms import ReachClass, Role
from zhiben.kernel.base.clock import day_of, start_of_day
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible
from zhiben.kernel.base.ids import NEW_ID
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.workflow.definition import Workflow
from zhiben.kernel.workflow.models import Case, Todo
from zhiben.kernel.workflow.parameters import URGES_PER_DAY
from zhiben.kernel.workflow.reach import reach_class
from zhiben.kernel.workflow.registry import flow as flow_of
from zhiben.kernel.workflow.telling import CHINA, case_address, tell, tell_holders
from zhiben.kernel.workflow.urges import count_reached, take_turns, urged

OWN: Final = frozenset({Role.INSPECTOR, Role.ENFORCER, Role.CLERK, Role.LEADER})
ABOVE: Final = frozenset({Role.CLERK, Role.LEADER})
MOST_NOTE: Final = 200

BY_PERSON: Final = f"""
insert into workflow_urge (id, flow, case_id, nth, due_at, days_overdue, actor_id, actor_name, reach_name, at, note, reached)
select {NEW_ID}, %(flow)s, c.id, coalesce((select max(u.nth) from workflow_urge u where u.case_id = c.id), 0) + 1,
       c.due_at, coalesce(greatest(%(today)s::date - (c.due_at {CHINA})::date, 0), 0),
       %(actor)s, %(name)s, %(reach)s, %(at)s, %(note)s, 0
  from {{cases}} c
 where c.id = any(%(ids)s) and c.closed_at is null and not c.silent
   and exists (select 1 from workflow_todo t where t.case_id = c.id and t.flow = %(flow)s and t.closed_at is null)
   and %(most)s > (select count(*) from workflow_urge u
                    where u.case_id = c.id and u.actor_id is not distinct from %(actor)s and u.step is null
                      and u.at >= %(day)s and u.at < %(day)s + interval '1 day')
 order by c.id
returning id, case_id
"""  # noqa: S608
# An agency above does not go round the responsible one: its leaders and clerks hear of it too.
HEADS: Final = """
select distinct on (t.id, p.user_id) t.id as case_id, p.user_id, '上级催办：' || t.title as title, {body} as body,
       {key} as key, {statutory} as statutory
  from {cases} t
  join workflow_urge g on g.case_id = t.id and g.id = any(%(urges)s)
  join access_grant p on p.reach = 'agency' and p.reach_id = t.agency_id and p.role = any(%(heads)s)
   and p.valid_from <= %(at)s and (p.valid_to is null or p.valid_to > %(at)s)
  join access_user a on a.id = p.user_id and a.is_active
 order by t.id, p.user_id
"""


@transaction.atomic
def urge(*, actor: Actor, flow_code: str, case_ids: Sequence[UUID], at: datetime, note: str = "") -> int:
    """Urge whoever holds the open to-dos of these cases; returns how many cases were urged.

    Passed over: cases that are closed, silent or nobody's to-do, and those the actor has urged often enough today
    (``workflow.urges_per_day``). Officers, clerks and leaders of the responsible agency, clerks and leaders of an
    agency above: else NotPermitted. NotVisible when one of the cases is. InvalidInput for a note over 200 characters.
    """
    flow, wanted, words = flow_of(flow_code), list(dict.fromkeys(case_ids)), note.strip()
    if len(words) > MOST_NOTE:
        raise InvalidInput.of("note", f"「催办意见」最多 {MOST_NOTE} 个字")
    rows: Any = flow.model._default_manager
    cases: list[Case] = list(rows.visible_to(actor).filter(pk__in=wanted))
    if not wanted or len(cases) != len(wanted):
        raise NotVisible()
    if not all(may_urge(actor, case) for case in cases):
        raise NotPermitted("办理机关的监督员、执法人员、内勤、负责人，和上级机关的内勤、负责人可以催办")
    urges = _count(flow, [case.pk for case in cases], actor, words, at)
    if urges:
        _tell(flow, urges, actor, [case for case in cases if case.pk in urges.values()], at)
        record_act(
            actor=actor, verb="case.urge", at=at, object_kind=flow.code,
            object_id=wanted[0] if len(wanted) == 1 else "", cases=[str(pk) for pk in urges.values()], note=words,
        )  # fmt: skip
    return len(urges)


def may_urge(actor: Actor, case: Case) -> bool:
    """Whether the actor is somebody who urges about this case. No query for regulators."""
    if actor.is_system:
        return True
    if not actor.is_regulator:
        return False
    stands = reach_class(actor, case)
    return (stands == ReachClass.OWN and actor.role in OWN) or (stands == ReachClass.ABOVE and actor.role in ABOVE)


def _count(flow: Workflow[Any], ids: list[UUID], actor: Actor, note: str, at: datetime) -> dict[UUID, UUID]:
    """Write the urges; returns their ids with the cases they are about."""
    today = day_of(at)
    given: dict[str, Any] = {
        "flow": flow.code, "ids": ids, "today": today, "day": start_of_day(today), "actor": actor.user_id,
        "name": actor.name, "reach": actor.reach_name, "at": at, "note": note,
        "most": int(value_of(URGES_PER_DAY, path=actor.path, on=today)),
    }  # fmt: skip
    take_turns(flow)
    with connection.cursor() as cursor:
        cursor.execute(BY_PERSON.format(cases=connection.ops.quote_name(flow.model._meta.db_table)), given)
        return dict(cursor.fetchall())


def _tell(flow: Workflow[Any], urges: dict[UUID, UUID], actor: Actor, cases: Sequence[Case], at: datetime) -> None:
    message, link = urged(list(urges)), case_address(flow.code)
    todos = Todo.objects.open().filter(flow=flow.code, case_id__in=urges.values()).values_list("pk", flat=True)
    count_reached(list(urges), tell_holders(flow, message, list(todos), link=link, at=at))
    if any(reach_class(actor, case) == ReachClass.ABOVE for case in cases):
        heads = {"heads": [role.value for role in ABOVE]}
        count_reached(list(urges), tell(flow, replace(message, pressing=False), HEADS, heads, link=link, at=at))
