"""Reading many tables as they stood at one moment."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from psycopg import IsolationLevel


@contextmanager
def one_moment() -> Iterator[None]:
    """A transaction all of whose statements see the database as of its beginning (repeatable read).

    Inside a transaction that has already begun (tests) it is that transaction, as it is.
    """
    if connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()
    connection.connection.isolation_level = IsolationLevel.REPEATABLE_READ
    try:
        with transaction.atomic():
            yield
    finally:
        if connection.connection is not None:
            connection.connection.isolation_level = None
