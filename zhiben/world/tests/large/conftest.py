"""One small world of the large kind for all tests of this folder."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.world.bulk.world import build_extent
from zhiben.world.sizes import Extent
from zhiben.world.tests.day import TODAY
from zhiben.world.tests.shapes import shape

SMALL = Extent(
    key="small",
    label="小样",
    division="320400",
    projects=60,
    enterprises=60,
    people=800,
    hazards=2000,
    certificates=600,
)


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """A small world of the large kind, with the shape that the database had before."""
    with django_db_blocker.unblock(), acting_as(system_actor()), transaction.atomic():
        before = shape()
        counts: dict[str, Any] = build_extent(SMALL, 1, TODAY, say=str, processes=0)
        yield {**counts, "before": before}
        transaction.set_rollback(True)
