"""``/todos``: what the caller must do, most urgent first."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema

from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.api.paging import Page, PageQuery, page_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.workflow.models import Todo
from zhiben.kernel.workflow.queries import inbox

router = Router(tags=["待办"])


class TodoOut(Schema):
    id: int
    flow: str
    case_id: UUID
    action: str
    label: str
    title: str
    where_name: str
    due_at: datetime | None
    overdue: bool
    opened_at: datetime
    opened_by: str
    assigned_to: UUID | None
    assigned_name: str

    @staticmethod
    def resolve_overdue(todo: Todo) -> bool:
        return todo.due_at is not None and todo.due_at < now()


class TodoQuery(PageQuery):
    flow: str = ""


@router.get("", response=Page[TodoOut], summary="我的待办")
def todos(request: HttpRequest, query: Query[TodoQuery]) -> dict[str, Any]:
    rows = inbox(actor_of(request))
    return page_of(rows.filter(flow=query.flow) if query.flow else rows, query, order="due_at")
