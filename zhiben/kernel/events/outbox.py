"""Announcing. The event row is part of the caller's transaction: no fact without its event, and the reverse."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, ClassVar, Protocol

from django.db import connection

from zhiben.kernel.events.models import OutboxEvent

CHANNEL = "zhiben_events"


class Event(Protocol):
    """A frozen dataclass of plain values, named ``package.what_has_happened``."""

    name: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]


def publish(*events: Event, at: datetime) -> None:
    """Write the events and wake the reader when the transaction commits."""
    publish_many(events, at=at)


def publish_many(events: Sequence[Event], *, at: datetime) -> None:
    OutboxEvent.objects.bulk_create(
        [OutboxEvent(name=e.name, payload=asdict(e), at=at) for e in events], batch_size=1000
    )
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify(%s, '')", [CHANNEL])
