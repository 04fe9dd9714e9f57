"""The sweep: who must act is told that a deadline is near, that it has passed, and is urged while nothing happens.

Each to-do remembers how far its holders have been told (``Todo.told``), so that a sweep reads only what is new and a
second one finds nothing. It works in batches, each a transaction of its own: what a killed sweep has told stays told,
and the rest is told by the next one. Several sweeps at once take turns, batch by batch.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from psycopg.types.json import Jsonb

from zhiben.kernel.base.clock import day_of, start_of_day
from zhiben.kernel.parameters.by_set import by_places
from zhiben.kernel.workflow.definition import Workflow
from zhiben.kernel.workflow.parameters import URGE_HOUR
from zhiben.kernel.workflow.registry import flows
from zhiben.kernel.workflow.telling import DUE_DAY, OF_DEADLINE, PLACE, Message, case_address, tell_holders
from zhiben.kernel.workflow.terms import Told
from zhiben.kernel.workflow.urges import count_reached, take_turns, urge_by_platform, urged

__all__ = ["PLACE", "remind"]
Places = Mapping[str, Mapping[str, Any]]  # parameter → path → value
MADE_UP_FOR: Final = timedelta(days=3)  # a platform that stood still tells afterwards what ran out meanwhile
BATCH: Final = 1_000  # to-dos in one transaction: their pages stay in memory from the first statement to the last

# To-dos that somebody is just working on are passed over: the next sweep finds them, if they are still open.
PICK: Final = """
with picked as (
    select t.id from workflow_todo t {join}
     where t.flow = %(flow)s and t.closed_at is null and t.told = any(%(below)s)
       and t.due_at > %(after)s and t.due_at <= %(until)s {more}
     limit %(batch)s for update of t skip locked)
update workflow_todo t set told = %(told)s from picked p where t.id = p.id returning t.id
"""
WAITING: Final = """
select s.n from jsonb_to_recordset(%(steps)s) s(n int, flow text, below int[], after timestamptz, until timestamptz)
 where exists (select 1 from workflow_todo t where t.flow = s.flow and t.closed_at is null and t.told = any(s.below)
                  and t.due_at > s.after and t.due_at <= s.until)
"""
# The value of the nearest place above the case that has one.
NEAREST: Final = """(select v.value from jsonb_to_recordset(%(values)s) as v(path text, value {kind})
    where starts_with(c.place, v.path) order by length(v.path) desc limit 1)"""
SOON_HERE: Final = f"and t.due_at <= %(at)s + make_interval(days => {NEAREST.format(kind='int')})"
WITHIN: Final = " and c.place >= %(low)s and c.place < %(high)s"
# Of the steps that are reached only the highest is urged, should the platform have stood still over several.
REACHED: Final = """%(told)s = (select max(s) from unnest({steps}) s
    where t.due_at < %(edge)s::timestamptz - make_interval(days => s))"""

# Another sweep may be ahead of this one: nobody is urged before having heard that it is overdue.
HEARD: Final = "and (t.told >= 0 or t.due_at <= %(unheard)s)"

WORDS: Final = "%(word)s || '：' || t.label || '　' || t.where_name"
DEADLINE: Final = f"t.title || '。办理期限 ' || {DUE_DAY} || '。'"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to be told of deadlines that lie in (``after``, ``until``]: ``told`` is the mark it leaves.

    Without ``message`` it is the urge at ``told`` days overdue. ``by_place``: places differ in when they ask for it.
    """

    told: int
    after: datetime
    until: datetime
    message: Message | None = None
    more: str = ""
    by_place: bool = False
    given: dict[str, Any] = field(default_factory=dict)

    @property
    def below(self) -> list[int]:
        """The marks of to-dos that have not been told this."""
        return list(range(Told.NOTHING, self.told))


def remind(*, at: datetime, address: Callable[[str], str] = case_address) -> int:
    """Tell what has come due since the last time. Returns how many notifications; asking again adds none.

    ``address`` gives the page of a case by the code of its flow, with ``PLACE`` where its id stands.
    """
    acting = [flow for flow in flows() if flow.duties]
    keys = {URGE_HOUR, *(key for flow in acting for key in (flow.due_soon, flow.urge_days) if key)}
    places = by_places(keys, day_of(at))
    steps = [(flow, step) for flow in acting for step in _steps(flow, at, places)]
    waiting = _waiting(steps)
    return sum(_take(flow, step, at, address(flow.code)) for n, (flow, step) in enumerate(steps) if n in waiting)


def _steps(flow: Workflow[Any], at: datetime, places: Places) -> Iterator[Step]:
    yield Step(told=Told.OVERDUE, after=at - MADE_UP_FOR, until=at, message=_notice("overdue", "已逾期", pressing=True))
    yield from _due_soon(flow, at, places)
    yield from _urges(flow, at, places)


def _waiting(steps: Sequence[tuple[Workflow[Any], Step]]) -> set[int]:
    """Which steps may find something: one look at the index of clocks for all, so that a quiet sweep ends here."""
    asked = [
        {
            "n": n, "flow": flow.code, "below": step.below, "after": step.after.isoformat(),
            "until": step.until.isoformat(),
        }
        for n, (flow, step) in enumerate(steps)
    ]  # fmt: skip
    return {row[0] for row in _run(WAITING, {"steps": Jsonb(asked)})}


def _notice(topic: str, word: str, *, pressing: bool = False) -> Message:
    """A later deadline is told anew, the same one never again."""
    key = f"%(topic)s || {OF_DEADLINE}"
    return Message(topic=topic, title=WORDS, body=DEADLINE, key=key, given={"word": word}, pressing=pressing)


def _due_soon(flow: Workflow[Any], at: datetime, places: Places) -> Iterator[Step]:
    """For the whole country, and once more for each place that asks to be reminded earlier."""
    days = {path: int(value) for path, value in places.get(flow.due_soon, {}).items()}
    own = {path: number for path, number in days.items() if path}
    given = {"values": _rows(days), "at": at} if own else {}
    usual = days.get("", 0)
    near = Step(
        told=Told.DUE_SOON, after=at, until=at + timedelta(days=usual), message=_notice("due_soon", "快到期"),
        more=SOON_HERE if own else "", by_place=bool(own), given=given,
    )  # fmt: skip
    if usual:
        yield near
    for path, number in sorted(own.items()):
        if number > usual:
            bounds = {"low": path, "high": f"{path[:-1]}/"}
            until = at + timedelta(days=number)
            yield replace(near, until=until, more=SOON_HERE + WITHIN, by_place=True, given={**given, **bounds})


def _urges(flow: Workflow[Any], at: datetime, places: Places) -> Iterator[Step]:
    """From the hour set for it on the n-th day after the deadline's own. Fewest days first: each leaves its mark."""
    steps, hour = places.get(flow.urge_days, {}), int(places[URGE_HOUR].get("", 0))
    differ = set(steps) != {""}
    values = _rows(steps) if differ else list(steps[""])
    edge = start_of_day(day_of(at - timedelta(hours=hour)) + timedelta(days=1))
    for days in sorted({int(n) for listed in steps.values() for n in listed}):
        until = edge - timedelta(days=days, microseconds=1)
        yield Step(
            told=days, after=until - MADE_UP_FOR, until=until, more=HEARD,
            by_place=differ, given={"values": values, "edge": edge, "unheard": at - MADE_UP_FOR},
        )  # fmt: skip


def _rows(values: Mapping[str, Any]) -> Jsonb:
    return Jsonb([{"path": path, "value": value} for path, value in values.items()])


def _take(flow: Workflow[Any], step: Step, at: datetime, link: str) -> int:
    """Batch after batch until nothing is left."""
    cases = connection.ops.quote_name(flow.model._meta.db_table)
    sql = PICK.format(join=f"join {cases} c on c.id = t.case_id" if step.by_place else "", more=step.more)
    given = {
        "flow": flow.code, "below": step.below, "after": step.after, "until": step.until, "batch": BATCH,
        "told": step.told, **step.given,
    }  # fmt: skip
    told, picked = 0, BATCH
    while picked == BATCH:
        with transaction.atomic():
            take_turns(flow)
            ids = [row[0] for row in _run(sql, given)]
            picked = len(ids)
            told += _tell(flow, step, ids, at, link) if ids else 0
    return told


def _tell(flow: Workflow[Any], step: Step, ids: Sequence[int], at: datetime, link: str) -> int:
    if step.message is not None:
        return sum(tell_holders(flow, step.message, ids, link=link, at=at).values())
    here = NEAREST.format(kind="int[]") if step.by_place else "%(values)s::int[]"
    where = REACHED.format(steps=here)
    urges = urge_by_platform(flow, ids, step=step.told, where=where, given=step.given, at=at)
    if not urges:
        return 0
    reached = tell_holders(flow, urged(urges), ids, link=link, at=at)
    count_reached(urges, reached)
    return sum(reached.values())


def _run(sql: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchall() if cursor.description else []
