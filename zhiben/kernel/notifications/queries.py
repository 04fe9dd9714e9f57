"""Questions about notices and what became of them. Read only."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, Min, Prefetch, Q

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.models import Grant, User
from zhiben.kernel.notifications.models import Channel, Delivery, Notification, NotificationQuerySet
from zhiben.kernel.notifications.terms import PERSONAL, TO_LOOK_AT, TO_SEND, ChannelKind, DeliveryState

A_DAY: Final = timedelta(hours=24)


def unread(actor: Actor) -> NotificationQuerySet:
    """Notices the person has not read, under whichever grant; a partial index has them."""
    return Notification.objects.of_user(actor.user_id).unread() if actor.user_id else Notification.objects.none()


def unread_count(actor: Actor) -> int:
    return unread(actor).order_by().count()


def notices_of(actor: Actor) -> NotificationQuerySet:
    """The person's notices, newest first."""
    return Notification.objects.of_user(actor.user_id)


def sent_about(case_id: UUID) -> NotificationQuerySet:
    """Who was told what about a case, and whether they have read it."""
    return Notification.objects.filter(case_id=case_id).order_by("id")


def with_deliveries(rows: NotificationQuerySet) -> NotificationQuerySet:
    """With the channels of each, to be read as ``row.deliveries.all()``. One query more, whatever their number."""
    return rows.prefetch_related(Prefetch("deliveries", Delivery.objects.select_related("channel").order_by("id")))


def names_of(user_ids: Iterable[UUID]) -> dict[UUID, str]:
    return dict(User.objects.filter(pk__in=set(user_ids)).values_list("pk", "name"))


def kinds_serving(user_id: UUID, at: datetime) -> set[ChannelKind]:
    """By which channels to persons this person can be reached at all; an empty set: nothing is connected yet."""
    paths = list(Grant.objects.in_force(at).filter(user_id=user_id).values_list("path", flat=True))
    rows = Channel.objects.filter(active=True, kind__in=PERSONAL).values_list("kind", "path")
    return {ChannelKind(kind) for kind, path in rows if not path or any(p.startswith(path) for p in paths)}


@dataclass
class Doing:
    """How one channel has been doing. ``counts``: planned in the last 24 hours, by state; the rest counts all."""

    counts: dict[str, int] = field(default_factory=dict)
    waiting: int = 0
    to_look_at: int = 0
    oldest: datetime | None = None

    @property
    def states(self) -> list[tuple[str, str, int]]:
        """Code, word and number, in the order of the states."""
        return [(s.value, str(s.label), self.counts.get(s.value, 0)) for s in DeliveryState]


def doing_of(channels: Collection[UUID], at: datetime) -> dict[UUID, Doing]:
    """For some channels at once. Two queries. ``oldest``: since when the longest-waiting one could have gone out."""
    found: dict[UUID, Doing] = defaultdict(Doing)
    recent = Delivery.objects.filter(channel__in=channels, planned_at__gt=at - A_DAY)
    for channel_id, state, number in recent.values_list("channel_id", "state").annotate(Count("id")):
        found[channel_id].counts[state] = number
    unsettled = Delivery.objects.filter(channel__in=channels, state__in=(*TO_SEND, *TO_LOOK_AT))
    held = unsettled.values("channel_id").annotate(
        waiting=Count("id", filter=Q(state__in=TO_SEND)), odd=Count("id", filter=Q(state__in=TO_LOOK_AT)),
        oldest=Min("not_before", filter=Q(state=DeliveryState.WAITING, not_before__lte=at)),
    )  # fmt: skip
    for row in held:
        one = found[row["channel_id"]]
        one.waiting, one.to_look_at, one.oldest = row["waiting"], row["odd"], row["oldest"]
    return found


def delivery_words(deliveries: Sequence[Delivery]) -> list[tuple[Delivery, str]]:
    """Each with a sentence for the person: 邮件已交, 短信不发：没有填写手机号."""
    return [(one, _words(one)) for one in deliveries]


def _words(one: Delivery) -> str:
    said = f"{one.channel.get_kind_display()}{one.get_state_display()}"
    return f"{said}：{one.get_reason_display()}" if one.reason else said
