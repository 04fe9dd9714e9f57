"""Checks over all rows of a batch at once, and the counts that follow from them."""

import json
from typing import Any, Final
from uuid import UUID

from django.db import connection

from zhiben.kernel.base.clock import day_of
from zhiben.kernel.papers.ledger import Check, Ledger, Run, path_end
from zhiben.kernel.papers.models import ImportBatch, ImportIssue, StagingRow
from zhiben.kernel.papers.nearest import nearest_names
from zhiben.kernel.papers.terms import Level, RowStatus

REPEATED: Final = """
with found as (
    select row_no, first_no, same
      from (select s.row_no, first_value(s.row_no) over of_key as first_no,
                   s.content_hash = first_value(s.content_hash) over of_key as same
              from papers_stagingrow s
             where s.batch_id = %(batch)s and s.row_key <> '' and s.status <> 'bad'
            window of_key as (partition by s.row_key order by s.row_no)) beside
     where first_no < row_no
),
issues as (
    insert into papers_importissue (batch_id, row_no, "column", label, value, reason, level, code, suggestions)
    select %(batch)s, row_no, '', '', '',
           case when same then format('与第%%s行完全相同，只导入一次', first_no)
                else format('与第%%s行是同一个对象，但内容不同，请只留一行', first_no) end,
           case when same then 'warning' else 'error' end, 'repeated', '[]'
      from found)
update papers_stagingrow s set status = case when found.same then 'repeated' else 'bad' end
  from found where s.batch_id = %(batch)s and s.row_no = found.row_no
"""
ADD_ISSUES: Final = """
insert into papers_importissue (batch_id, row_no, "column", label, value, reason, level, code, suggestions)
select %(batch)s, found.row_no, %(column)s, %(label)s, left(coalesce(found.value, ''), 200), left(found.reason, 400),
       %(level)s, %(code)s, '[]'
  from ({sql}) found (row_no, value, reason)
"""
# What is registered already has the column's content: an empty cell leaves it as it is.
FORGIVE: Final = """
delete from papers_importissue i using papers_stagingrow s
 where i.batch_id = %(batch)s and i.code = 'missing' and s.batch_id = i.batch_id and s.row_no = i.row_no
   and s.target_id is not null
"""
# Rows just staged have no statistics: the numbers are handed over, so that no plan can go through all of them for each.
ERRONEOUS: Final = """
select array_agg(distinct i.row_no) from papers_importissue i where i.batch_id = %(batch)s and i.level = 'error'
"""
MARK_BAD: Final = """
update papers_stagingrow s set status = 'bad'
 where s.batch_id = %(batch)s and s.status = 'good' and s.row_no = any(%(wrong)s)
"""
SUGGEST: Final = """
update papers_importissue i set suggestions = n.names::jsonb
  from unnest(%(values)s::text[], %(names)s::text[]) n(value, names)
 where i.batch_id = %(batch)s and i.code = %(code)s and i.value = n.value
"""


def check_rows(run: Run, ledger: Ledger) -> None:
    """Everything that needs more than one row or other tables; rows with an error are out afterwards."""
    about: dict[str, Any] = {
        "batch": run.batch_id, "path": run.path, "path_end": path_end(run.path), "division": run.division_code,
        "today": day_of(run.at), "agency": run.actor.reach_id, "everywhere": run.actor.is_system,
    }  # fmt: skip
    with connection.cursor() as cursor:
        if ledger.match:
            ledger.match(run)
            cursor.execute(FORGIVE, about)
        _mark_bad(cursor, about)
        cursor.execute(REPEATED, about)
        for check in ledger.checks:
            column = ledger.by_name.get(check.column)
            cursor.execute(
                ADD_ISSUES.format(sql=check.sql),
                about | {"column": check.column, "label": column.label if column else "", "level": check.level.value,
                         "code": check.code},
            )  # fmt: skip
        _mark_bad(cursor, about)
    for check in ledger.checks:
        if check.candidates:
            _suggest(run, check)


def _mark_bad(cursor: Any, about: dict[str, Any]) -> None:
    cursor.execute(ERRONEOUS, about)
    wrong = cursor.fetchone()[0]
    if wrong:
        cursor.execute(MARK_BAD, about | {"wrong": wrong})


def _suggest(run: Run, check: Check) -> None:
    """The nearest names for every value that was not found: one look-up per distinct value."""
    issues = ImportIssue.objects.filter(batch_id=run.batch_id, code=check.code).exclude(value="")
    values = list(issues.values_list("value", flat=True).distinct()[:500])
    if not values or check.candidates is None:
        return
    found = nearest_names(values, check.candidates(run))
    with connection.cursor() as cursor:
        cursor.execute(
            SUGGEST,
            {"values": list(found), "names": [_json_list(n) for n in found.values()], "batch": run.batch_id,
             "code": check.code},
        )  # fmt: skip


def count_rows(batch: ImportBatch) -> None:
    """Sets the batch's figures from its rows: rows = created + updated + unchanged + skipped once it is done."""
    with connection.cursor() as cursor:
        cursor.execute("select status, count(*) from papers_stagingrow where batch_id = %s group by status", [batch.id])
        by_status: dict[str, int] = dict(cursor.fetchall())
        cursor.execute("select level, count(*) from papers_importissue where batch_id = %s group by level", [batch.id])
        by_level: dict[str, int] = dict(cursor.fetchall())
    batch.rows = sum(by_status.values())
    batch.created = by_status.get(RowStatus.CREATED, 0)
    batch.updated = by_status.get(RowStatus.UPDATED, 0)
    batch.unchanged = by_status.get(RowStatus.UNCHANGED, 0)
    batch.skipped = by_status.get(RowStatus.BAD, 0) + by_status.get(RowStatus.REPEATED, 0)
    batch.errors = by_level.get(Level.ERROR, 0)
    batch.warnings = by_level.get(Level.WARNING, 0)


def good_rows(batch_id: UUID) -> int:
    return StagingRow.objects.filter(batch_id=batch_id, status=RowStatus.GOOD).count()


def _json_list(names: list[str]) -> str:
    return json.dumps(names, ensure_ascii=False)
