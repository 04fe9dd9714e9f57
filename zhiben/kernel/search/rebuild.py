"""All documents anew: after building a world, after a change of how words are made, when in doubt."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection, transaction

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.search.keeping import ONE_KEEPER
from zhiben.kernel.search.models import SearchChange, SearchDocument
from zhiben.kernel.search.sources import sources
from zhiben.kernel.search.writing import write_all

log = logging.getLogger(__name__)
OFF: Final = "select set_config('zhiben.search_feed', 'off', true)"
ALONE: Final = "select pg_advisory_xact_lock(%s)"
ON: Final = "select set_config('zhiben.search_feed', '', true)"


@contextmanager
def without_feed() -> Iterator[None]:
    """Changes made here are not noted one by one. Within a transaction; whoever uses it calls ``rebuild_all``."""
    with connection.cursor() as cursor:
        cursor.execute(OFF)
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute(ON)


def rebuild_all(*, afresh: bool | None = None) -> dict[str, int]:
    """Write every document of every source; returns how many of each kind.

    ``afresh``: the table is emptied and its indexes are built at the end, in one transaction during which nobody can
    search: several times as fast, and what happens by itself while the table is empty. Otherwise kind by kind, each in
    its own transaction, while people go on searching.
    """
    with acting_as(system_actor("command")):
        if afresh is None:
            afresh = not SearchDocument.objects.exists()
        return _afresh() if afresh else _in_passing()


@transaction.atomic
def _afresh() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(ALONE, [ONE_KEEPER])
        cursor.execute("select search_empty()")
        written = {source.kind: _timed(source.kind, merge=False) for source in sources()}
        started = time.monotonic()
        cursor.execute("select search_index()")
    log.debug("search: indexes in %.1f s", time.monotonic() - started)
    return written


def learn() -> None:
    """Which words are very common, by the database's own statistics; autovacuum keeps those."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select search_learn()")


def _in_passing() -> dict[str, int]:
    written = {}
    for source in sources():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(ALONE, [ONE_KEEPER])
            SearchChange.objects.filter(topic__in=[feed.table for feed in source.feeds if not feed.owners]).delete()
            written[source.kind] = _timed(source.kind, merge=True)
    learn()
    return written


def _timed(kind: str, *, merge: bool) -> int:
    started = time.monotonic()
    source = next(one for one in sources() if one.kind == kind)
    number = write_all(source, merge=merge)
    log.debug("search: %s %d in %.1f s", kind, number, time.monotonic() - started)
    return number
