"""``/me``: as whom a caller acts."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.notifications.queries import unread_count
from zhiben.kernel.workflow.queries import inbox

router = Router(tags=["我"])


class Me(Schema):
    user_id: UUID | None
    name: str
    role: str
    role_label: str
    reach: str
    reach_id: UUID | None
    reach_name: str
    division_code: str
    open_todos: int
    unread_notices: int


@router.get("", response=Me, summary="我现在的身份")
def me(request: HttpRequest) -> dict[str, object]:
    """谁在调用、以什么身份、有多少待办和未读消息。"""
    actor: Actor = actor_of(request)
    return {
        "user_id": actor.user_id, "name": actor.name, "role": actor.role.value, "role_label": actor.role.label,
        "reach": actor.reach.value, "reach_id": actor.reach_id, "reach_name": actor.reach_name,
        "division_code": actor.division_code, "open_todos": inbox(actor).order_by().count(),
        "unread_notices": unread_count(actor),
    }  # fmt: skip
