"""The pytest plugin of this project: the database, who a test acts as, no network.

Tests work as ``zhiben_app``, under row-level security, and by default as the system; ``@pytest.mark.bounds`` leaves a
test with the bounds of nobody, so that it sets its own. Only loopback can be reached.
"""

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import TransactionTestCase

from zhiben.kernel.base.memo import forget_all
from zhiben.kernel.testing.databases import ScratchDatabase
from zhiben.kernel.testing.settings import LOADER

LOOPBACK = ("127.", "::1", "localhost")

_connect = socket.socket.connect


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "bounds: starts with the bounds of nobody instead of those of the system")
    socket.socket.connect = _connect_to_loopback  # type: ignore[method-assign, assignment]
    data = Path(tempfile.mkdtemp(prefix="zhiben-test-"))
    config.add_cleanup(lambda: shutil.rmtree(data, ignore_errors=True))
    os.environ["ZHIBEN_DATA"] = str(data)
    from django.conf import settings

    settings.DATA = data


def _nothing() -> None:
    return


def _connect_to_loopback(self: socket.socket, address: Any) -> None:
    if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(LOOPBACK):
        raise AssertionError(f"a test tried to reach {address}")
    _connect(self, address)


@pytest.fixture(scope="session")
def scratch_database(pytestconfig: pytest.Config, django_db_blocker: Any) -> Iterator[ScratchDatabase]:
    database = ScratchDatabase(pytestconfig.stash.get(LOADER, _nothing))
    with django_db_blocker.unblock():
        database.open()
    yield database
    with django_db_blocker.unblock():
        database.close()


@pytest.fixture(scope="session")
def django_db_setup(scratch_database: ScratchDatabase) -> Iterator[None]:
    """Instead of pytest-django's own: no flush (the application may not truncate), a fresh copy after each
    transactional test, which keeps the reference data."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: scratch_database.renew())
        yield


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Each test has divisions of its own."""
    forget_all()


@pytest.fixture(autouse=True)
def _acting_as_system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    uses_database = request.node.get_closest_marker("django_db") or {"db", "transactional_db"} & set(
        request.fixturenames
    )
    if not uses_database or request.node.get_closest_marker("bounds"):
        yield
        return
    from zhiben.kernel.access import middleware
    from zhiben.kernel.access.actors import system_actor
    from zhiben.kernel.access.bounds import acting_as, use_bounds

    if "transactional_db" not in request.fixturenames:
        request.getfixturevalue("db")  # the transaction of the test has to begin before it is told who acts
    monkeypatch.setattr(middleware, "clear_bounds", lambda: use_bounds(system_actor()))
    with acting_as(system_actor()):
        yield
