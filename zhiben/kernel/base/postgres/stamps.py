"""What a database was prepared for, written into it, so that a warm start and ``/readyz`` need not migrate to know."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[4]
DATA_SUFFIXES = {".yaml", ".yml", ".json", ".csv"}
TABLE = (
    "create table if not exists zhiben_stamp ("
    "name text primary key, value text not null, at timestamptz not null default now())"
)
SCHEMA, REFERENCE, WORLD = "schema", "reference", "world"


def schema_stamp() -> str:
    """Changes with any migration of ours, and with the lock, which stands for everybody else's."""
    return _digest([*ROOT.glob("zhiben/**/migrations/*.py"), ROOT / "requirements" / "run.lock"])


def reference_stamp() -> str:
    """Changes with the reference data (divisions, criteria, parameters, calendar …) and the code that loads it."""
    data = [p for top in ("zhiben", "criteria", "plans") for p in (ROOT / top).rglob("*") if p.suffix in DATA_SUFFIXES]
    code = [p for p in (ROOT / "zhiben").rglob("*.py") if {"reference", "loading"} & {p.stem, p.parent.name}]
    return _digest([*data, *code])


def read_stamps(url: str) -> dict[str, str]:
    """Empty for a database that was never prepared."""
    with psycopg.connect(url) as connection:
        if connection.execute("select to_regclass('public.zhiben_stamp')").fetchone() == (None,):
            return {}
        return dict(connection.execute("select name, value from zhiben_stamp").fetchall())


def write_stamp(url: str, name: str, value: str) -> None:
    """As the owner."""
    with psycopg.connect(url) as connection:
        connection.execute(TABLE)
        connection.execute(
            "insert into zhiben_stamp (name, value) values (%s, %s)"
            " on conflict (name) do update set value = excluded.value, at = now()",
            [name, value],
        )


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in sorted(set(files)):
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()
