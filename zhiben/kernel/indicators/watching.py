"""Which tables a figure rests on, and the triggers that note what changes in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import migrations

from zhiben.kernel.base.postgres.planned import planned_by_size

CHANGES: Final = "indicators_change"


@dataclass(frozen=True, kw_only=True)
class Watch:
    """A table whose changes can change figures. ``root``: its column that holds the id of the counted row.

    ``columns``: all that conditions may use. ``dates`` and ``moments`` are those of them that say when; a change of
    anything else concerns every day since the earliest of them. ``outside``: a column and the values by which a row is
    not counted at all; ``apart``: other values of it that conditions name by themselves. Its other changes matter only
    together with a date. ``telling``: dates whose absence
    says something of its own (no deadline: due when closed).
    """

    table: str
    root: str = "id"
    columns: tuple[str, ...]
    dates: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()
    outside: tuple[str, tuple[str, ...]] = ("", ())
    apart: tuple[str, ...] = ()
    telling: tuple[str, ...] = ()

    @property
    def images(self) -> str:
        """The SQL of one row's image, of table alias ``o``."""
        pairs = ", ".join(f"'{name}', o.\"{name}\"" for name in ("id", *self.columns))
        return f"jsonb_build_object({pairs})"


def watched(table: str, columns: Sequence[str], root: str = "id") -> migrations.RunSQL:
    """The migration that puts the triggers on a table, or takes them from it. Repeat it when the columns change.

    A change is noted with what the row was before (nothing for a new row), in the same transaction, one statement for
    all rows of a statement; an update that leaves all these columns alone notes nothing.
    """
    watch = Watch(table=table, root=root, columns=tuple(columns))
    return migrations.RunSQL(_remove(table) + _install(watch), _remove(table))


def _install(watch: Watch) -> str:
    table, root = watch.table, watch.root
    old, new = _columns(watch, "o"), _columns(watch, "n")
    changed = f"from stale o join fresh n on n.id = o.id where {old} is distinct from {new}"
    into = f"insert into {CHANGES} (source, row_id, root_id, before) select '{table}'"
    return f"""
create function note_{table}() returns trigger language plpgsql as $note$
begin
    if tg_op = 'INSERT' then
        {planned_by_size("fresh", [f'{into}, n.id, n."{root}", null from fresh n;'])}
    elsif tg_op = 'DELETE' then
        {planned_by_size("stale", [f'{into}, o.id, o."{root}", {watch.images} from stale o;'])}
    else
        {planned_by_size("fresh", [f'{into}, o.id, o."{root}", {watch.images} {changed};'])}
    end if;
    return null;
end $note$;
create trigger note_insert after insert on {table} referencing new table as fresh
    for each statement execute function note_{table}();
create trigger note_update after update on {table} referencing old table as stale new table as fresh
    for each statement execute function note_{table}();
create trigger note_delete after delete on {table} referencing old table as stale
    for each statement execute function note_{table}();
"""


def _columns(watch: Watch, alias: str) -> str:
    return "({})".format(", ".join(f'{alias}."{name}"' for name in watch.columns))


def _remove(table: str) -> str:
    drops = "".join(f"drop trigger if exists note_{event} on {table};\n" for event in ("insert", "update", "delete"))
    return f"{drops}drop function if exists note_{table}();\n"
