"""What is wrong with rows of a hazard ledger when seen beside what is registered."""

from typing import Final

from zhiben.kernel.papers.ledger import Check
from zhiben.kernel.papers.terms import Level

TWICE: Final = """
select s.row_no, s.parsed ->> 'number', format('与第%%s行是同一条已登记的隐患', f.row_no)
  from papers_stagingrow s
  join lateral (select min(row_no) as row_no from papers_stagingrow o
                 where o.batch_id = s.batch_id and o.target_id = s.target_id and o.status <> 'bad') f on f.row_no < s.row_no
 where s.batch_id = %(batch)s and s.target_id is not null and s.status = 'good'
"""
OTHER_PROJECT: Final = """
select s.row_no, s.parsed ->> 'number', '这个隐患编号已用于另一个工程'
  from papers_stagingrow s join hazards_hazard h on h.id = s.target_id
 where s.batch_id = %(batch)s and h.project_id::text <> s.parsed ->> '_project'
"""
# Once somebody works on a hazard here, the ledger only reports; what is registered counts.
WORKED_ON: Final = """
select s.row_no, s.parsed ->> 'number', '这条隐患已在系统里办理，以系统里的记录为准，不按台账修改'
  from papers_stagingrow s join hazards_hazard h on h.id = s.target_id
 where s.batch_id = %(batch)s and s.parsed ? '_state' and (h.state = 'CLOSED') <> (s.parsed ->> '_state' = 'CLOSED')
   and (not h.backfilled or exists (select from workflow_casemove m where m.case_id = h.id and m.action <> 'backfill'))
"""
REOPENED: Final = """
select s.row_no, s.parsed ->> 'number', '系统里这条隐患已销号，台账却写未销号，请核对'
  from papers_stagingrow s join hazards_hazard h on h.id = s.target_id
 where s.batch_id = %(batch)s and h.state = 'CLOSED' and s.parsed ->> '_state' in ('RECTIFYING', 'SUBMITTED')
   and h.backfilled and not exists (select from workflow_casemove m where m.case_id = h.id and m.action <> 'backfill')
"""
CHECKS: Final = (
    Check(code="twice", column="number", sql=TWICE),
    Check(code="other_project", column="number", sql=OTHER_PROJECT),
    Check(code="worked_on", column="closed", sql=WORKED_ON, level=Level.WARNING),
    Check(code="reopened", column="closed", sql=REOPENED),
)
