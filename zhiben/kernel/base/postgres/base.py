"""The connection. ``on_begin`` callables run as the first statements of every transaction.

Row-level security reads settings that are local to a transaction (``set_config(…, true)``); setting them anywhere
else is either lost at once (autocommit) or leaks to the next user of a pooled connection.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.db import DataError
from django.db.backends.postgresql import base, operations
from psycopg import Connection, sql

on_begin: list[Callable[["DatabaseWrapper"], None]] = []


class DatabaseOperations(operations.DatabaseOperations):
    def adapt_datetimefield_value(self, value: Any) -> Any:
        """The database keeps moments before the year 1 and after 9999 in UTC, but nobody can read such a row again."""
        if isinstance(value, datetime) and value.tzinfo is not None:
            try:
                value.astimezone(UTC)
            except OverflowError as beyond:
                raise DataError("a moment before the year 1 or after the year 9999") from beyond
        return super().adapt_datetimefield_value(value)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations

    def set_autocommit(self, autocommit: bool, *args: Any, **kwargs: Any) -> None:
        super().set_autocommit(autocommit, *args, **kwargs)
        if not autocommit and self.connection is not None:
            for say in on_begin:
                say(self)

    def _configure_role(self, connection: "Connection[Any]") -> bool:
        """Django's own asks the pool for a second connection while it makes the first, and waits for ever."""
        role = self.settings_dict["OPTIONS"].get("assume_role")
        if role:
            connection.execute(sql.SQL("set role {}").format(sql.Identifier(role)))
        return bool(role)
