"""Telling those who hold to-dos, by set: one statement for any number of to-dos, each person once per case and key."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from zhiben.kernel.base.ids import NEW_ID
from zhiben.kernel.workflow.assigning import HELD_BY
from zhiben.kernel.workflow.definition import Workflow

_addresses: list[Callable[[str], str]] = []
PLACE: Final = "*"  # stands for the case's id in an address
CHINA: Final = "at time zone 'Asia/Shanghai'"
DUE_DAY: Final = f"to_char(t.due_at {CHINA}, 'YYYY-MM-DD')"
OF_DEADLINE: Final = "':' || t.case_id || ':' || extract(epoch from t.due_at)::bigint"

# Whoever has the to-do is told; the whole pool only when nobody has it, or who has it may no longer do it.
ASSIGNEE: Final = HELD_BY.format(user="t.assigned_to", todo="t")
HOLDERS: Final = f"""
       select distinct on (t.case_id, u.user_id) t.case_id, u.user_id, {{title}} as title, {{body}} as body,
              {{key}} as key, {{statutory}} as statutory
         from workflow_todo t
         join {{cases}} c on c.id = t.case_id and not c.silent
         {{join}}
        cross join lateral (
              select t.holder_id as user_id where t.holder_kind = 'user'
               union all
              select t.assigned_to where t.assigned_to is not null and {ASSIGNEE}
               union all
              select g.user_id from access_grant g join access_user a on a.id = g.user_id and a.is_active
               where t.holder_kind <> 'user' and (t.assigned_to is null or not {ASSIGNEE})
                 and g.reach = t.holder_kind and g.reach_id = t.holder_id
                 and g.role = any(t.roles) and g.valid_from <= %(at)s
                 and (g.valid_to is null or g.valid_to > %(at)s)) u
        where t.id = any(%(ids)s)
        order by t.case_id, u.user_id, t.id"""  # noqa: S608
# In the order of case and person, so that two who write the same rows wait for each other in the same order.
TELL: Final = """
with told as (
    insert into notifications_notification
           (id, user_id, topic, title, body, link, statutory, case_kind, case_id, key, created_at)
    select {new_id}, w.user_id, %(topic)s, left(w.title, 200), w.body, replace(%(link)s, %(place)s, w.case_id::text),
           w.statutory, %(flow)s, w.case_id, w.key, %(at)s
      from ({whom}) w
    on conflict do nothing
    returning case_id)
select case_id, count(*) from told group by case_id
"""


def use_case_addresses(address: Callable[[str], str]) -> None:
    """The pages tell where they are: by the code of a flow, with ``PLACE`` where a case's id stands."""
    _addresses[:] = [address]


def case_address(flow_code: str) -> str:
    """Empty when that kind of case has no page."""
    return _addresses[0](flow_code) if _addresses else ""


@dataclass(frozen=True, kw_only=True)
class Message:
    """What is said, as SQL over to-do ``t``, case ``c`` and whatever ``join`` brings; ``given`` are its parameters.

    ``key`` makes it once per person. ``pressing``: statutory for the cases of which the flow says so.
    """

    topic: str
    title: str
    body: str
    key: str
    join: str = ""
    pressing: bool = False
    given: dict[str, Any] = field(default_factory=dict)


def tell_holders(
    flow: Workflow[Any], message: Message, ids: Sequence[int], *, link: str, at: datetime
) -> dict[UUID, int]:
    """Tell whoever holds these to-dos; returns how many people by case. Who has heard of that key hears nothing."""
    return tell(flow, message, HOLDERS, {"ids": list(ids)}, link=link, at=at)


def tell(
    flow: Workflow[Any], message: Message, whom: str, given: dict[str, Any], *, link: str, at: datetime
) -> dict[UUID, int]:
    """``whom``: a select of case_id, user_id, title, body, key and statutory, with blanks for the message's SQL."""
    quote = connection.ops.quote_name
    statutory, needed = statutory_sql(flow) if message.pressing else ("false", {})
    cases = quote(flow.model._meta.db_table)
    people = whom.format(
        title=message.title, body=message.body, key=message.key, join=message.join, statutory=statutory, cases=cases,
    )  # fmt: skip
    about: dict[str, Any] = {"topic": message.topic, "flow": flow.code, "link": link, "place": PLACE, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(TELL.format(new_id=NEW_ID, whom=people), {**about, **needed, **message.given, **given})
        return {case_id: int(number) for case_id, number in cursor.fetchall()}


def statutory_sql(flow: Workflow[Any]) -> tuple[str, dict[str, Any]]:
    """Whether a case is one whose being overdue is told at any hour, as SQL over ``c``."""
    if flow.statutory is None:
        return "false", {}
    column, value = flow.statutory
    return f"(c.{connection.ops.quote_name(column)} = %(statutory)s and t.due_at <= %(at)s)", {"statutory": value}
