"""Taking an import of certificates back, while nobody has decided anything about any of them."""

from typing import Final
from uuid import UUID

from django.db import connection

from zhiben.domains.certificates.models import Certificate
from zhiben.domains.certificates.workflow import CERTIFICATE_FLOW
from zhiben.kernel.base.errors import WrongState
from zhiben.kernel.papers import effects
from zhiben.kernel.papers.ledger import Run
from zhiben.kernel.workflow.backfill import take_back, untouched

TURNED: Final = """
select count(*) from papers_importeffect e
 where e.batch_id = %s and e.relation = %s and e.before is not null and e.before ->> 'state' <> e.after ->> 'state'
"""


def touched(run: Run) -> list[str]:
    """Why this import cannot be taken back; empty when it can."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(TURNED, [run.batch_id, Certificate._meta.db_table])
        turned = cursor.fetchone()[0]
    if turned:
        found.append(f"有{turned}张证照随这次台账改变了状态，办理经过不能抹去")
    if sum(effects.touched_since(run.batch_id).values()) or not untouched(_made(run)):
        found.append("导入之后已有证照被办理或修改")
    return found


def undo(run: Run) -> None:
    """Certificates first, then the people and firms that came with them, if nobody else leans on these."""
    made = _made(run)
    gone = take_back(CERTIFICATE_FLOW, made, actor=run.actor, at=run.at, batch=run.batch_id)
    if made and not gone:
        raise WrongState("导入的证照已有办理记录，不能撤销")
    effects.take_back(run.batch_id)


def _made(run: Run) -> list[UUID]:
    return list(Certificate.objects.filter(import_id=run.batch_id).values_list("pk", flat=True))
