"""Findings as work in somebody's hands: opened, closed and opened again with the finding, by set."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from zhiben.domains.standing.models import FindingTask
from zhiben.domains.standing.workflow import FINDING_FLOW
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of, end_of_day
from zhiben.kernel.parameters.queries import ParameterNotSet, value_of
from zhiben.kernel.rules.declarations import rule_of
from zhiben.kernel.rules.models import Finding, FindingMove
from zhiben.kernel.rules.terms import FindingState, FindingVerb
from zhiben.kernel.workflow.assigning import HELD_BY
from zhiben.kernel.workflow.models import CaseMove
from zhiben.kernel.workflow.todos import close_todos, open_todos
from zhiben.registry.agencies.public import Agency, codes_on

BATCH: Final = 1000
SYSTEM: Final = "系统"
NOBODY: Final = UUID(int=0)
VERBS: Final = {
    FindingState.OPEN.value: FindingVerb.REOPENED.value, FindingState.DISMISSED.value: FindingVerb.DISMISSED.value,
    FindingState.CLEARED.value: FindingVerb.CLEARED.value,
}  # fmt: skip
NEW: Final = """
select f.id from rules_finding f where f.rule = %s and f.cleared_at is null and f.agency_id is not null
   and not exists (select 1 from standing_findingtask t where t.id = f.id) order by f.raised_at, f.id limit %s
"""
TURNED: Final = """
select t.id from standing_findingtask t join rules_finding f on f.id = t.id
 where t.rule = %s and t.closed_at is null and t.state <> f.state order by t.id limit %s for update of t
"""
# The engine alone moves a case; what findings do by set is written here with its history.
TURN: Final = """
update standing_findingtask t set state = n.state, seq = t.seq + 1, due_at = n.due_at, due_rule = n.due_rule::jsonb,
       closed_at = case when n.state = 'cleared' then %(at)s end
  from unnest(%(ids)s::uuid[], %(states)s::text[], %(dues)s::timestamptz[], %(rules)s::text[]) n(id, state, due_at, due_rule)
 where t.id = n.id
"""
# Whose grid the first of its sites stands in, if he may do it; else whoever distributes the work of the agency.
NAME: Final = f"""
update workflow_todo t set assigned_to = w.user_id, assigned_name = left(w.name, 64), assigned_at = %(at)s
  from (
    select distinct on (t.id) t.id, p.user_id, p.name
      from workflow_todo t cross join lateral (
        select o.user_id, o.name, 0 as rank from rules_findingsubject s
          join projects_projectgrid g on g.project_id = s.subject_id and g.valid_to is null
          join agencies_gridofficer d on d.grid_id = g.grid_id and d.valid_to is null and d.role = 'main'
          join agencies_officer o on o.id = d.officer_id and o.agency_id = t.holder_id
         where s.finding_id = t.case_id and s.kind = 'project' and o.user_id is not null
        union all
        select a.user_id, u.name, 1 from access_grant a join access_user u on u.id = a.user_id and u.is_active
         where a.reach = 'agency' and a.reach_id = t.holder_id and a.role = %(leader)s and a.delegated_from_id is null
      ) p
     where t.flow = 'finding' and t.case_id = any(%(ids)s) and t.closed_at is null and t.assigned_to is null
       and {HELD_BY.format(user="p.user_id", todo="t")}
     order by t.id, p.rank, p.name, p.user_id) w
 where t.id = w.id
"""  # noqa: S608 - constants of this module


@transaction.atomic
def settle_tasks(*, rule: str, at: datetime) -> int:
    """Bring the work on one rule's findings to where the findings are. Returns how many changed; asked twice, none.

    What is new becomes a to-do of the responsible agency with a named person: the main officer of the grid where its
    first site stands, else a leader. The rule's parameter says by when. What is answered for or gone is nobody's.
    """
    count = 0
    while ids := _ids(NEW, rule):
        _open(list(Finding.objects.filter(pk__in=ids).order_by("raised_at", "id")), at)
        count += len(ids)
    while ids := _ids(TURNED, rule):
        _turn(list(FindingTask.objects.filter(pk__in=ids).order_by("id")), at)
        count += len(ids)
    return count


def _ids(sql: str, rule: str) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [rule, BATCH])
        return [row[0] for row in cursor.fetchall()]


def _open(found: Sequence[Finding], at: datetime) -> None:
    paths = dict(Agency.objects.filter(pk__in=[one.agency_id for one in found]).values_list("pk", "path"))
    days: dict[tuple[str, str], int | None] = {}
    tasks = [_task(one, paths, days) for one in found]
    FindingTask.objects.bulk_create(tasks)
    CaseMove.objects.bulk_create([_move(one, "open", "", SYSTEM, one.opened_at) for one in tasks])
    _hand_out([one.pk for one in tasks], at)
    late = [one.pk for one in found if one.state != FindingState.OPEN]
    if late:
        _turn([one for one in tasks if one.pk in set(late)], at)


def _task(one: Finding, paths: Mapping[UUID, str], days: dict[tuple[str, str], int | None]) -> FindingTask:
    known, place = rule_of(one.rule), one.places[0] if one.places else ""
    province, city, county = codes_on(place)
    task = FindingTask(
        id=one.pk, rule=one.rule, title=f"{known.label if known else '核查发现'}：{one.subject_name}"[:300],
        where_name="；".join(f"{fact['label']}：{fact['value']}" for fact in one.facts)[:300], agency_id=one.agency_id or NOBODY,
        scope=paths.get(one.agency_id, "") if one.agency_id else "", place=place, province=province, city=city,
        county=county, state=FindingState.OPEN, seq=1, flow_version=FINDING_FLOW.version, opened_at=one.raised_at,
        seen_by_parties=False,
    )  # fmt: skip
    _set_clock(task, one.raised_at, days)
    return task


def _set_clock(task: FindingTask, since: datetime, days: dict[tuple[str, str], int | None]) -> None:
    """So many days after it was found, as the place has it for the rule; none where nobody has set any."""
    key, day = (task.rule, task.place), day_of(since)
    known = rule_of(task.rule)
    if key not in days:
        days[key] = _days(known.due_days, task.place, day) if known else None
    number = days[key]
    if number is None or known is None:
        task.due_at, task.due_rule = None, None
        return
    task.due_at = end_of_day(day + timedelta(days=number))
    task.due_rule = {"by": "days", "from": day.isoformat(), "n": number, "parameter": known.due_days}


def _days(parameter: str, place: str, day: date) -> int | None:
    try:
        return int(value_of(parameter, path=place, on=day))
    except ParameterNotSet:
        return None


def _turn(tasks: Sequence[FindingTask], at: datetime) -> None:
    """Where their findings are now, with who did it."""
    found = Finding.objects.in_bulk([one.pk for one in tasks])
    last = FindingMove.objects.filter(finding__in=found, verb__in=VERBS.values()).order_by("finding", "-at", "-id")
    said = {move.finding_id: move for move in last.distinct("finding")}
    days: dict[tuple[str, str], int | None] = {}
    moves = []
    for task in tasks:
        before, move = task.state, said.get(task.pk)
        task.state, task.seq, task.due_at, task.due_rule = found[task.pk].state, task.seq + 1, None, None
        when = move.at if move else at
        if task.state == FindingState.OPEN:
            _set_clock(task, when, days)
        moves.append(_move(task, VERBS[task.state], before, move.by if move else SYSTEM, when))
    _write(tasks, at)
    CaseMove.objects.bulk_create(moves)
    ids = [one.pk for one in tasks]
    close_todos(ids, at=at)
    _hand_out(ids, at)


def _write(tasks: Sequence[FindingTask], at: datetime) -> None:
    rules = [None if one.due_rule is None else json.dumps(one.due_rule) for one in tasks]
    given: dict[str, Any] = {
        "ids": [one.pk for one in tasks], "states": [one.state for one in tasks], "dues": [one.due_at for one in tasks],
        "rules": rules, "at": at,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(TURN, given)


def _hand_out(ids: Sequence[UUID], at: datetime) -> None:
    open_todos(FINDING_FLOW, ids, states={FindingState.OPEN.value}, at=at, by=SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute(NAME, {"ids": list(ids), "at": at, "leader": Role.LEADER.value})


def _move(task: FindingTask, action: str, source: str, by: str, at: datetime) -> CaseMove:
    return CaseMove(
        flow=FINDING_FLOW.code, case_id=task.pk, seq=task.seq, action=action, source=source, target=task.state,
        actor_id=None, actor_name=by[:64], role=Role.SYSTEM.value, at=at, due_at=task.due_at, inputs={},
    )  # fmt: skip
