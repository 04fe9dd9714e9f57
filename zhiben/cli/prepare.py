"""Preparing the database: roles, migrations, reference data, the demo region. Run by ``opening.prepare``.

Stamps in the database say what it was prepared for, so that a warm start does none of this and does not load Django.
"""

import os
import sys
import time

import psycopg

from zhiben.kernel.base.postgres import stamps
from zhiben.kernel.base.postgres.roles import RolesMissing, prepare_embedded, prepare_external

ONE_AT_A_TIME = 7700002


def main(wishes: list[str]) -> int:
    url = os.environ["ZHIBEN_DATABASE_URL"]
    try:
        found = _stamps(url)
    except RolesMissing as problem:
        print(problem, file=sys.stderr)
        return 1
    except psycopg.OperationalError as problem:
        print(f"数据库连接不上：{problem}", file=sys.stderr)
        return 1
    wanted = _wanted(found, demo="demo" in wishes)
    if wanted:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("select pg_advisory_lock(%s)", [ONE_AT_A_TIME])
            found = stamps.read_stamps(url)
            _prepare(url, _wanted(found, demo="demo" in wishes))
    return 0


def _stamps(url: str) -> dict[str, str]:
    """Makes roles and database on the first start."""
    admin = os.environ.get("ZHIBEN_ADMIN_URL")
    try:
        found = stamps.read_stamps(url)
    except psycopg.OperationalError:
        if not admin:
            raise
        found = {}
    if stamps.SCHEMA not in found:
        if admin:
            prepare_embedded(admin, url)
        else:
            prepare_external(url)
    return found


def _wanted(found: dict[str, str], *, demo: bool) -> list[str]:
    wanted = []
    if found.get(stamps.SCHEMA) != stamps.schema_stamp():
        wanted.append(stamps.SCHEMA)
    if found.get(stamps.REFERENCE) != stamps.reference_stamp():
        wanted.append(stamps.REFERENCE)
    if demo and stamps.WORLD not in found:
        wanted.append(stamps.WORLD)
    return wanted


def _prepare(url: str, wanted: list[str]) -> None:
    import django

    django.setup()
    from zhiben.cli import preparing

    for name, verb, label in (
        (stamps.SCHEMA, preparing.migrate, "建立和更新数据表"),
        (stamps.REFERENCE, preparing.load, "载入区划、标准、参数和日历"),
        (stamps.WORLD, preparing.build_world, "生成演示数据（虚构的一个县）"),
    ):
        if name not in wanted:
            continue
        print(f"{label}……", end="", file=sys.stderr, flush=True)
        started = time.monotonic()
        stamp = verb()
        if stamp:
            stamps.write_stamp(url, name, stamp)
        print(f" {time.monotonic() - started:.1f} 秒", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
