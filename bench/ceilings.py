"""What this machine can do at best, measured in the same run: the cheapest page, the cheapest rows, the cheapest file."""

import time
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any, Final

import psycopg
import xlsxwriter
from python_calamine import CalamineWorkbook

from bench.bed import Bed
from bench.measure import milliseconds, seconds
from bench.visiting import Visitor

TRIES: Final = 50
PAGE_IS: Final = "空页面加按主键取一行"
SCAN_IS: Final = "全表按区县数一遍"
STEP_IS: Final = "空页面加用纯 SQL 一次写同样的行"
# What one step of a hazard writes: table → condition on the rows of that step. Events and keys are found by number.
OF_CASE: Final = {
    "workflow_casemove": "case_id = %(case)s and seq = 2", "workflow_todo": "case_id = %(case)s",
    "audit_act": "object_kind = 'hazard' and object_id = %(case)s::text",
}  # fmt: skip
IN_ORDER: Final = ("events_outboxevent", "api_keyedwrite")


def empty_page(port: int, times: int = TRIES) -> float:
    """Milliseconds of a page without content, session or database through the same server."""
    visitor = Visitor(port)
    visitor.get("/healthz")
    return median(milliseconds(lambda: visitor.get("/healthz"), times))


def one_row(bed: Bed) -> float:
    """Milliseconds of one hazard by its key."""
    with psycopg.connect(bed.url) as connection:
        found = connection.execute("select id from hazards_hazard limit 1").fetchone()
        assert found  # noqa: S101
        query = "select * from hazards_hazard where id = %s"
        return median(milliseconds(lambda: connection.execute(query, found).fetchone(), TRIES))


def plain_page(bed: Bed) -> float:
    return empty_page(bed.platform.port) + one_row(bed)


def scan(bed: Bed) -> float:
    """Seconds to look at every hazard once and count them by county."""
    with psycopg.connect(bed.url) as connection:
        query = "select county, count(*) from hazards_hazard group by county"
        return min(seconds(lambda: connection.execute(query).fetchall()) for _ in range(3))


def plain_step(bed: Bed, cases: Sequence[str]) -> float:
    """Milliseconds to write, in one transaction, what a step of each of these cases has written, indexes included."""
    with psycopg.connect(bed.url, autocommit=True) as connection:
        _copies(connection, cases)
        try:
            return median(milliseconds(_writer(connection, cases), len(cases)))
        finally:
            connection.execute(f"drop table {', '.join(map(_copy, ('hazards_hazard', *OF_CASE, *IN_ORDER)))}".encode())


def _copies(connection: "psycopg.Connection[Any]", cases: Sequence[str]) -> None:
    for table in ("hazards_hazard", *OF_CASE, *IN_ORDER):
        connection.execute(f"drop table if exists {_copy(table)}".encode())
        connection.execute(f"create table {_copy(table)} (like {table} including all)".encode())
    connection.execute(
        "insert into bench_hazards_hazard select * from hazards_hazard where id = any(%s::uuid[])", [list(cases)]
    )


def _writer(connection: "psycopg.Connection[Any]", cases: Sequence[str]) -> Callable[[], None]:
    left = iter(cases)
    newest = "select id from {} order by id desc limit %s"
    numbered = {
        table: iter(connection.execute(newest.format(table).encode(), [len(cases)]).fetchall()) for table in IN_ORDER
    }
    copied = "insert into {} select * from {} where {}"

    def write() -> None:
        case = next(left)
        with connection.transaction():
            for table, rows in OF_CASE.items():
                connection.execute(copied.format(_copy(table), table, rows).encode(), {"case": case})
            for table, ids in numbered.items():
                connection.execute(copied.format(_copy(table), table, "id = %s").encode(), next(ids, (0,)))
            connection.execute("update bench_hazards_hazard set seq = seq + 1, due_at = now() where id = %s", [case])

    return write


def copied_in(bed: Bed, book: Path) -> float:
    """Seconds of one COPY of the cells of a workbook, as text into a table without indexes."""
    rows = cells_of(book)
    width = max(map(len, rows))
    with psycopg.connect(bed.url) as connection:
        columns = ", ".join(f"c{n} text" for n in range(width))
        connection.execute(f"create temp table bench_copy ({columns})".encode())
        started = time.perf_counter()
        with connection.cursor().copy("copy bench_copy from stdin") as copy:
            for row in rows:
                copy.write_row([str(cell) for cell in row])
        connection.commit()
        return time.perf_counter() - started


def written_out(rows: Sequence[Sequence[Any]]) -> float:
    """Seconds to write these cells, which are in memory already, into a workbook."""

    def write() -> None:
        book = xlsxwriter.Workbook(BytesIO(), {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        book.close()

    return seconds(write)


def cells_of(book: Path | BytesIO) -> list[list[Any]]:
    loaded = CalamineWorkbook.from_object(book)
    return loaded.get_sheet_by_index(0).to_python()


def _copy(table: str) -> str:
    return f"bench_{table}"
