"""Work through the interface while everything is killed: a yes is kept, the rest is wholly absent, all comes back."""

import random
import time
from collections.abc import Iterator

import pytest

from bench.measure import seconds
from tests.faults.books import Books, lost
from tests.faults.calls import Caller
from tests.faults.conftest import KILLS
from tests.faults.officers import LEDGER_ROWS, Account, Clerk, Officer, Worker
from tests.faults.platform import BACK_SECONDS, Platform, allowed
from tests.faults.population import Population
from zhiben.kernel.base.launcher.processes import wait_until

pytestmark = pytest.mark.slow
PARTS = ("web", "postmaster", "worker", "keeper", "backend", "listener")
OFFICERS = 3


@pytest.fixture
def books(platform: Platform) -> Books:
    return Books(platform.server.url(user="postgres"))


@pytest.fixture
def account(platform: Platform, population: Population) -> Iterator[Account]:
    kept = Account()
    workers: list[Worker] = [
        Officer(Caller(platform.port, token), population.projects, kept) for token in population.officers[:OFFICERS]
    ]
    workers.append(Clerk(Caller(platform.port, population.officers[-1]), population.names, kept))
    for worker in workers:
        worker.start()
    yield kept
    for worker in workers:
        worker.stopping.set()
    for worker in workers:
        worker.join(60)


def test_kills_during_imports_and_transitions_lose_nothing_and_tear_nothing(
    platform: Platform, books: Books, account: Account
) -> None:
    chance = random.Random(3)
    slowest: dict[str, float] = {}
    for turn in range(KILLS):
        before = account.count
        assert wait_until(lambda seen=before: account.count > seen + 1, allowed(BACK_SECONDS)), account.refused  # type: ignore[misc]
        time.sleep(chance.uniform(0.0, 0.2))
        part = PARTS[turn % len(PARTS)]
        platform.kill(part)
        acknowledged, ledgers = account.copy(), dict(account.ledgers)
        taken = platform.seconds_until_back() + seconds(books.states)
        slowest[part] = max(slowest.get(part, 0.0), taken)
        assert lost(acknowledged, books.states()) == []
        assert books.contradictions() == {}
        assert books.torn_ledgers(ledgers, LEDGER_ROWS) == {}
    assert max(slowest.values()) <= allowed(BACK_SECONDS), slowest
    assert account.refused == []
    assert wait_until(lambda: bool(account.ledgers), allowed(BACK_SECONDS)), account.refused
    with account.lock:
        kept = dict(account.files)
    assert books.missing_files(platform.data / "evidence", kept) == []
    print(len(account.steps), "hazards", len(account.ledgers), "ledgers", slowest)
