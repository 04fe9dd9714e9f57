"""Taking an import of hazards back, while nobody has worked on any of them."""

from typing import Final
from uuid import UUID

from django.db import connection

from zhiben.domains.hazards.workflow import HAZARD_FLOW
from zhiben.kernel.papers import effects
from zhiben.kernel.papers.ledger import Run
from zhiben.kernel.workflow.backfill import take_back, untouched

MADE: Final = "select target_id from papers_stagingrow where batch_id = %s and status = 'created'"
CARRIED_ON: Final = """
select count(*) from papers_importeffect e
 where e.batch_id = %s and e.before is not null and e.before ->> 'state' <> e.after ->> 'state'
"""


def touched(run: Run) -> list[str]:
    """Why this import cannot be taken back; empty when it can."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(CARRIED_ON, [run.batch_id])
        moved = cursor.fetchone()[0]
    if moved:
        found.append(f"有{moved}条隐患随这次台账改变了状态，办理经过不能抹去")
    changed = sum(effects.touched_since(run.batch_id).values())
    if changed or not untouched(_made(run)):
        found.append("导入之后已有隐患被办理或修改")
    return found


def undo(run: Run) -> None:
    take_back(HAZARD_FLOW, _made(run), actor=run.actor, at=run.at, batch=run.batch_id)
    effects.restore(run.batch_id)


def _made(run: Run) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(MADE, [run.batch_id])
        return [row[0] for row in cursor.fetchall()]
