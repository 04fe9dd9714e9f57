"""Taking deliveries to send, and writing down what came of it. A claim is a lease: it ends by itself with its holder."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from zhiben.kernel.access.models import User
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.crypto.sealing import open_sealed
from zhiben.kernel.notifications.circuit import is_open, is_probing, next_try, take_note
from zhiben.kernel.notifications.models import Attempt, Channel, ChannelHealth, Delivery, Reception
from zhiben.kernel.notifications.outcome import Outcome
from zhiben.kernel.notifications.senders.message import Message
from zhiben.kernel.notifications.terms import BOTS, TO_SEND, AttemptResult, ChannelKind, DeliveryState
from zhiben.kernel.notifications.topics import group_of

LEASE: Final = timedelta(seconds=45)
MINUTE: Final = 61.0  # seconds; one more than the vendors count, whose clock is not ours
OVERDUE: Final = "这条消息在重试时限内没有能交出"
BROKEN_OFF: Final = "发送时中断，对方可能已经收到"
_chance: Final = random.SystemRandom()


def claim(channel: Channel, *, most: int, at: datetime, lease: timedelta = LEASE) -> list[Delivery]:
    """The oldest due deliveries of a channel, now ours; none while it is being left alone."""
    with transaction.atomic():
        health, _ = ChannelHealth.objects.get_or_create(channel=channel)
        if is_open(health, at):
            return []
        if is_probing(health):
            # One process probes; the others find the channel still closed to them.
            free = ChannelHealth.objects.select_for_update(skip_locked=True).filter(pk=channel.pk).first()
            if free is None or is_open(free, at):
                return []
            most = 1
        taken = _take(channel, most, at, lease)
        if taken and is_probing(health):
            ChannelHealth.objects.filter(pk=channel.pk).update(open_until=at + lease)
        return taken


def claim_for_bot(channel: Channel, *, most: int, at: datetime, lease: timedelta = LEASE) -> tuple[list[Delivery], int]:
    """What a bot may say now: deliveries, and into how many messages they must go (0: it has said enough for now).

    The minute's count is kept under a lock and counted before speaking: whoever is killed has spoken.
    """
    with transaction.atomic():
        ChannelHealth.objects.get_or_create(channel=channel)
        health = ChannelHealth.objects.select_for_update().get(pk=channel.pk)
        recent = [t for t in health.recent if t > at.timestamp() - MINUTE]
        left = int(channel.settings.get("per_minute", 20)) - len(recent)
        if is_open(health, at) or left <= 0:
            return [], 0
        taken = _take(channel, most, at, lease)
        messages = len(taken) if len(taken) <= min(left, DIGEST_ABOVE) and not is_probing(health) else 1
        if taken:
            health.recent = [*recent, *[at.timestamp()] * messages]
            health.save(update_fields=["recent"])
        return taken, messages if taken else 0


DIGEST_ABOVE: Final = 5


def _take(channel: Channel, most: int, at: datetime, lease: timedelta) -> list[Delivery]:
    due = Delivery.objects.due(at).filter(channel=channel).order_by("not_before", "id")
    ids = [row.pk for row in due.select_for_update(skip_locked=True).only("pk")[:most]]
    if not ids:
        return []
    mark = new_id()
    with connection.cursor() as cursor:
        cursor.execute(
            "update notifications_delivery set state = %s, claim = %s, lease_until = %s, attempts = attempts + 1"
            " where id = any(%s)",
            [DeliveryState.SENDING, mark, at + lease, ids],
        )
    return list(
        Delivery.objects.filter(claim=mark).select_related("notification", "channel").order_by("not_before", "id")
    )


def messages_of(deliveries: Sequence[Delivery]) -> list[Message]:
    """The same in the same order, with addresses opened. At most two questions."""
    users = {d.notification.user_id for d in deliveries}
    kind = deliveries[0].channel.kind if deliveries else ""
    people = {u.pk: u for u in User.objects.filter(pk__in=users).only("name", "phone_cipher")}
    mail = Reception.objects.filter(pk__in=users) if kind == ChannelKind.EMAIL else Reception.objects.none()
    addresses = {r.user_id: _open(r.email_cipher) for r in mail}
    if kind == ChannelKind.SMS:
        addresses = {u.pk: _open(u.phone_cipher) for u in people.values()}
    return [_message(d, people.get(d.notification.user_id), addresses) for d in deliveries]


def _message(delivery: Delivery, person: User | None, addresses: Mapping[UUID, str]) -> Message:
    notice = delivery.notification
    return Message(
        id=delivery.pk, topic=notice.topic, group=group_of(notice.topic).code, title=notice.title, body=notice.body,
        link=notice.link, statutory=notice.statutory, created_at=notice.created_at,
        address=addresses.get(notice.user_id, ""), recipient=person.name if person else "", recipient_id=notice.user_id,
        case_kind=notice.case_kind, case_id=notice.case_id,
    )  # fmt: skip


def _open(cipher: bytes | memoryview | None) -> str:
    return open_sealed(bytes(cipher)) if cipher else ""


@transaction.atomic
def record(
    channel: Channel, results: Sequence[tuple[Delivery, Outcome, bool]], *, at: datetime, digest: UUID | None = None
) -> None:
    """Each delivery with what came of it and whether its receiver knows a repeat. Those handed stay handed whatever
    else has happened meanwhile; of the others only who still holds the claim may speak."""
    for delivery, outcome, knows_repeats in results:
        _settle(delivery, outcome, knows_repeats, at)
    rows = [(d.pk, d.claim, d.state, d.not_before, d.handed_at, d.receipt, d.words, d.attempts) for d, _, _ in results]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(RECORD, [digest, *(list(column) for column in zip(*rows, strict=True))])
    tried = [(d, o) for d, o, _ in results if o.result != AttemptResult.HELD]
    Attempt.objects.bulk_create(
        Attempt(delivery=d, at=at, result=o.result, milliseconds=o.milliseconds, words=o.words) for d, o in tried
    )
    _note(channel, [o for _, o in tried], at)


def _note(channel: Channel, outcomes: list[Outcome], at: datetime) -> None:
    health = ChannelHealth.objects.select_for_update().get(pk=channel.pk)
    if not outcomes and is_probing(health):
        health.open_until = at
    came_back = take_note(health, outcomes, at)
    health.save(update_fields=["failures", "open_until", "handed_at", "failed_at", "words"])
    if came_back:  # what had to wait need not wait any longer
        waiting = Delivery.objects.filter(channel=channel, state=DeliveryState.WAITING, not_before__gt=at)
        waiting.filter(attempts__gt=0, quiet_from=None).update(not_before=at)


def _settle(delivery: Delivery, outcome: Outcome, knows_repeats: bool, at: datetime) -> None:
    delivery.words = outcome.words
    if outcome.result == AttemptResult.HANDED:
        delivery.state, delivery.handed_at, delivery.receipt = DeliveryState.HANDED, at, outcome.receipt
    elif outcome.result == AttemptResult.NEVER:
        delivery.state = DeliveryState.FAILED
    elif outcome.result == AttemptResult.HELD:
        delivery.state, delivery.attempts = DeliveryState.WAITING, delivery.attempts - 1
    elif outcome.result == AttemptResult.UNKNOWN and not knows_repeats:
        delivery.state = DeliveryState.UNCERTAIN
    else:
        delivery.state, delivery.not_before = DeliveryState.WAITING, next_try(delivery, at, chance=_chance)
        if delivery.not_before >= delivery.give_up_at:
            delivery.state = DeliveryState.FAILED


def recover(*, at: datetime) -> int:
    """Deliveries whose sender did not come back: sent again where a repeat does no harm, else marked as maybe sent.

    And those that have waited past their time, also on a channel that is switched off. Returns how many changed.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(RECOVER, {
            "at": at, "bots": [b.value for b in BOTS], "sms": ChannelKind.SMS, "words": BROKEN_OFF,
        })  # fmt: skip
        changed: int = cursor.rowcount
    late = Delivery.objects.filter(state__in=TO_SEND, give_up_at__lte=at)
    return changed + late.update(state=DeliveryState.FAILED, words=OVERDUE)


RECORD: Final = """
update notifications_delivery d
   set state = o.state, not_before = o.not_before, handed_at = o.handed_at, receipt = o.receipt, words = o.words,
       attempts = o.attempts, lease_until = null, digest = %s
  from unnest(%s::uuid[], %s::uuid[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::text[], %s::text[], %s::int[])
       as o (id, claim, state, not_before, handed_at, receipt, words, attempts)
 where d.id = o.id and (d.state = 'SENDING' and d.claim = o.claim
                        or o.state = 'HANDED' and d.state not in ('HANDED', 'CONFIRMED'))
"""
RECOVER: Final = """
update notifications_delivery d set lease_until = null,
       state = case when x.risky then 'UNCERTAIN' else 'WAITING' end,
       words = case when x.risky then %(words)s else d.words end
  from (select t.id, c.kind = any(%(bots)s)
               or (c.kind = %(sms)s and not n.statutory and not coalesce((c.settings ->> 'knows_id')::bool, false)) risky
          from notifications_delivery t
          join notifications_channel c on c.id = t.channel_id
          join notifications_notification n on n.id = t.notification_id
         where t.state = 'SENDING' and t.lease_until < %(at)s
           for update of t skip locked) x
 where d.id = x.id
"""
