"""People hear of it when work is put into their hands. Named in ``zhiben.wiring``."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import get_resolver

from zhiben.kernel.access.models import Grant
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.notifications.services import notify
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.workflow.models import Todo

MINE = "/inbox?who=mine"
LOANS = "/delegations/"


def tell_of_assignment(payload: dict[str, Any], at: datetime) -> None:
    """One notice, whether one to-do or a hundred; a single one leads to its page."""
    todos = list(Todo.objects.filter(pk__in=payload["todo_ids"]).order_by("due_at", "id"))
    if not todos:
        return
    one = todos[0]
    more = f"等 {len(todos)} 件待办" if len(todos) > 1 else ""
    due = f"，期限 {day_of(one.due_at):%Y-%m-%d}" if one.due_at else ""
    single = len(todos) == 1
    get_resolver().url_patterns  # noqa: B018 - pages register when the addresses are read, which a worker has not done
    notify(
        topic="workflow.assigned", title=f"{payload['by']}{payload['how']}给您：{one.label}　{one.where_name or one.title}{more}"[:200],
        body=f"{one.title}{due}。" + (f"一共 {len(todos)} 件，最急的是这一件。" if more else ""), at=at,
        link=case_url(one.flow, one.case_id) if single else MINE, recipients=[UUID(payload["user_id"])],
        case_kind=one.flow if single else "", case_id=one.case_id if single else None,
    )  # fmt: skip


def tell_of_delegation(payload: dict[str, Any], at: datetime) -> None:
    """委托: the one who stands in hears of it. 终止: both hear of it, but for the one who ended it."""
    lent = Grant.objects.select_related("user").filter(pk=payload["grant_id"]).first()
    if lent is None or lent.delegated_by is None or lent.valid_to is None:
        return
    what = f"{lent.reach_name}{lent.get_role_display()}"
    if payload["ended"]:
        title, people = f"{lent.user.name}代理{lent.delegated_name}（{what}）已终止", [lent.user_id, lent.delegated_by]
        body = f"由{payload['by']}终止。"
    else:
        title, people = f"{lent.delegated_name}委托您代理{what}", [lent.user_id]
        body = f"{day_of(lent.valid_from):%Y-%m-%d} 至 {day_of(lent.valid_to):%Y-%m-%d}，事由：{lent.reason}。"
    notify(topic="workflow.delegated", title=title, body=body, link=LOANS, at=at, recipients=people)
