"""The application may work with rows and nothing else; a missing role is explained to whoever can make it."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from zhiben.kernel.base.launcher.server import EmbeddedServer
from zhiben.kernel.base.postgres.roles import APP, RolesMissing, prepare_embedded, prepare_external
from zhiben.kernel.base.postgres.stamps import read_stamps, write_stamp


@pytest.fixture
def server() -> Iterator[EmbeddedServer]:
    folder = Path(tempfile.mkdtemp(prefix="zr-"))
    with EmbeddedServer(folder) as running:
        yield running
    shutil.rmtree(folder, ignore_errors=True)


def as_admin(server: EmbeddedServer, *statements: str) -> None:
    with psycopg.connect(server.url(user="postgres", database="postgres"), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def test_the_application_works_with_rows_but_not_with_tables(server: EmbeddedServer) -> None:
    prepare_embedded(server.url(user="postgres", database="postgres"), server.url())
    prepare_embedded(server.url(user="postgres", database="postgres"), server.url())
    with psycopg.connect(server.url()) as owner:
        owner.execute("create table later (id int generated always as identity, word text)")
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(f"set role {APP}")
        connection.execute("insert into later (word) values ('a')")
        assert connection.execute("update later set word = 'b' returning word").fetchone() == ("b",)
        for forbidden in (
            "truncate later",
            "drop table later",
            "create table mine (id int)",
            "alter table later disable row level security",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(forbidden)


def test_on_an_external_server_the_missing_role_is_named(server: EmbeddedServer) -> None:
    as_admin(server, "create role town login", "create database town owner town")
    url = server.url(user="town", database="town")
    with pytest.raises(RolesMissing, match="create role zhiben_app nologin; grant zhiben_app to town"):
        prepare_external(url)
    as_admin(server, "create role zhiben_app nologin", "grant zhiben_app to town")
    prepare_external(url)
    prepare_external(url)
    assert read_stamps(url) == {}
    write_stamp(url, "schema", "one")
    write_stamp(url, "schema", "two")
    assert read_stamps(url) == {"schema": "two"}


def test_an_external_owner_who_may_make_roles_needs_nobody(server: EmbeddedServer) -> None:
    as_admin(server, "create role city login createrole", "create database city owner city")
    prepare_external(server.url(user="city", database="city"))
