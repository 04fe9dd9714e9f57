"""The connection. ``on_begin`` callables run as the first statements of every transaction.

Row-level security reads settings that are local to a transaction (``set_config(…, true)``); setting them anywhere
else is either lost at once (autocommit) or leaks to the next user of a pooled connection.
"""

from collections.abc import Callable
from typing import Any

from django.db.backends.postgresql import base
from psycopg import Connection, sql

on_begin: list[Callable[["DatabaseWrapper"], None]] = []


class DatabaseWrapper(base.DatabaseWrapper):
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
