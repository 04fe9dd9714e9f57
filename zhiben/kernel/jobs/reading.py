"""A thread that lets every listener read the outbox as soon as something is announced."""

import logging
import time
from threading import Event, Thread

import psycopg
from django.db import Error, close_old_connections, connection

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.events.outbox import CHANNEL
from zhiben.kernel.events.reader import drain

log = logging.getLogger(__name__)
POLL_SECONDS = 2.0  # a notice can be lost with its connection; then this is the delay


class EventReader(Thread):
    """Runs until ``stop``. Whatever goes wrong with the database, it tries again."""

    def __init__(self) -> None:
        super().__init__(name="events", daemon=True)
        self._stopping = Event()

    def stop(self) -> None:
        self._stopping.set()
        self.join(POLL_SECONDS * 2)

    def run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._listen()
            except (psycopg.Error, Error) as error:
                log.warning("reading events is interrupted: %s", error)
                time.sleep(1.0)

    def _listen(self) -> None:
        parameters = {**connection.get_connection_params(), "options": "-c role=zhiben_app"}
        for unwanted in ("cursor_factory", "context", "prepare_threshold"):
            parameters.pop(unwanted, None)
        with psycopg.connect(**parameters, autocommit=True) as listening:
            listening.execute(f"listen {CHANNEL}")
            while not self._stopping.is_set():
                self._drain()
                for _ in listening.notifies(timeout=POLL_SECONDS, stop_after=1):
                    break

    def _drain(self) -> None:
        close_old_connections()
        with acting_as(system_actor()):
            drain()
