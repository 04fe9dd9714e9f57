"""Send and read notices."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.models import Grant
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.notifications.models import Notification

Holder = tuple[str, UUID, Collection[Role | str]]


def notify(
    *, topic: str, title: str, body: str = "", link: str = "", at: datetime, recipients: Iterable[UUID] = (),
    holder: Holder | None = None, statutory: bool = False, case_kind: str = "", case_id: UUID | None = None,
    key: str = "",
) -> int:  # fmt: skip
    """One row for each recipient, in the caller's transaction; returns to how many people it went.

    ``recipients`` are users; ``holder`` = (reach kind or ``user``, id, roles) stands for whoever holds such a grant at
    ``at`` (no roles: any). ``key`` given: whoever already has a notice of that key gets no second one.
    """
    users = list(dict.fromkeys([*recipients, *(holders(holder, at) if holder else [])]))
    rows = [
        Notification(
            user_id=user, topic=topic, title=title[:200], body=body, link=link, statutory=statutory,
            case_kind=case_kind, case_id=case_id, key=key, created_at=at,
        )
        for user in users
    ]  # fmt: skip
    Notification.objects.bulk_create(rows, ignore_conflicts=bool(key), batch_size=1000)
    return len(users)


def holders(holder: Holder, at: datetime) -> list[UUID]:
    """Users who hold a grant of that reach in one of the roles, in a stable order."""
    kind, reach_id, roles = holder
    if kind == "user":
        return [reach_id]
    grants = Grant.objects.in_force(at).filter(reach=ReachKind(kind), reach_id=reach_id)
    if roles:
        grants = grants.filter(role__in=[Role(r).value for r in roles])
    return list(grants.order_by("user_id").values_list("user_id", flat=True).distinct())


def mark_read(*, actor: Actor, ids: Sequence[UUID], at: datetime) -> int:
    """Mark the actor's own notices as read; others' are left alone. Returns how many became read."""
    return Notification.objects.of_user(actor.user_id).unread().filter(pk__in=ids).update(read_at=at)


def mark_all_read(*, actor: Actor, at: datetime) -> int:
    return Notification.objects.of_user(actor.user_id).unread().update(read_at=at)
