"""What an import changed: noted row by row as it happens, so that it can be taken back while nobody has touched it."""

from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from zhiben.kernel.base.errors import WrongState
from zhiben.kernel.papers.ledger import Run

CREATED: Final = """
insert into papers_importeffect (batch_id, relation, object_id, before, after)
select %(batch)s, %(relation)s, t.id, null, to_jsonb(t) from {table} t where t.id in ({ids})
on conflict (batch_id, relation, object_id) do nothing
"""
BEFORE: Final = """
insert into papers_importeffect (batch_id, relation, object_id, before, after)
select %(batch)s, %(relation)s, t.id, to_jsonb(t), null from {table} t where t.id in ({ids})
on conflict (batch_id, relation, object_id) do nothing
"""
AFTER: Final = """
update papers_importeffect e set after = to_jsonb(t) from {table} t
 where e.batch_id = %(batch)s and e.relation = %(relation)s and t.id = e.object_id
   and e.after is distinct from to_jsonb(t)
"""
TOUCHED: Final = """
select count(*) from papers_importeffect e left join {table} t on t.id = e.object_id
 where e.batch_id = %(batch)s and e.relation = %(relation)s and e.after is distinct from to_jsonb(t)
"""
RESTORE: Final = """
update {table} t set ({columns}) = (select {values} from jsonb_populate_record(null::{table}, e.before) r)
  from papers_importeffect e
 where e.batch_id = %(batch)s and e.relation = %(relation)s and e.before is not null and t.id = e.object_id
"""
REMOVE: Final = """
delete from {table} t using papers_importeffect e
 where e.batch_id = %(batch)s and e.relation = %(relation)s and e.before is null and t.id = e.object_id
"""
COLUMNS: Final = """
select attname from pg_attribute
 where attrelid = %s::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attname <> 'id'
 order by attnum
"""


def note_created(run: Run, relation: str, ids: str, more: dict[str, Any] | None = None) -> None:
    """After an insert. ``ids`` selects the ids of the new rows; ``%(batch)s`` is the batch."""
    _execute(CREATED, run.batch_id, relation, ids=ids, more=more)


def note_before(run: Run, relation: str, ids: str, more: dict[str, Any] | None = None) -> None:
    """Before an update. ``ids`` selects the ids of the rows about to change."""
    _execute(BEFORE, run.batch_id, relation, ids=ids, more=more)


def note_after(run: Run, relation: str) -> None:
    """After the last update of a relation."""
    _execute(AFTER, run.batch_id, relation)


def touched_since(batch_id: UUID) -> dict[str, int]:
    """How many rows of each table are no longer as the import left them."""
    found = {relation: _execute(TOUCHED, batch_id, relation) for relation in _relations(batch_id)}
    return {relation: count for relation, count in found.items() if count}


def restore(batch_id: UUID) -> None:
    """Only what was changed: for ledgers that take back what they made in their own way."""
    for relation in reversed(_relations(batch_id)):
        _execute(RESTORE, batch_id, relation, columns=_columns(relation))


def take_back(batch_id: UUID) -> None:
    """Removes what was made and restores what was changed, last first. Raises WrongState when something leans on it."""
    try:
        with transaction.atomic():
            for relation in reversed(_relations(batch_id)):
                # What was made goes first: it may stand where the old is to stand again.
                if _execute(REMOVE, batch_id, relation) != _created(batch_id, relation):
                    raise WrongState("导入的内容已经有变动，不能撤销")
                _execute(RESTORE, batch_id, relation, columns=_columns(relation))
            with connection.cursor() as cursor:
                cursor.execute("set constraints all immediate")
                cursor.execute("set constraints all deferred")
    except IntegrityError as error:
        raise WrongState("导入之后，已有其他记录引用了这些内容，不能撤销") from error


def _relations(batch_id: UUID) -> list[str]:
    """Tables in the order in which the import wrote them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select relation from papers_importeffect where batch_id = %s group by relation order by min(id)",
            [batch_id],
        )
        return [relation for (relation,) in cursor.fetchall()]


def _created(batch_id: UUID, relation: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from papers_importeffect where batch_id = %s and relation = %s and before is null",
            [batch_id, relation],
        )
        return int(cursor.fetchone()[0])


def _columns(relation: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS, [relation])
        return [connection.ops.quote_name(name) for (name,) in cursor.fetchall()]


def _execute(
    sql: str, batch_id: UUID, relation: str, *, ids: str = "", columns: list[str] | None = None,
    more: dict[str, Any] | None = None,
) -> int:  # fmt: skip
    """Rows affected, or the number a counting statement returns. Names of tables come from code, never from input."""
    quote = connection.ops.quote_name
    text = sql.format(
        table=quote(relation), ids=ids, columns=", ".join(columns or []),
        values=", ".join(f"r.{c}" for c in columns or []),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(text, {**(more or {}), "batch": batch_id, "relation": relation})
        return int(cursor.fetchone()[0]) if cursor.description else int(cursor.rowcount)
