"""Keeping documents fresh: what was noted is taken off the list and written, in the same transaction."""

import logging
import time
from collections.abc import Iterable
from threading import Event, Thread
from typing import Final
from uuid import UUID

from django.db import Error, close_old_connections, connection, transaction

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.search.sources import Feed, Source, sources
from zhiben.kernel.search.writing import write_all, write_documents

log = logging.getLogger(__name__)
MOST: Final = 5_000  # changes taken at a time
PAUSE_SECONDS: Final = 1.0  # between two looks: this, and the writing, is how long a change stays unfound
ONE_KEEPER: Final = 7700031
TAKE: Final = """
    delete from search_searchchange where id in (select id from search_searchchange order by id limit %s)
    returning topic, object_id
"""


@transaction.atomic
def refresh() -> int:
    """Write what has changed, at most ``MOST`` changes; returns how many. 0 also when another process is at it.

    A change that commits later than its neighbours is not lost: it is a row of its own until it was taken.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [ONE_KEEPER])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(TAKE, [MOST])
        taken: list[tuple[str, UUID | None]] = cursor.fetchall()
    by_topic: dict[str, set[UUID | None]] = {}
    for topic, object_id in taken:
        by_topic.setdefault(topic, set()).add(object_id)
    for source in sources():
        _refresh_source(source, by_topic)
    return len(taken)


def refresh_all() -> int:
    """Until nothing is left; for tests, commands and imports that want to be found at once."""
    total = 0
    while done := refresh():
        total += done
    return total


def _refresh_source(source: Source, by_topic: dict[str, set[UUID | None]]) -> None:
    concerned = [feed for feed in source.feeds if feed.table in by_topic]
    if any(None in by_topic[feed.table] for feed in concerned):
        write_all(source, merge=True)
        return
    ids = {pk for feed in concerned for pk in _owners(feed, [one for one in by_topic[feed.table] if one])}
    if ids:
        write_documents(source, sorted(ids))


def _owners(feed: Feed, ids: list[UUID]) -> Iterable[UUID]:
    if not feed.owners:
        return ids
    with connection.cursor() as cursor:
        cursor.execute(feed.owners, {"ids": ids})
        return [pk for (pk,) in cursor.fetchall()]


class Keeper(Thread):
    """Beside the worker's jobs: looks once a second whether anything was noted."""

    def __init__(self) -> None:
        super().__init__(name="search", daemon=True)
        self._stopping = Event()

    def stop(self) -> None:
        self._stopping.set()
        self.join(PAUSE_SECONDS * 4)

    def run(self) -> None:
        while not self._stopping.is_set():
            try:
                close_old_connections()
                with acting_as(system_actor()):
                    busy = refresh()
            except Error as error:
                log.warning("search documents wait: %s", error)
                busy = 0
                time.sleep(PAUSE_SECONDS)
            if busy < MOST:
                self._stopping.wait(PAUSE_SECONDS)
