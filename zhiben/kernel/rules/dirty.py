"""Noting what changed: triggers that write down, in the transaction of the change, which keys to check again."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, migrations

from zhiben.kernel.base.postgres.planned import planned_by_size

DIRTY = "rules_dirtykey"
ROWS = {"INSERT": "fresh", "DELETE": "stale", "UPDATE": "fresh"}


@dataclass(frozen=True, kw_only=True)
class Concern:
    """A rule that rests on a table. ``keys``: SQL for the keys of the changed rows, read from ``changed c``."""

    rule: str
    keys: str


def concerning(
    name: str, table: str, columns: Sequence[str], concerns: Sequence[Concern], *, key: str = "id"
) -> migrations.RunSQL:
    """The migration that makes a table's changes mark the keys of rules. ``name`` is the trigger's own on that table.

    One statement for all rows of a statement; an update that leaves ``columns`` alone marks nothing.
    """
    function = f"dirty_{table}_{name}"
    remove = "".join(f"drop trigger if exists dirty_{name}_{e} on {table};\n" for e in ("insert", "update", "delete"))
    remove += f"drop function if exists {function}();\n"
    return migrations.RunSQL(remove + _install(function, name, table, columns, concerns, key), remove)


def _install(
    function: str, name: str, table: str, columns: Sequence[str], concerns: Sequence[Concern], key: str
) -> str:  # fmt: skip
    old, new = (_row(columns, alias) for alias in ("o", "n"))
    images = {
        "INSERT": "select n.* from fresh n",
        "DELETE": "select o.* from stale o",
        "UPDATE": (
            f'select o.* from stale o join fresh n on n."{key}" = o."{key}" where {old} is distinct from {new} '  # noqa: S608
            f'union all select n.* from stale o join fresh n on n."{key}" = o."{key}" where {old} is distinct from {new}'
        ),
    }
    cases = "\n    els".join(
        f"if tg_op = '{verb}' then " + planned_by_size(ROWS[verb], [_mark(one, image) for one in concerns])
        for verb, image in images.items()
    )
    return f"""
create function {function}() returns trigger language plpgsql as $dirty$
begin
    {cases}
    end if;
    return null;
end $dirty$;
create trigger dirty_{name}_insert after insert on {table} referencing new table as fresh
    for each statement execute function {function}();
create trigger dirty_{name}_update after update on {table} referencing old table as stale new table as fresh
    for each statement execute function {function}();
create trigger dirty_{name}_delete after delete on {table} referencing old table as stale
    for each statement execute function {function}();
"""


def _mark(concern: Concern, image: str) -> str:
    return (
        f"insert into {DIRTY} (rule, key) with changed as ({image}) "  # noqa: S608
        f"select distinct '{concern.rule}', k.key from ({concern.keys}) k(key) where k.key is not null;"
    )


def _row(columns: Sequence[str], alias: str) -> str:
    return "({})".format(", ".join(f'{alias}."{name}"' for name in columns))


def take_dirty() -> dict[str, tuple[str, ...]]:
    """Rule → keys that wait; they are taken away with the caller's transaction. What is still being written is left."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"with taken as (delete from {DIRTY} where id in "  # noqa: S608
            f"(select id from {DIRTY} order by id limit 50000 for update skip locked) returning rule, key) "
            "select rule, array_agg(distinct key) from taken group by rule order by rule"
        )
        return {rule: tuple(keys) for rule, keys in cursor.fetchall()}


def anything_dirty() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"select exists (select 1 from {DIRTY})")  # noqa: S608
        return bool(cursor.fetchone()[0])
