"""What is wrong with rows of the project ledger when seen beside each other and beside what is registered."""

from typing import Final

from zhiben.kernel.papers.ledger import Check
from zhiben.kernel.papers.terms import Level

OUTSIDE: Final = """
select s.row_no, s.parsed ->> 'region', '这个区县不在本机构的辖区内' from papers_stagingrow s
 where s.batch_id = %(batch)s and s.parsed ? '_place'
   and not (s.parsed ->> '_place' collate "C" >= %(path)s and s.parsed ->> '_place' collate "C" < %(path_end)s)
"""
SEVERAL: Final = """
with wanted as materialized (
    select s.row_no, s.parsed ->> 'name' as said, s.parsed ->> '_name_key' as name, s.parsed ->> '_place' collate "C" as place
      from papers_stagingrow s
     where s.batch_id = %(batch)s and s.target_id is null and coalesce(s.parsed ->> '_supervise_no', '') = '')
select w.row_no, w.said, format('这个区县登记有%%s个同名工程，请填写监督编号', count(*))
  from wanted w join projects_project p on p.name_key = w.name and p.place = w.place
 group by w.row_no, w.said having count(*) > 1
"""
TWICE: Final = """
select s.row_no, s.parsed ->> 'name', format('与第%%s行是同一个已登记的工程', f.row_no)
  from papers_stagingrow s
  join lateral (select min(row_no) as row_no from papers_stagingrow o
                 where o.batch_id = s.batch_id and o.target_id = s.target_id and o.status <> 'bad') f on f.row_no < s.row_no
 where s.batch_id = %(batch)s and s.target_id is not null and s.status = 'good'
"""
NOT_OURS: Final = """
select s.row_no, s.parsed ->> 'name', '这个工程由其他机构监管，本机构不能修改'
  from papers_stagingrow s join projects_project p on p.id = s.target_id
 where s.batch_id = %(batch)s and not %(everywhere)s and p.agency_id <> %(agency)s::uuid
   and not (p.scope > %(path)s and p.scope < %(path_end)s)
"""
RENAMED: Final = """
select s.row_no, s.parsed ->> 'name', format('监督编号%%s已登记为“%%s”，将改名', p.supervise_no, p.name)
  from papers_stagingrow s join projects_project p on p.id = s.target_id
 where s.batch_id = %(batch)s and s.parsed ? '_name_key' and p.name_key <> s.parsed ->> '_name_key'
"""
CHECKS: Final = (
    Check(code="outside", column="region", sql=OUTSIDE),
    Check(code="several", column="name", sql=SEVERAL),
    Check(code="twice", column="name", sql=TWICE),
    Check(code="not_ours", column="name", sql=NOT_OURS),
    Check(code="renamed", column="name", sql=RENAMED, level=Level.WARNING),
)
