"""When a channel is left alone for a while, and how long a message waits before it is tried again."""

import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from zhiben.kernel.notifications.models import ChannelHealth, Delivery
from zhiben.kernel.notifications.outcome import Outcome
from zhiben.kernel.notifications.quiet import quiet_until
from zhiben.kernel.notifications.terms import AttemptResult

TRIPS_AT: Final = 3  # failures in a row
FIRST_PAUSE: Final = timedelta(seconds=5)
LONGEST_PAUSE: Final = timedelta(seconds=30)  # then one message is tried: a channel that is back is found within this
FIRST_WAIT: Final = 5.0
LONGEST_WAIT: Final = 1800.0


def is_open(health: ChannelHealth, at: datetime) -> bool:
    """Nothing goes out for now."""
    return health.open_until is not None and health.open_until > at


def is_probing(health: ChannelHealth) -> bool:
    """It failed too often; the next message alone decides whether it is back."""
    return health.failures >= TRIPS_AT


def take_note(health: ChannelHealth, outcomes: Iterable[Outcome], at: datetime) -> bool:
    """Write what happened into ``health``; True when the channel has come back from failing."""
    was_failing, rest = is_probing(health), 0
    for one in outcomes:
        rest = max(rest, one.rest)
        if one.result in (AttemptResult.HANDED, AttemptResult.NEVER):
            health.failures, health.open_until = 0, None
            health.handed_at = at if one.result == AttemptResult.HANDED else health.handed_at
        elif one.channel_failed:
            health.failures += 1
            health.failed_at, health.words = at, one.words
    if health.failures >= TRIPS_AT:
        pause = FIRST_PAUSE * 2 ** min(health.failures - TRIPS_AT, 5)
        health.open_until = at + min(pause, LONGEST_PAUSE)
    if rest:
        health.open_until = at + timedelta(seconds=rest)
    return was_failing and health.failures == 0


def next_try(delivery: Delivery, at: datetime, *, chance: random.Random) -> datetime:
    """Twice as long each time, up to half an hour, never in step with others, never in the quiet hours."""
    wait = min(FIRST_WAIT * 2.0 ** min(max(delivery.attempts - 1, 0), 10), LONGEST_WAIT)
    then = at + timedelta(seconds=wait * chance.uniform(0.8, 1.2))
    return quiet_until(then, delivery.quiet_from, delivery.quiet_to) or then
