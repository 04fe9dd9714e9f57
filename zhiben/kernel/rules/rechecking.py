"""A thread beside the worker that asks again about what changed, within seconds."""

import logging
from threading import Event, Thread
from typing import Final

import psycopg
from django.db import Error, close_old_connections, transaction

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.base.clock import now
from zhiben.kernel.rules.dirty import anything_dirty
from zhiben.kernel.rules.engine import recheck_dirty

log = logging.getLogger(__name__)
PAUSE_SECONDS: Final = 2.0


class Rechecker(Thread):
    """Runs until ``stop``. Whatever goes wrong with the database, it tries again."""

    def __init__(self) -> None:
        super().__init__(name="rules", daemon=True)
        self._stopping = Event()

    def stop(self) -> None:
        self._stopping.set()
        self.join(PAUSE_SECONDS * 2)

    def run(self) -> None:
        while not self._stopping.wait(PAUSE_SECONDS):
            try:
                self._look()
            except (psycopg.Error, Error) as error:
                log.warning("re-checking is interrupted: %s", error)

    def _look(self) -> None:
        close_old_connections()
        with acting_as(system_actor()), transaction.atomic():
            if anything_dirty():
                recheck_dirty(at=now())
