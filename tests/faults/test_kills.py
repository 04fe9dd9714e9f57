"""kill -9 at random moments: nothing acknowledged is lost, everything is back by itself, nothing is left behind."""

import random
import signal
import time
from pathlib import Path

import psycopg
import pytest

from tests.faults.conftest import KILLS
from tests.faults.platform import BACK_SECONDS, Platform, allowed
from tests.faults.writers import Writer
from zhiben.kernel.base.launcher.processes import signal_quietly, wait_until
from zhiben.kernel.base.launcher.server import EmbeddedServer


class Inserter:
    """One row per number through a connection of its own; commits before it says yes."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.connection: psycopg.Connection[tuple[int]] | None = None
        with psycopg.connect(url) as connection:
            connection.execute("create table if not exists fault_ledger (number bigint primary key)")

    def __call__(self, number: int) -> bool:
        try:
            if self.connection is None or self.connection.closed:
                self.connection = psycopg.connect(self.url, connect_timeout=2)
            self.connection.execute("insert into fault_ledger values (%s)", [number])
            self.connection.commit()
        except psycopg.Error:
            self.connection = None
            raise
        return True

    def written(self) -> set[int]:
        """What a new connection finds, as soon as there can be one."""
        assert wait_until(self._answers, allowed(BACK_SECONDS))
        with psycopg.connect(self.url) as connection:
            return {row[0] for row in connection.execute("select number from fault_ledger").fetchall()}

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url).close()
        except psycopg.OperationalError:
            return False
        return True


def running(server: EmbeddedServer) -> list[int]:
    """Processes of the server; for a moment there may be none, while the keeper revives it."""
    assert wait_until(lambda: bool(server.processes()), allowed(BACK_SECONDS))
    return server.processes() or running(server)


@pytest.mark.slow
def test_killing_the_database_server_loses_no_acknowledged_write(data: Path) -> None:
    chance = random.Random(1)
    with EmbeddedServer(data) as server:
        insert = Inserter(server.url(user="postgres", database="postgres"))
        writer = Writer(insert)
        writer.start()
        for _ in range(KILLS):
            assert writer.goes_on(allowed(BACK_SECONDS))
            time.sleep(chance.uniform(0.0, 0.15))
            victims = running(server)
            signal_quietly(chance.choice(victims) if chance.random() < 0.3 else min(victims), signal.SIGKILL)
            server.ensure_running()
        acknowledged = writer.stop()
        assert len(acknowledged) > KILLS
        assert acknowledged - insert.written() == set()


@pytest.mark.slow
def test_a_killed_supervisor_leaves_no_orphans_and_the_next_start_finds_everything(platform: Platform) -> None:
    insert = Inserter(platform.server.url())
    assert insert(-1)
    platform.kill_supervisor()
    assert wait_until(lambda: not platform.everything(), allowed(BACK_SECONDS)), platform.everything()
    platform.start()
    assert -1 in insert.written()
