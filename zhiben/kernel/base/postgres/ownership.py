"""Working as the owner of the tables for a moment: migrations and the set-up of tests, nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def as_owner() -> Iterator[None]:
    """This thread's connection is closed before and after, so that no session keeps the wrong role."""
    options = connection.settings_dict["OPTIONS"]
    role = options.pop("assume_role", None)
    connection.close()
    try:
        yield
    finally:
        connection.close()
        if role is not None:
            options["assume_role"] = role
