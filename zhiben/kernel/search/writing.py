"""Documents written by set: rows of a source in, folded and read aloud in Python, COPY out."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import connection

from zhiben.kernel.search.sources import Source
from zhiben.kernel.search.tokens import prepare

BATCH: Final = 20_000
TARGET: Final = (
    "kind, object_id, title, note, mark, link, body, reading, tokens, at, weight, everyone, place, province, city,"
    " county, readers, hidden_from"
)
NAMES: Final = TARGET.replace(" ", "").split(",")
STAGE: Final = f"""
    drop table if exists search_staged;
    create temp table search_staged as select {TARGET} from search_searchdocument limit 0
"""  # noqa: S608
ADD: Final = f"insert into search_searchdocument ({TARGET}) select {TARGET} from search_staged"  # noqa: S608
MERGE: Final = f"""{ADD} on conflict (kind, object_id) do update
   set {", ".join(f"{name} = excluded.{name}" for name in NAMES[2:])}
 where ({", ".join(f"search_searchdocument.{name}" for name in NAMES[2:])})
       is distinct from ({", ".join(f"excluded.{name}" for name in NAMES[2:])})
"""  # noqa: S608
GONE: Final = """
    delete from search_searchdocument d where d.kind = %s and d.object_id = any(%s)
       and not exists (select from search_staged s where s.object_id = d.object_id)
"""


def write_documents(source: Source, ids: Sequence[UUID]) -> int:
    """Bring the documents of these subjects up to date: new, changed, gone. Within a transaction, as the system."""
    with connection.cursor() as cursor:
        cursor.execute(STAGE)
        cursor.execute(f"{source.query} and {source.columns['id']} = any(%s)", [list(ids)])
        rows = cursor.fetchall()
        _stage(source, rows)
        cursor.execute(MERGE)
        cursor.execute(GONE, [source.kind, list(ids)])
    return len(rows)


def write_all(source: Source, *, merge: bool) -> int:
    """Every row of a source. ``merge``: documents may be there already; what has no row any more is taken out."""
    written = 0
    with connection.cursor() as cursor:
        if merge:
            cursor.execute("drop table if exists search_kept; create temp table search_kept (object_id uuid)")
        for rows in _batches(source):
            cursor.execute(STAGE)
            _stage(source, rows)
            cursor.execute(MERGE if merge else ADD)
            if merge:
                cursor.execute("insert into search_kept select object_id from search_staged")
            written += len(rows)
        if merge:
            cursor.execute(
                "delete from search_searchdocument d where d.kind = %s"
                " and not exists (select from search_kept k where k.object_id = d.object_id)",
                [source.kind],
            )
    return written


def _batches(source: Source) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of one query, a batch at a time, on the connection everything else uses."""
    connection.ensure_connection()
    with connection.connection.cursor(name="search_rows") as cursor:
        cursor.execute(source.query)
        while rows := cursor.fetchmany(BATCH):
            yield rows


def _stage(source: Source, rows: Iterable[Sequence[Any]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"copy search_staged ({TARGET}) from stdin") as copy:
        for row in rows:
            copy.write_row(_document(source, row))


def _document(source: Source, row: Sequence[Any]) -> tuple[Any, ...]:
    made = prepare(source, row)
    pk, title, at, note, mark, link, _, _, weight, place, province, city, county, readers, hidden_from, _ = row
    return (
        source.kind, pk, title[:300], note[:300], mark, link, made.body, made.reading, _array(made.tokens), at, weight,
        source.visible is None, place, province, city, county, _array(readers), hidden_from,
    )  # fmt: skip


def _array(values: Iterable[Any]) -> str:
    """As PostgreSQL writes an array of numbers or identifiers: quicker than asking the driver for each."""
    return "{" + ",".join(map(str, values)) + "}"
