"""From staging to one table by set: what is new is inserted, what differs updated, the rest left; all of it noted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from zhiben.kernel.papers import effects
from zhiben.kernel.papers.holding import NOTHING_KEPT, Keeps, note_held
from zhiben.kernel.papers.ledger import Run

MARK_CREATED: Final = """
update papers_stagingrow s set status = 'created', target_id = s.new_id
 where s.batch_id = %(batch)s and s.status = 'good' and s.target_id is null
"""
MARK_UPDATED: Final = """
update papers_stagingrow s
   set status = case when s.target_id in (select object_id from papers_importeffect
                                           where batch_id = %(batch)s and relation = %(relation)s)
                     then 'updated' else 'unchanged' end
 where s.batch_id = %(batch)s and s.status = 'good' and s.target_id is not null
"""
MARK_TOO: Final = """
update papers_stagingrow s set status = 'updated'
 where s.batch_id = %(batch)s and s.status = 'unchanged' and s.target_id in ({targets})
"""
WORDS: Final = "(select array_agg(w)::varchar[] from jsonb_array_elements_text(s.parsed -> '{key}') w)"
MADE: Final = "select target_id from papers_stagingrow where batch_id = %(batch)s and status = 'created'"
CHANGING: Final = """
select t.id from {table} t join papers_stagingrow s on s.target_id = t.id
 where s.batch_id = %(batch)s and s.status = 'good' and ({differs})
"""
UPDATE: Final = """
update {table} t set {changes} from papers_stagingrow s
 where s.batch_id = %(batch)s and s.status = 'good' and s.target_id = t.id and ({differs})
"""
INSERT: Final = """
insert into {table} ({columns}) select {values} from papers_stagingrow s
 where s.batch_id = %(batch)s and s.status = 'good' and s.target_id is null order by s.row_no
"""
HELD: Final = """
select s.row_no, t.id, t.{column}::text, ({said})::text, null::bytea
  from {table} t join papers_stagingrow s on s.target_id = t.id
 where s.batch_id = %(batch)s and s.status = 'good' and s.parsed ? '{key}' and coalesce(t.{column}::text, '') <> ''
   and coalesce(({said})::text, '') <> '' and t.{told} is distinct from {told_said}
"""


@dataclass(frozen=True)
class Stored:
    """One column of the table. ``key``: the name under which the row says it; ``empty``: what 无 and / leave there.

    ``cast`` is the SQL type. ``value`` replaces the whole expression when the row's JSON must be taken apart.
    """

    column: str
    key: str
    cast: str = "text"
    empty: str = "''"
    value: str = ""

    @property
    def said(self) -> str:
        plain = self.value or f"(s.parsed ->> '{self.key}')::{self.cast}"
        return f"coalesce({plain}, {self.empty})"

    @property
    def kept(self) -> str:
        """What the column holds afterwards: what was said, else what it was."""
        return f"case when s.parsed ? '{self.key}' then {self.said} else t.{self.column} end"


def words_stored(column: str, key: str) -> Stored:
    """An array of words; the row's value is a list."""
    return Stored(column, key, empty="'{}'", value=WORDS.format(key=key))


def write_rows(
    run: Run, table: str, stored: Sequence[Stored], *, born: Mapping[str, str], more: Mapping[str, Any] | None = None,
    keeps: Keeps = NOTHING_KEPT,
) -> None:  # fmt: skip
    """Rows with a ``target_id`` are updated where they differ, those without inserted under ``new_id``.

    ``born`` are columns that only an insert sets, as SQL over ``s``. Each row's status says what became of it.
    ``more`` are further parameters; what ``keeps`` governs is noted instead of overwritten. Names of tables and columns
    come from code, never from input.
    """
    about = {**(more or {}), "batch": run.batch_id, "at": run.at, "relation": table}
    kept = {x.column: _governed(x) if keeps.governs(x.column) else x.kept for x in stored}
    differs = " or ".join(f"t.{column} is distinct from {value}" for column, value in kept.items())
    changes = ", ".join(f"{column} = {value}" for column, value in kept.items())
    columns = ", ".join(["id", *(x.column for x in stored), *born])
    values = ", ".join(["s.new_id", *(x.said for x in stored), *born.values()])
    _note_held(run, table, stored, keeps)
    effects.note_before(run, table, CHANGING.format(table=table, differs=differs), about)
    with connection.cursor() as cursor:
        cursor.execute(UPDATE.format(table=table, changes=changes, differs=differs), about)
        cursor.execute(MARK_UPDATED, about)
        effects.note_after(run, table)
        cursor.execute(INSERT.format(table=table, columns=columns, values=values), about)
        cursor.execute(MARK_CREATED, about)
    effects.note_created(run, table, MADE)


def _governed(x: Stored) -> str:
    """What is filled in stays, whatever is said."""
    return f"case when coalesce(t.{x.column}::text, '') <> '' then t.{x.column} else {x.kept} end"


def _note_held(run: Run, table: str, stored: Sequence[Stored], keeps: Keeps) -> None:
    columns = {x.column: x for x in stored}
    for name in keeps.labels:
        if name in columns:
            said, told = columns[name], columns[keeps.told_by(name)]
            select = HELD.format(table=table, column=name, said=said.said, told=told.column, told_said=told.said,
                                 key=told.key)  # fmt: skip
            note_held(run, keeps, name, said.key.lstrip("_"), select)


def mark_updated(run: Run, targets: str) -> None:
    """Rows that changed nothing in their own table but something beside it. ``targets`` selects their target ids."""
    with connection.cursor() as cursor:
        cursor.execute(MARK_TOO.format(targets=targets), {"batch": run.batch_id, "at": run.at})
