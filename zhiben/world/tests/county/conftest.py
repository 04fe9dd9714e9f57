"""One county for all tests of this folder: building it takes many seconds, looking at it none."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.world import build
from zhiben.world.tests.day import TODAY


@pytest.fixture(scope="package")
def county(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, int]]:
    """Each test works inside it and is undone by itself; the county goes with the last."""
    with django_db_blocker.unblock(), acting_as(system_actor()), transaction.atomic():
        yield build("county", seed=1, at=TODAY)
        transaction.set_rollback(True)
