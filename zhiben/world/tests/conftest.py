"""One world for all tests of a file: building it takes seconds, looking at it none."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.world import build
from zhiben.world.bulk.world import build_extent
from zhiben.world.sizes import Extent
from zhiben.world.tests.day import TODAY

SMALL = Extent(key="small", label="小样", division="320400", projects=60, enterprises=60, people=800, hazards=2000)
SHAPE = """
select concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) from pg_constraint
union all select regexp_replace(pg_get_indexdef(indexrelid), '::character varying|::text(\\[\\])?|[()]', '', 'g')
            from pg_index where indexrelid > 16384
union all select concat_ws(' ', tgrelid::regclass, tgname, tgenabled) from pg_trigger where not tgisinternal
union all select concat_ws(' ', relname, relrowsecurity, relforcerowsecurity) from pg_class where relkind = 'r'
"""


@pytest.fixture(scope="module")
def county(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, int]]:
    """Each test works inside it and is undone by itself; the county goes with the last."""
    with django_db_blocker.unblock(), acting_as(system_actor()), transaction.atomic():
        yield build("county", seed=1, at=TODAY)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """A small world of the large kind, with the shape that the database had before."""
    with django_db_blocker.unblock(), acting_as(system_actor()), transaction.atomic():
        before = shape()
        counts: dict[str, Any] = build_extent(SMALL, 1, TODAY, say=str, processes=0)
        yield {**counts, "before": before}
        transaction.set_rollback(True)


def shape() -> Counter[Any]:
    """Every constraint, index, trigger and table of the database. Casts of words are written in two ways."""
    with connection.cursor() as cursor:
        cursor.execute(SHAPE)
        return Counter(cursor.fetchall())
