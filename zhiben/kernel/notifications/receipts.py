"""What a gateway reports afterwards: that a short message has reached the telephone, or has not."""

import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.notifications.models import Channel, Delivery, DeliveryQuerySet
from zhiben.kernel.notifications.senders.message import open_secrets
from zhiben.kernel.notifications.senders.sms import look_up
from zhiben.kernel.notifications.terms import ChannelKind, DeliveryState

MOST: Final = 500
REPORT: Final = "report"  # under which name the key of the report address lies among a channel's secrets


@transaction.atomic
def take_reports(*, channel_id: UUID, key: str, content: Any, at: datetime) -> int:
    """Settle what a report names by the gateway's number or by ours; returns how many. Naming it again changes nothing.

    Raises NotVisible for a wrong address, whatever is wrong with it.
    """
    channel = Channel.objects.filter(pk=channel_id, kind=ChannelKind.SMS).first()
    if channel is None or not hmac.compare_digest(open_secrets(channel).get(REPORT, "").encode(), key.encode()):
        raise NotVisible()
    rows = (content if isinstance(content, list) else [content])[:MOST]
    said = {number: status for number, status in (_read(channel, row) for row in rows) if number}
    good = str(channel.settings.get("report_value", ""))
    return _settle(channel, [n for n, s in said.items() if s == good], at) + _refuse(channel, said, good)


def _read(channel: Channel, row: Any) -> tuple[str, str]:
    number = look_up(row, str(channel.settings.get("report_id_path") or ""))
    status = look_up(row, str(channel.settings.get("report_path") or ""))
    return (str(number) if isinstance(number, str | int) else "", str(status))


def _settle(channel: Channel, numbers: Sequence[str], at: datetime) -> int:
    return _named(channel, numbers).update(state=DeliveryState.CONFIRMED, confirmed_at=at)


def _refuse(channel: Channel, said: dict[str, str], good: str) -> int:
    changed = 0
    for number, status in said.items():
        if status != good:
            words = f"短信网关回执：没有送达（{status}）"[:300]
            changed += _named(channel, [number]).update(state=DeliveryState.FAILED, words=words)
    return changed


def _named(channel: Channel, numbers: Sequence[str]) -> DeliveryQuerySet:
    """By the gateway's number, or by ours. Only what was handed over, or may have been, can be reported on."""
    open_ones = Delivery.objects.filter(channel=channel, state__in=(DeliveryState.HANDED, DeliveryState.UNCERTAIN))
    own = [UUID(n) for n in numbers if _is_id(n)]
    return open_ones.filter(receipt__in=numbers) | open_ones.filter(pk__in=own)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
