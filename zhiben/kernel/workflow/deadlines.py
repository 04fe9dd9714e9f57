"""When the calendar changes, deadlines that rested on 暂定 days are computed again: once, by set, by guarded writes.

A deadline computed from published days only never moves. What moves leaves a trace (``ClockChange``), its to-dos move
along, and whoever must act hears of the new day once.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.parameters.by_set import by_places
from zhiben.kernel.parameters.calendar import calendar_version
from zhiben.kernel.workflow.definition import Workflow
from zhiben.kernel.workflow.models import Recomputation
from zhiben.kernel.workflow.registry import flows
from zhiben.kernel.workflow.telling import CHINA, OF_DEADLINE, Message, case_address, tell_holders
from zhiben.kernel.workflow.terms import Told

BATCH: Final = 2_000
UNSURE: Final = """c.closed_at is null and c.due_rule @> '{{"by": "working_days", "provisional": true}}'"""
# Several flows may keep their cases in one table: the first row of the history says whose a case is.
ALL: Final = f"""
select c.id from {{cases}} c join workflow_casemove m on m.case_id = c.id and m.seq = 1 and m.flow = %(flow)s where {UNSURE}
"""  # noqa: S608
# The same count as ``calendar.count_working_days``, for every case at once.
FRESH: Final = f"""
    select h.id, h.state, h.due_at as old, h.due_rule as old_rule, ((t.date + time '23:59:59') {CHINA}) as due,
           h.due_rule || jsonb_build_object('provisional', exists (
               select 1 from parameters_workingday x where x.provisional and x.date <> d.date
                  and x.date between least(d.date, t.date) and greatest(d.date, t.date))) as rule
      from held h
      join parameters_workingday d on d.date = (h.due_rule ->> 'from')::date
      join parameters_workingday t on t.is_working and t.ordinal = d.ordinal + (h.due_rule ->> 'n')::int
           + (case when (h.due_rule ->> 'n')::int < 0 and not d.is_working then 1 else 0 end)
"""  # noqa: S608
MOVE: Final = f"""
with held as (
    select c.id, c.state, c.due_at, c.due_rule from {{cases}} c where c.id = any(%(ids)s) and {UNSURE}
       for update skip locked
), fresh as ({FRESH}), written as (
    update {{cases}} c set due_at = f.due, due_rule = f.rule
      from fresh f
     where c.id = f.id and c.state = f.state and c.due_at = f.old and c.due_rule = f.old_rule
       and (c.due_at, c.due_rule) is distinct from (f.due, f.rule)
    returning c.id, c.seq, f.old, f.due, f.rule
), traced as (
    insert into workflow_clockchange (flow, case_id, seq, old_due, new_due, rule, reason, version, at)
    select %(flow)s, w.id, w.seq, w.old, w.due, w.rule, %(reason)s, %(version)s, %(at)s
      from written w where w.old <> w.due order by w.id
    returning case_id, old_due, new_due
), moved as (
    update workflow_todo t set due_at = w.due, told = %(told)s
      from written w
     where t.case_id = w.id and t.flow = %(flow)s and t.closed_at is null and t.due_at = w.old and w.old <> w.due
    returning t.id
)
select array(select case_id || ' ' || old_due || ' ' || new_due from traced order by case_id), array(select id from moved)
"""  # noqa: S608
# Cases that somebody held while their turn came.
LEFT: Final = f"""
with held as (select c.id, c.state, c.due_at, c.due_rule from {{cases}} c where {UNSURE}), fresh as ({FRESH})
select count(*) from fresh f where (f.old, f.old_rule) is distinct from (f.due, f.rule)
"""  # noqa: S608
MOVED: Final = f"""t.title || '。因工作日历调整，办理期限由 ' || to_char(k.old_due {CHINA}, 'YYYY-MM-DD') || ' 改为 '
    || to_char(k.new_due {CHINA}, 'YYYY-MM-DD') || '。'"""
# Whoever is told of the new day when it is already near is not told again that it is near.
KEY: Final = f"""(case when t.due_at > %(at)s and t.due_at <= %(at)s + make_interval(days => %(soon)s)
    then 'due_soon' else 'due_moved' end) || {OF_DEADLINE}"""


def recompute(*, at: datetime) -> int:
    """Compute again what rested on 暂定 days, if the calendar has changed since the last time. Returns deadlines moved.

    Two small queries when it has not. Safe to repeat, and to run twice at once; what was locked or left by a kill is
    done by the next run, because only a whole one is remembered.
    """
    version, reason = calendar_version()
    if Recomputation.objects.filter(version__gte=version).exists():
        return 0
    moved = sum(_recompute(flow, version, reason, at) for flow in flows())
    with transaction.atomic():
        if not any(_one(LEFT, flow, {})[0] for flow in flows()):
            Recomputation.objects.bulk_create(
                [Recomputation(version=version, moved=moved, at=at)], ignore_conflicts=True
            )
    return moved


def _recompute(flow: Workflow[Any], version: int, reason: str, at: datetime) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ALL.format(cases=_table(flow)), {"flow": flow.code})
        ids = sorted(row[0] for row in cursor.fetchall())
    return sum(_move(flow, ids[i : i + BATCH], version, reason, at) for i in range(0, len(ids), BATCH))


@transaction.atomic
def _move(flow: Workflow[Any], ids: Sequence[UUID], version: int, reason: str, at: datetime) -> int:
    given = {
        "ids": list(ids), "flow": flow.code, "reason": reason, "version": version, "at": at,
        "told": Told.NOTHING.value,
    }  # fmt: skip
    changes, todos = _one(MOVE, flow, given)
    if todos:
        tell_holders(flow, _message(flow, version, at), todos, link=case_address(flow.code), at=at)
    if changes:
        record_act(
            actor=system_actor(), verb="case.recompute", at=at, object_kind=flow.code, calendar=version,
            count=len(changes), digest=hashlib.sha256("\n".join(changes).encode()).hexdigest(),
        )  # fmt: skip
    return len(changes)


def _message(flow: Workflow[Any], version: int, at: datetime) -> Message:
    soon = max((int(days) for days in by_places([flow.due_soon], day_of(at))[flow.due_soon].values()), default=0)
    return Message(
        topic="workflow.due_moved", title="'期限调整：' || t.label || '　' || t.where_name", body=MOVED, key=KEY,
        join="join workflow_clockchange k on k.case_id = t.case_id and k.version = %(version)s",
        given={"version": version, "soon": soon},
    )  # fmt: skip


def _one(sql: str, flow: Workflow[Any], given: dict[str, Any]) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql.format(cases=_table(flow)), given)
        row: tuple[Any, ...] = cursor.fetchone()
    return row


def _table(flow: Workflow[Any]) -> str:
    return connection.ops.quote_name(flow.model._meta.db_table)
