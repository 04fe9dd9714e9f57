"""What is wrong with rows of the ledger when seen beside what is registered."""

from typing import Final

from zhiben.kernel.papers.ledger import Check
from zhiben.kernel.papers.terms import Level

WORKED: Final = """(not l.backfilled or exists (select from workflow_casemove m where m.case_id = l.id and m.action <> 'backfill')
     or exists (select from listings_progressreport p where p.listing_id = l.id)
     or exists (select from listings_followup f where f.listing_id = l.id))"""
TWICE: Final = """
select s.row_no, s.parsed ->> 'number', format('与第%%s行是同一件已登记的挂牌督办', f.row_no)
  from papers_stagingrow s
  join lateral (select min(row_no) as row_no from papers_stagingrow o
                 where o.batch_id = s.batch_id and o.target_id = s.target_id and o.status <> 'bad') f on f.row_no < s.row_no
 where s.batch_id = %(batch)s and s.target_id is not null and s.status = 'good'
"""
OTHER_PROJECT: Final = """
select s.row_no, s.parsed ->> 'number', '这个督办文号已用于另一个工程'
  from papers_stagingrow s join listings_listing l on l.id = s.target_id
 where s.batch_id = %(batch)s and l.project_id::text <> s.parsed ->> '_project'
"""
# Once somebody works on a listing here, the ledger only reports; what is registered counts.
WORKED_ON: Final = f"""
select s.row_no, s.parsed ->> 'number', '这件挂牌督办已在系统里办理，以系统里的记录为准，不按台账修改'
  from papers_stagingrow s join listings_listing l on l.id = s.target_id
 where s.batch_id = %(batch)s and s.parsed ? '_state' and (l.state = 'DELISTED') <> (s.parsed ->> '_state' = 'DELISTED')
   and {WORKED}
"""  # noqa: S608 - the condition is this module's own
REOPENED: Final = f"""
select s.row_no, s.parsed ->> 'number', '系统里这件挂牌督办已解除，台账却没有解除文号和日期，请核对'
  from papers_stagingrow s join listings_listing l on l.id = s.target_id
 where s.batch_id = %(batch)s and l.state = 'DELISTED' and s.parsed ? '_state' and s.parsed ->> '_state' <> 'DELISTED'
   and not {WORKED}
"""  # noqa: S608
CHECKS: Final = (
    Check(code="twice", column="number", sql=TWICE),
    Check(code="other_project", column="number", sql=OTHER_PROJECT),
    Check(code="worked_on", column="delist", sql=WORKED_ON, level=Level.WARNING),
    Check(code="reopened", column="delist", sql=REOPENED),
)
