"""Questions about notices. Read only."""

from uuid import UUID

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.notifications.models import Notification, NotificationQuerySet


def unread_count(actor: Actor) -> int:
    """How many notices the person has not read, under whichever grant. One query, on a partial index."""
    return Notification.objects.of_user(actor.user_id).unread().order_by().count() if actor.user_id else 0


def notices_of(actor: Actor) -> NotificationQuerySet:
    """The person's notices, newest first."""
    return Notification.objects.of_user(actor.user_id)


def sent_about(case_id: UUID) -> NotificationQuerySet:
    """Who was told what about a case, and whether they have read it."""
    return Notification.objects.filter(case_id=case_id).order_by("id")
