"""Waiting until what was just written may be read in commit order.

Readers of acts and events stop at the oldest running transaction of the whole server; other test processes have some.
"""

import time

from django.db import connection

SETTLED = "select coalesce(max(xid), '0'::xid8) < pg_snapshot_xmin(pg_current_snapshot()) from {table}"


def wait_until_settled(table: str, seconds: float = 90) -> None:
    """Until every row of ``table`` belongs to a transaction that no running one precedes."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with connection.cursor() as cursor:
            cursor.execute(SETTLED.format(table=connection.ops.quote_name(table)))
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError(f"{table} did not settle within {seconds} seconds")
