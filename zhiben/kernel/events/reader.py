"""Reading the outbox: each listener at its own pace, each event with exactly one effect.

A listener's cursor moves in the transaction of its effects. Reading stops at the oldest running transaction, so that
an event committed late is never skipped; a handler that fails is set aside, not allowed to stop the rest.
"""

import logging
from typing import Final

from django.db import transaction

from zhiben.kernel.audit.models import settled_after
from zhiben.kernel.base.clock import now
from zhiben.kernel.events.models import Cursor, FailedEvent, OutboxEvent
from zhiben.kernel.events.registry import Handler, listeners

log = logging.getLogger(__name__)
BATCH: Final = 200


def drain() -> int:
    """Let every listener read what is new. Returns how many events were handled, over all listeners."""
    return sum(_drain(name, handlers) for name, handlers in listeners().items())


def _drain(listener: str, handlers: dict[str, Handler]) -> int:
    handled = 0
    while count := _read_batch(listener, handlers):
        handled += count
    return handled


@transaction.atomic
def _read_batch(listener: str, handlers: dict[str, Handler]) -> int:
    Cursor.objects.get_or_create(listener=listener)
    cursor = Cursor.objects.select_for_update(skip_locked=True).filter(listener=listener).first()
    if cursor is None:  # another worker is reading for this listener
        return 0
    unread = OutboxEvent.objects.filter(settled_after(cursor.last_xid, cursor.last_id))
    events = list(unread.order_by("xid", "id")[:BATCH])
    for event in events:
        if event.name in handlers:
            _handle(listener, handlers[event.name], event)
    if events:
        Cursor.objects.filter(listener=listener).update(last_xid=events[-1].xid, last_id=events[-1].id)
    return len(events)


def _handle(listener: str, handler: Handler, event: OutboxEvent) -> None:
    try:
        with transaction.atomic():
            handler(event.payload, event.at)
    except Exception as error:
        log.exception("%s could not handle event %s", listener, event.pk)
        FailedEvent.objects.get_or_create(
            listener=listener, event=event, defaults={"error": repr(error), "failed_at": now()}
        )


@transaction.atomic
def retry_failed() -> int:
    """Try again what was set aside, up to ten times each. Returns how many went through."""
    settled = 0
    waiting = FailedEvent.objects.select_for_update(skip_locked=True).filter(settled_at=None, attempts__lt=10)
    for failed in waiting.select_related("event").order_by("id")[:BATCH]:
        handler = listeners().get(failed.listener, {}).get(failed.event.name)
        failed.attempts += 1
        try:
            with transaction.atomic():
                if handler is not None:
                    handler(failed.event.payload, failed.event.at)
            failed.settled_at = now()
            settled += 1
        except Exception as error:
            failed.error = repr(error)
        failed.save(update_fields=["attempts", "error", "settled_at"])
    return settled
