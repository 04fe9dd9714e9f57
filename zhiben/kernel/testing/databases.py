"""The scratch server and its databases. Several test runs and processes share one server; each has its own database."""

import os
from collections.abc import Callable
from pathlib import Path

import psycopg
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from zhiben.conf.database import database_settings
from zhiben.kernel.base.launcher.locks import alone
from zhiben.kernel.base.launcher.processes import is_alive
from zhiben.kernel.base.launcher.server import EmbeddedServer
from zhiben.kernel.base.postgres.ownership import as_owner
from zhiben.kernel.base.postgres.roles import grant_rights, prepare_embedded
from zhiben.kernel.base.postgres.stamps import ROOT, SCHEMA, reference_stamp, schema_stamp, write_stamp

ADDRESS = ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")


def scratch_folder() -> Path:
    """Where the scratch server lives: ``var/test`` unless ``ZHIBEN_TEST_DATA`` says otherwise."""
    return Path(os.environ.get("ZHIBEN_TEST_DATA", ROOT / "var" / "test")).resolve()


class ScratchDatabase:
    """One process's own database, copied from the template; ``renew`` gives a fresh copy in its place."""

    def __init__(self, load_reference: Callable[[], None]) -> None:
        self.load_reference = load_reference
        self.server = EmbeddedServer(scratch_folder(), scratch=True)
        self.name = f"test_{os.getpid()}"
        self.template = f"template_{schema_stamp()[:8]}_{reference_stamp()[:8]}"

    def open(self) -> None:
        self.server.acquire()
        with alone(self.server.places.run / "template.lock"):
            prepare_embedded(
                self.server.url(user="postgres", database="postgres"), self.server.url(), may_create_databases=True
            )
            self._sweep()
            if not self._exists(self.template):
                self._make_template()
        self.renew()

    def close(self) -> None:
        connection.close()
        self._drop(self.name)
        self.server.release()

    def renew(self) -> None:
        """A database exactly as the template is. Sessions of the old one are ended."""
        connection.close()
        self._drop(self.name)
        self._admin("create database {} template {} owner zhiben strategy file_copy", self.name, self.template)
        self._point_to(self.name)

    def url(self, *, user: str = "zhiben") -> str:
        return self.server.url(user=user, database=self.name)

    def _make_template(self) -> None:
        """Built under another name and renamed at the end: a template that exists is whole."""
        draft = self.template.replace("template", "draft")
        self._drop(draft)
        self._admin("create database {} owner zhiben", draft)
        url = self.server.url(database=draft)
        with psycopg.connect(url, autocommit=True) as owner:
            grant_rights(owner)
        self._point_to(draft)
        with as_owner():
            call_command("migrate", verbosity=0, interactive=False)
        write_stamp(url, SCHEMA, schema_stamp())
        self.load_reference()
        connection.close()
        self._admin("alter database {} rename to {}", draft, self.template)

    def _point_to(self, name: str) -> None:
        """Django's connection object reads this dict each time it connects."""
        connection.close()
        wanted = database_settings(self.server.url(database=name), role="app")
        connection.settings_dict.update({key: wanted[key] for key in ADDRESS})

    def _sweep(self) -> None:
        """Databases of test processes that are gone, and templates of other states of the code."""
        with psycopg.connect(self.server.url(user="postgres", database="postgres")) as admin:
            names = [str(row[0]) for row in admin.execute("select datname from pg_database").fetchall()]
        for name in names:
            kind, _, rest = name.partition("_")
            dead = kind == "test" and not is_alive(int(rest))
            if dead or kind == "draft" or (kind == "template" and "_" in rest and name != self.template):
                self._drop(name)

    def _exists(self, name: str) -> bool:
        with psycopg.connect(self.server.url(user="postgres", database="postgres")) as admin:
            return admin.execute("select 1 from pg_database where datname = %s", [name]).fetchone() is not None

    def _drop(self, name: str) -> None:
        self._admin("drop database if exists {} with (force)", name)

    def _admin(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.server.url(user="postgres", database="postgres"), autocommit=True) as admin:
            admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
