"""The sender: plans what is new, and gives every channel that has something to say a lane of its own.

A lane is a thread that ends when nothing is due. A dead or slow channel blocks its own lane and nothing else.
"""

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Final
from uuid import UUID

import psycopg
from django.db import Error, close_old_connections, connection
from django.db.models import Exists, OuterRef

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.notifications.circuit import TRIPS_AT, is_open
from zhiben.kernel.notifications.claiming import LEASE, claim, claim_for_bot, messages_of, record, recover
from zhiben.kernel.notifications.models import Channel, Delivery
from zhiben.kernel.notifications.outcome import Outcome
from zhiben.kernel.notifications.planning import plan
from zhiben.kernel.notifications.senders import BotSender, Message, MessageSender, sender_class
from zhiben.kernel.notifications.terms import BOTS, AttemptResult

log = logging.getLogger(__name__)
POLL_SECONDS: Final = 1.0
RECOVER_SECONDS: Final = 5.0
AT_ONCE: Final = 64
IN_A_DIGEST: Final = 200
STOP_SECONDS: Final = 5.0


class Sender(Thread):
    """Runs until ``stop``. Any number may run at once, in any number of processes."""

    def __init__(self, *, lease: timedelta = LEASE) -> None:
        super().__init__(name="notifications", daemon=True)
        self.lease = lease
        self._stopping = Event()
        self._lanes: dict[UUID, Lane] = {}
        self._recovered = 0.0

    def stop(self) -> None:
        """What a lane is just sending it finishes; what it has not begun it gives back."""
        self._stopping.set()
        until = time.monotonic() + STOP_SECONDS
        for one in (self, *self._lanes.values()):
            one.join(max(0.1, until - time.monotonic()))

    def run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._turn()
            except (psycopg.Error, Error) as error:
                log.warning("sending notifications is interrupted: %s", error)
            except Exception:
                log.exception("sending notifications failed")
            self._stopping.wait(POLL_SECONDS)
        connection.close()

    def _turn(self) -> None:
        close_old_connections()
        with acting_as(system_actor()):
            at = now()
            if time.monotonic() - self._recovered > RECOVER_SECONDS:
                recover(at=at)
                self._recovered = time.monotonic()
            plan(at=at)
            for channel in busy_channels(now()):
                if channel.pk not in self._lanes or not self._lanes[channel.pk].is_alive():
                    self._lanes[channel.pk] = Lane(channel, self._stopping, self.lease)
                    self._lanes[channel.pk].start()


class Lane(Thread):
    """Everything that is due on one channel, a handful at a time."""

    def __init__(self, channel: Channel, stopping: Event, lease: timedelta) -> None:
        super().__init__(name=f"channel {channel.pk}", daemon=True)
        self.channel, self.stopping, self.lease = channel, stopping, lease

    def run(self) -> None:
        try:
            with acting_as(system_actor()):
                while not self.stopping.is_set() and serve(self.channel, stopping=self.stopping, lease=self.lease):
                    pass
        except (psycopg.Error, Error) as error:
            log.warning("a channel's lane is interrupted: %s", error)
        except Exception:
            log.exception("a channel's lane failed")
        finally:
            connection.close()


def busy_channels(at: datetime) -> list[Channel]:
    """Channels in use that have something due and are not being left alone."""
    due = Delivery.objects.due(at).filter(channel=OuterRef("pk"))
    found = Channel.objects.filter(Exists(due), active=True).select_related("health").order_by("id")
    return [c for c in found if not hasattr(c, "health") or not is_open(c.health, at)]


def serve(
    channel: Channel, *, clock: Callable[[], datetime] = now, stopping: Event | None = None, lease: timedelta = LEASE
) -> int:
    """One handful over one channel. Returns how many were taken; 0 means that there is nothing to do for now."""
    sender = sender_class(channel.kind).of(channel)
    try:
        if channel.kind in BOTS:
            assert isinstance(sender, BotSender)  # noqa: S101
            return _speak(channel, sender, clock, stopping or Event(), lease)
        return _hand_over(channel, sender, clock, stopping or Event(), lease)
    finally:
        sender.close()


class _Patience:
    """Whether it is still right to try the next one: we are not stopping, the lease holds, the channel answers."""

    def __init__(self, stopping: Event, lease: timedelta) -> None:
        self.stopping = stopping
        self.until = time.monotonic() + lease.total_seconds() / 2
        self.failures = 0

    def is_over(self) -> bool:
        return self.stopping.is_set() or time.monotonic() > self.until or self.failures >= TRIPS_AT

    def note(self, outcome: Outcome) -> None:
        if outcome.result == AttemptResult.HELD:
            return
        self.failures = self.failures + 1 if outcome.channel_failed else 0
        if outcome.rest:
            self.failures = TRIPS_AT


def _hand_over(
    channel: Channel, sender: MessageSender, clock: Callable[[], datetime], stopping: Event, lease: timedelta
) -> int:
    taken = claim(channel, most=AT_ONCE, at=clock(), lease=lease)
    if not taken:
        return 0
    patience = _Patience(stopping, lease)
    messages = messages_of(taken)
    width = min(sender.abreast, len(taken))
    parts = [messages[n::width] for n in range(width)]
    with ThreadPoolExecutor(width) as pool:
        done = pool.map(lambda part: _send_part(channel, part, clock, patience), parts)
        outcomes = {message_id: outcome for part in done for message_id, outcome in part}
    results = [(d, outcomes[d.pk], sender.knows_repeats(m)) for d, m in zip(taken, messages, strict=True)]
    record(channel, results, at=clock())
    return len(taken)


def _send_part(
    channel: Channel, messages: list[Message], clock: Callable[[], datetime], patience: _Patience
) -> list[tuple[UUID, Outcome]]:
    """One thread's share, over one connection. No database here."""
    sender = sender_class(channel.kind).of(channel)
    done = []
    try:
        for message in messages:
            outcome = Outcome.held() if patience.is_over() else sender.send(message, clock())
            patience.note(outcome)
            done.append((message.id, outcome))
    finally:
        sender.close()
    return done


def _speak(channel: Channel, bot: BotSender, clock: Callable[[], datetime], stopping: Event, lease: timedelta) -> int:
    """Each delivery its own message while they are few; all in one when there are more."""
    taken, number = claim_for_bot(channel, most=IN_A_DIGEST, at=clock(), lease=lease)
    if not taken:
        return 0
    messages, patience = messages_of(taken), _Patience(stopping, lease)
    if number == 1 and len(taken) > 1:
        outcome = bot.send_digest(messages, clock())
        record(channel, [(d, outcome, False) for d in taken], at=clock(), digest=new_id())
        return len(taken)
    for delivery, message in zip(taken, messages, strict=True):
        outcome = Outcome.held() if patience.is_over() else bot.send(message, clock())
        patience.note(outcome)
        record(channel, [(delivery, outcome, False)], at=clock())
    return len(taken)
