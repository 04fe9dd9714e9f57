"""The two roles: ``zhiben`` owns the tables and migrates, ``zhiben_app`` is what the application works as.

Roles belong to the whole server, so they are made here, before any migration, never in one. No Django.
"""

from contextlib import suppress

import psycopg
from psycopg import sql

OWNER, APP, DATABASE = "zhiben", "zhiben_app", "zhiben"
OLDEST_SERVER = 150000


class RolesMissing(Exception):
    """An external server on which we may not make the application's role. The message is for its administrator."""


def prepare_embedded(admin_url: str, database_url: str, *, may_create_databases: bool = False) -> None:
    """Roles, database and rights on our own server. Safe to repeat, also by two commands at once."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(7700001)")
        _make_role(connection, OWNER, "login createdb" if may_create_databases else "login")
        _make_role(connection, APP, "nologin")
        connection.execute(sql.SQL("grant {} to {}").format(sql.Identifier(APP), sql.Identifier(OWNER)))
        if not connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
            connection.execute(
                sql.SQL("create database {} owner {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
            )
    with psycopg.connect(database_url, autocommit=True) as connection:
        grant_rights(connection)


def prepare_external(url: str) -> None:
    """On somebody else's server the address names the owner; the application's role is made if we may."""
    with psycopg.connect(url, autocommit=True) as connection:
        if connection.info.server_version < OLDEST_SERVER:
            raise RolesMissing("外部数据库版本过低：需要 PostgreSQL 15 或更高版本。")
        owner = connection.info.user
        with suppress(psycopg.errors.InsufficientPrivilege):
            _make_role(connection, APP, "nologin")
            connection.execute(sql.SQL("grant {} to {}").format(sql.Identifier(APP), sql.Identifier(owner)))
        try:
            connection.execute(sql.SQL("set role {}").format(sql.Identifier(APP)))
        except psycopg.Error as error:
            raise RolesMissing(
                f"外部数据库里缺少应用角色。请让数据库管理员执行：create role {APP} nologin; grant {APP} to {owner};"
            ) from error
        connection.execute("reset role")
        grant_rights(connection)


def grant_rights(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    """What the application may do with the owner's present and future tables: everything but changing their shape."""
    for statement in (
        "grant select, insert, update, delete on all tables in schema public to {app}",
        "grant usage, select on all sequences in schema public to {app}",
        "alter default privileges in schema public grant select, insert, update, delete on tables to {app}",
        "alter default privileges in schema public grant usage, select on sequences to {app}",
        "alter default privileges in schema public grant execute on functions to {app}",
    ):
        connection.execute(sql.SQL(statement).format(app=sql.Identifier(APP)))


def _make_role(connection: "psycopg.Connection[tuple[object, ...]]", name: str, options: str) -> None:
    if not connection.execute("select 1 from pg_roles where rolname = %s", [name]).fetchone():
        connection.execute(sql.SQL("create role {} " + options).format(sql.Identifier(name)))
