"""Jobs look for their work inside a transaction: outside of one, row-level security shows them nothing at all."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django import app

pytestmark = pytest.mark.django_db(transaction=True)
GUARDED = "select relname from pg_class where relrowsecurity and relkind = 'r'"


def scheduled() -> list[str]:
    """All but those that keep the queue itself, which run beside the application's connection."""
    names = {one.task.name for one in app.periodic_registry.periodic_tasks.values()}
    return sorted(name for name in names if not name.startswith("jobs."))


@pytest.mark.parametrize("name", scheduled())
def test_a_job_reads_guarded_tables_only_within_a_transaction(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(GUARDED)
        guarded = {table for (table,) in cursor.fetchall()}
    assert {"hazards_hazard", "listings_listing", "ladder_order", "interviews_interview"} <= guarded
    blind: list[str] = []

    def watch(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if not connection.in_atomic_block and any(f'"{table}"' in str(sql) for table in guarded):
            blind.append(str(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        app.tasks[name].func(timestamp=0)
    assert blind == []
