"""Taking over cases from ledgers (补录): rows already inserted in the ledger's state get their history, by set.

A case taken over has one history row, ``backfill``, with the ledger's date as ``at`` and the moment of import as
``recorded_at``. It is silent: no to-do, no notice to anybody, until its batch is switched on.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.workflow.definition import Workflow
from zhiben.kernel.workflow.models import CaseMove, CaseParty, Todo
from zhiben.kernel.workflow.terms import Told
from zhiben.kernel.workflow.todos import close_todos, open_todos

ACTION: Final = "backfill"
LABEL: Final = "台账补录"
HISTORY: Final = """
insert into workflow_casemove (flow, case_id, seq, action, source, target, actor_id, actor_name, role, reach_name,
                               on_behalf_of, at, recorded_at, due_at, inputs)
select %(flow)s, c.id, 1, %(action)s, '', c.state, %(actor_id)s::uuid, %(actor)s, %(role)s, %(reach)s, '',
       c.opened_at, %(at)s::timestamptz, c.due_at, jsonb_build_object('batch', %(batch)s::text)
  from {table} c
 where c.id = any(%(ids)s) and c.seq = 1
on conflict do nothing
"""


@transaction.atomic
def take_over(
    flow: Workflow[Any], ids: Sequence[UUID], *, actor: Actor, at: datetime, batch: UUID, object_kind: str = "import"
) -> int:
    """Write the first history row of cases inserted with ``backfilled``, ``silent`` and ``seq`` 1. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            HISTORY.format(table=connection.ops.quote_name(flow.model._meta.db_table)),
            {
                "flow": flow.code, "action": ACTION, "actor_id": actor.user_id, "actor": actor.name,
                "role": actor.role.value, "reach": actor.reach_name, "at": at, "batch": str(batch), "ids": list(ids),
            },
        )  # fmt: skip
        taken: int = cursor.rowcount
    record_act(
        actor=actor, verb="case.backfill", at=at, object_kind=object_kind, object_id=batch, flow=flow.code, count=taken
    )
    return taken


CARRIED: Final = """
insert into workflow_casemove (flow, case_id, seq, action, source, target, actor_id, actor_name, role, reach_name,
                               on_behalf_of, at, recorded_at, due_at, inputs)
select %(flow)s, c.id, c.seq + 1, %(action)s, w.source, c.state, %(actor_id)s::uuid, %(actor)s, %(role)s, %(reach)s, '',
       w.at, %(at)s::timestamptz, c.due_at, jsonb_build_object('batch', %(batch)s::text)
  from {table} c join unnest(%(ids)s::uuid[], %(sources)s::text[], %(moments)s::timestamptz[]) w(id, source, at)
    on w.id = c.id
"""
COUNT_ON: Final = "update {table} set seq = seq + 1 where id = any(%(ids)s)"


@transaction.atomic
def carry_on(
    flow: Workflow[Any], turned: Sequence[tuple[UUID, str, datetime]], *, actor: Actor, at: datetime, batch: UUID
) -> None:
    """A later ledger has moved cases that were taken over: their rows hold the new state, here comes the history.

    ``turned``: case, the state it was in, and the ledger's moment of the change.
    """
    if not turned:
        return
    values = {
        "flow": flow.code, "action": ACTION, "actor_id": actor.user_id, "actor": actor.name, "role": actor.role.value,
        "reach": actor.reach_name, "at": at, "batch": str(batch), "ids": [t[0] for t in turned],
        "sources": [t[1] for t in turned], "moments": [t[2] for t in turned],
    }  # fmt: skip
    table = connection.ops.quote_name(flow.model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(CARRIED.format(table=table), values)
        cursor.execute(COUNT_ON.format(table=table), values)
    record_act(
        actor=actor,
        verb="case.carry_on",
        at=at,
        object_kind="import",
        object_id=batch,
        flow=flow.code,
        count=len(turned),
    )


@transaction.atomic
def switch_on(flow: Workflow[Any], ids: Sequence[UUID], *, actor: Actor, at: datetime) -> int:
    """From now on these cases speak: whoever must act gets a to-do with the ledger's own deadline."""
    cases = flow.model._default_manager.filter(pk__in=ids, silent=True)
    woken = list(cases.values_list("pk", flat=True))
    flow.model._default_manager.filter(pk__in=woken).update(silent=False)
    Todo.objects.open().filter(case_id__in=woken).update(told=Told.NOTHING)
    open_todos(flow, woken, states=set(flow.states), at=at, by=actor.name)
    record_act(actor=actor, verb="case.switch_on", at=at, object_kind=flow.code, count=len(woken))
    return len(woken)


def untouched(ids: Sequence[UUID]) -> bool:
    """Nobody has moved any of them since they were taken over: the import can still be undone."""
    return not CaseMove.objects.filter(case_id__in=ids, seq__gt=1).exists()


@transaction.atomic
def take_back(flow: Workflow[Any], ids: Sequence[UUID], *, actor: Actor, at: datetime, batch: UUID) -> int:
    """Undo of an import, while untouched. The rows go, the acts say that they were there and who undid it.

    History rows are append-only, so the cases' own rows are removed and their one history row stays as the trace.
    """
    close_todos(ids, at=at)
    CaseParty.objects.filter(case_id__in=ids).delete()
    gone: int = flow.model._default_manager.filter(pk__in=ids, backfilled=True, seq=1).delete()[0]
    record_act(actor=actor, verb="case.take_back", at=at, object_kind="import", object_id=batch, count=gone)
    return gone
