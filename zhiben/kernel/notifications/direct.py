"""A short message to a phone that belongs to no account: a one-time code to whoever asked for it."""

from contextlib import closing
from datetime import datetime
from uuid import UUID

from zhiben.kernel.notifications.circuit import is_open
from zhiben.kernel.notifications.models import Channel
from zhiben.kernel.notifications.outcome import Outcome
from zhiben.kernel.notifications.senders import Message, sender_class
from zhiben.kernel.notifications.terms import ChannelKind
from zhiben.kernel.notifications.topics import group_of


def text_channel(*, topic: str, path: str, at: datetime) -> Channel | None:
    """The gateway nearest to a place that has an approved text for this topic and is not failing; None: there is none."""
    group = group_of(topic).code
    rows = Channel.objects.filter(kind=ChannelKind.SMS, active=True).select_related("health").order_by("-path", "id")
    return next((one for one in rows if _serves(one, group, path, at)), None)


def send_text(
    *, message_id: UUID, phone: str, topic: str, title: str, body: str, path: str, at: datetime, link: str = ""
) -> Outcome:
    """Tried once, now. Call it outside a transaction: the gateway may take its time. Never raises."""
    channel = text_channel(topic=topic, path=path, at=at)
    if channel is None:
        return Outcome.never("没有可用的短信渠道")
    message = Message(
        id=message_id, topic=topic, group=group_of(topic).code, title=title, body=body, link=link, statutory=False,
        created_at=at, address=phone,
    )  # fmt: skip
    with closing(sender_class(channel.kind).of(channel)) as sender:
        return sender.send(message, at)


def _serves(channel: Channel, group: str, path: str, at: datetime) -> bool:
    health = getattr(channel, "health", None)
    return (
        path.startswith(channel.path)
        and (not channel.topics or group in channel.topics)
        and bool(channel.settings.get("templates", {}).get(group))
        and not (health and is_open(health, at))
    )
