"""Reminders: who must act is told once that a deadline is near, and once that it has passed. By set, safe to repeat."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection

from zhiben.kernel.access.models import Grant, User
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.ids import NEW_ID
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.parameters.models import EffectiveParameter
from zhiben.kernel.workflow.assigning import HELD_BY
from zhiben.kernel.workflow.definition import Workflow
from zhiben.kernel.workflow.models import Todo
from zhiben.kernel.workflow.registry import flows

MADE_UP_FOR: Final = timedelta(days=3)  # a platform that stood still tells afterwards what ran out meanwhile
PLACE: Final = "*"  # stands for the case's id in an address

# Whoever has the to-do is told; the whole pool only when nobody has it, or who has it may no longer do it.
ASSIGNEE: Final = HELD_BY.format(user="t.assigned_to", todo="t")
# Each statement names a person once per case and deadline: a later deadline is told anew, the same one never again.
TELL: Final = """
insert into {notifications} (id, user_id, topic, title, body, link, statutory, case_kind, case_id, key, created_at)
select {new_id}, w.user_id, %(topic)s, left(%(word)s || '：' || w.label || '　' || w.where_name, 200),
       w.title || '。办理期限 ' || to_char(w.due_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') || '。',
       replace(%(link)s, %(place)s, w.case_id::text), false, %(flow)s, w.case_id,
       %(topic)s || ':' || w.case_id || ':' || extract(epoch from w.due_at)::bigint, %(at)s
  from (select distinct on (t.case_id, u.user_id) t.case_id, u.user_id, t.label, t.title, t.where_name, t.due_at
          from {todos} t
          join {cases} c on c.id = t.case_id and not c.silent
         cross join lateral (
               select t.holder_id as user_id where t.holder_kind = 'user'
                union all
               select t.assigned_to where t.assigned_to is not null and {held}
                union all
               select g.user_id from {grants} g join {users} a on a.id = g.user_id and a.is_active
                where t.holder_kind <> 'user' and (t.assigned_to is null or not {held})
                  and g.reach = t.holder_kind and g.reach_id = t.holder_id
                  and g.role = any(t.roles) and g.valid_from <= %(at)s
                  and (g.valid_to is null or g.valid_to > %(at)s)) u
         where t.flow = %(flow)s and t.closed_at is null and {which}
         order by t.case_id, u.user_id, t.id) w
on conflict do nothing
"""
OVERDUE: Final = "t.due_at <= %(at)s and t.due_at > %(since)s"
DUE_SOON: Final = """t.due_at > %(at)s and t.due_at <= %(until)s and t.due_at <= %(at)s + make_interval(days => (
    select (p.value #>> array[]::text[])::int from {parameters} p
     where p.key = %(parameter)s and p.path = any (parameter_paths(c.place)) and p.valid_from <= %(day)s
       and (p.valid_to is null or p.valid_to > %(day)s)
     order by length(p.path) desc limit 1))"""


def remind(*, at: datetime, address: Callable[[str], str]) -> int:
    """Write what has come due since the last time. Returns how many notifications; asking again adds none.

    ``address`` gives the page of a case by the code of its flow, with ``PLACE`` where its id stands.
    """
    return sum(_remind(flow, at, address(flow.code)) for flow in flows() if flow.duties)


def _remind(flow: Workflow[Any], at: datetime, link: str) -> int:
    about = {"flow": flow.code, "link": link, "place": PLACE, "at": at}
    told = _tell(flow, OVERDUE, {**about, "topic": "overdue", "word": "已逾期", "since": at - MADE_UP_FOR})
    longest = _longest(flow.due_soon)
    if not longest:
        return told
    soon = {"parameter": flow.due_soon, "day": day_of(at), "until": at + timedelta(days=longest)}
    return told + _tell(flow, DUE_SOON, {**about, **soon, "topic": "due_soon", "word": "快到期"})


def _longest(parameter: str) -> int:
    """No place asks to be reminded earlier: a bound that the index of clocks can use."""
    values = EffectiveParameter.objects.filter(key=parameter).values_list("value", flat=True) if parameter else ()
    return max((int(value) for value in values if value is not None), default=0)


def _tell(flow: Workflow[Any], which: str, about: dict[str, Any]) -> int:
    tables = {
        name: connection.ops.quote_name(model._meta.db_table)
        for name, model in (
            ("notifications", Notification), ("todos", Todo), ("cases", flow.model), ("grants", Grant), ("users", User),
            ("parameters", EffectiveParameter),
        )
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(TELL.format(new_id=NEW_ID, held=ASSIGNEE, which=which.format(**tables), **tables), about)
        told: int = cursor.rowcount
    return told
