"""催办: by the platform at so many days overdue, by people whenever they see reason to. Every one is counted."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.ids import NEW_ID
from zhiben.kernel.workflow.definition import Workflow
from zhiben.kernel.workflow.telling import CHINA, DUE_DAY, Message

TURN: Final = "select pg_advisory_xact_lock(hashtextextended('workflow.sweep ' || %s, 0))"
PLATFORM: Final = "系统"
LATE: Final = f"(%(today)s::date - (t.due_at {CHINA})::date)"
# An urge of the platform is one per case, deadline and step, however many to-dos the case has: that of a sweep that was
# killed, or passed over a to-do somebody was holding, is given back as it is.
BY_PLATFORM: Final = """
insert into workflow_urge (id, flow, case_id, nth, step, due_at, days_overdue, actor_name, reach_name, at, note, reached)
select {new_id}, %(flow)s, w.*, %(name)s, '', %(at)s, '', 0
  from (select distinct on (t.case_id) t.case_id,
               coalesce((select max(u.nth) from workflow_urge u where u.case_id = t.case_id), 0) + 1,
               %(told)s::int, t.due_at, {late}
          from workflow_todo t join {cases} c on c.id = t.case_id and not c.silent
         where t.id = any(%(ids)s) and {where}
         order by t.case_id) w
on conflict (case_id, due_at, step) where step is not null do update set reached = workflow_urge.reached
returning id
"""
REACHED: Final = """
update workflow_urge u set reached = reached + n.number
  from unnest(%(cases)s::uuid[], %(numbers)s::int[]) n(case_id, number)
 where u.id = any(%(urges)s) and u.case_id = n.case_id
"""


BODY: Final = f"""t.title || '。' || coalesce('办理期限 ' || {DUE_DAY} || '，', '')
    || case when g.days_overdue > 0 then '已逾期 ' || g.days_overdue || ' 天，' else '' end
    || '第 ' || g.nth || ' 次催办' || case when g.step is null then '（' || g.actor_name || '）' else '' end
    || case when g.note <> '' then '：' || g.note else '。' end"""


def take_turns(flow: Workflow[Any]) -> None:
    """Until the transaction ends nobody else tells or urges about this kind of case: urges are numbered without a gap."""
    with connection.cursor() as cursor:
        cursor.execute(TURN, [flow.code])


def urged(urges: Sequence[UUID]) -> Message:
    """What those who hold to-dos of the urged cases are told."""
    return Message(
        topic="urge", title="'催办：' || t.label || '　' || t.where_name", body=BODY, key="'urge:' || g.id",
        join="join workflow_urge g on g.case_id = t.case_id and g.id = any(%(urges)s)", pressing=True,
        given={"urges": list(urges)},
    )  # fmt: skip


def urge_by_platform(
    flow: Workflow[Any], ids: Sequence[int], *, step: int, where: str, given: Mapping[str, Any], at: datetime
) -> list[UUID]:
    """Count an urge for each case of these to-dos for which ``where`` holds; returns the urges of that step."""
    sql = BY_PLATFORM.format(
        new_id=NEW_ID, late=LATE, where=where, cases=connection.ops.quote_name(flow.model._meta.db_table)
    )
    about: dict[str, Any] = {
        "flow": flow.code,
        "ids": list(ids),
        "told": step,
        "today": day_of(at),
        "at": at,
        "name": PLATFORM,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, {**given, **about})
        return [row[0] for row in cursor.fetchall()]


def count_reached(urges: Sequence[UUID], reached: Mapping[UUID, int]) -> None:
    """How many people heard of each, by case."""
    with connection.cursor() as cursor:
        cursor.execute(REACHED, {"urges": list(urges), "cases": list(reached), "numbers": list(reached.values())})
