"""Taking an import of listings back, while nobody has worked on any of them."""

from typing import Final
from uuid import UUID

from django.db import connection

from zhiben.domains.listings.workflow import LISTING_FLOW
from zhiben.kernel.papers import effects
from zhiben.kernel.papers.ledger import Run
from zhiben.kernel.workflow.backfill import take_back, untouched

MADE: Final = "select target_id from papers_stagingrow where batch_id = %s and status = 'created'"
CARRIED_ON: Final = """
select count(*) from papers_importeffect e
 where e.batch_id = %s and e.relation = 'listings_listing' and e.before is not null
   and e.before ->> 'state' <> e.after ->> 'state'
"""
UNMATCH: Final = """
delete from listings_listedhazard i using papers_importeffect e
 where e.batch_id = %s and e.relation = 'listings_listedhazard' and e.before is null and i.id = e.object_id
"""
WORKED: Final = """
select count(*) from papers_stagingrow s where s.batch_id = %s and s.status = 'created' and (
    exists (select from listings_progressreport p where p.listing_id = s.target_id)
    or exists (select from listings_followup f where f.listing_id = s.target_id))
"""


def touched(run: Run) -> list[str]:
    """Why this import cannot be taken back; empty when it can."""
    found = []
    if moved := _number(CARRIED_ON, run):
        found.append(f"有{moved}件挂牌督办随这次台账改变了状态，办理经过不能抹去")
    changed = sum(effects.touched_since(run.batch_id).values()) + _number(WORKED, run)
    if changed or not untouched(_made(run)):
        found.append("导入之后已有挂牌督办被办理或修改")
    return found


def undo(run: Run) -> None:
    with connection.cursor() as cursor:
        cursor.execute(UNMATCH, [run.batch_id])
    take_back(LISTING_FLOW, _made(run), actor=run.actor, at=run.at, batch=run.batch_id)
    effects.restore(run.batch_id)


def _number(sql: str, run: Run) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, [run.batch_id])
        return int(cursor.fetchone()[0])


def _made(run: Run) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(MADE, [run.batch_id])
        return [row[0] for row in cursor.fetchall()]
