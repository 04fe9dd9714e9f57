"""What is wrong with rows of the staff ledger when seen beside each other and beside the accounts there are."""

from typing import Final

from zhiben.kernel.papers.ledger import Check
from zhiben.kernel.papers.terms import Level

OUTSIDE: Final = """
select s.row_no, s.parsed ->> 'division', '不在您管理的辖区内' from papers_stagingrow s
 where s.batch_id = %(batch)s and s.parsed ? '_path' and not starts_with(s.parsed ->> '_path', %(path)s)
"""
TWICE: Final = """
select s.row_no, s.parsed ->> 'name', format('与第%%s行是同一个已登记的人，请合成一行', f.row_no)
  from papers_stagingrow s
  join lateral (select min(row_no) as row_no from papers_stagingrow o
                 where o.batch_id = s.batch_id and o.target_id = s.target_id and o.status <> 'bad') f on f.row_no < s.row_no
 where s.batch_id = %(batch)s and s.target_id is not null and s.status = 'good'
"""
# The account a row will use: the one it names, else the one its officer has.
ACCOUNT: Final = """
with row_account as materialized (
    select s.row_no, s.parsed ->> 'name' as name, s.parsed ->> 'username' as said, s.parsed -> '_roles' as roles,
           coalesce(named.id, held.id) as user_id, coalesce(named.name, held.name) as user_name, named.id as named_id
      from papers_stagingrow s
      left join agencies_officer o on o.id = s.target_id
      left join access_user held on held.id = o.user_id
      left join access_user named on named.username = s.parsed ->> 'username'
     where s.batch_id = %(batch)s and s.status = 'good')
"""
OTHER_NAME: Final = f"""{ACCOUNT}
select row_no, said, format('账号%%s已经是%%s的，请换一个账号名', said, user_name) from row_account
 where named_id is not null and user_name <> name
"""  # noqa: S608 - constants of this module
NOT_OURS: Final = f"""{ACCOUNT}
select row_no, said, '这个账号在别的辖区使用，不归您管理' from row_account r
 where named_id is not null and exists (
       select 1 from access_grant g where g.user_id = r.named_id and (g.valid_to is null or g.valid_to > now())
          and not starts_with(g.path, %(path)s))
"""  # noqa: S608
# 三员分立, also against what the person is already.
ADMINISTRATORS: Final = "array['system_admin', 'security_admin', 'audit_admin']"
SEPARATE: Final = f"""{ACCOUNT},
held as (select r.row_no, r.name, r.roles, array_agg(g.role::text) as has
           from row_account r join access_grant g on g.user_id = r.user_id
          where g.valid_from <= now() and (g.valid_to is null or g.valid_to > now())
          group by r.row_no, r.name, r.roles)
select row_no, name, '这个人已有其他身份；系统、安全、审计管理员要各由一人单独担任' from held
 where roles is not null and (has && {ADMINISTRATORS} or roles ?| {ADMINISTRATORS})
   and not (array(select jsonb_array_elements_text(roles)) <@ has)
"""  # noqa: S608
# One telephone or one account in several rows is one person.
SAME_PERSON: Final = f"""
with person as materialized (
    select s.row_no, s.parsed ->> 'name' as name, r.role,
           coalesce(s.parsed ->> 'username', s.parsed ->> '_phone_index') as who
      from papers_stagingrow s cross join lateral jsonb_array_elements_text(s.parsed -> '_roles') r(role)
     where s.batch_id = %(batch)s and s.status = 'good'
       and coalesce(s.parsed ->> 'username', s.parsed ->> '_phone_index') is not null)
select distinct p.row_no, p.name, '同一个人在别的行里还有其他角色；系统、安全、审计管理员要各由一人单独担任'
  from person p join person q on q.who = p.who and q.row_no <> p.row_no and q.role <> p.role
 where p.role = any({ADMINISTRATORS}) or q.role = any({ADMINISTRATORS})
"""  # noqa: S608
ONE_ACCOUNT: Final = """
select s.row_no, s.parsed ->> 'username', format('第%%s行的%%s也用这个账号', f.row_no, f.name)
  from papers_stagingrow s
  join lateral (select o.row_no, o.parsed ->> 'name' as name from papers_stagingrow o
                 where o.batch_id = s.batch_id and o.parsed ->> 'username' = s.parsed ->> 'username'
                   and o.status <> 'bad' and o.parsed ->> 'name' <> s.parsed ->> 'name' and o.row_no < s.row_no
                 order by o.row_no limit 1) f on true
 where s.batch_id = %(batch)s and s.status = 'good' and s.parsed ? 'username'
"""
TAKEN: Final = """
select s.row_no, s.parsed ->> 'certificate_no', format('这个执法证号已属于在任的%%s', o.name)
  from papers_stagingrow s
  join agencies_agency a on a.name_key = s.parsed ->> '_agency_key' and a.division_id = s.parsed ->> '_division'
                        and a.valid_to is null
  join agencies_officer o on o.agency_id = a.id and o.valid_to is null
                         and o.certificate_no = s.parsed ->> 'certificate_no' and o.id is distinct from s.target_id
 where s.batch_id = %(batch)s and s.status = 'good' and coalesce(s.parsed ->> 'certificate_no', '') <> ''
"""
SAME_NUMBER: Final = """
with numbered as materialized (
    select s.row_no, s.parsed ->> 'certificate_no' as said, s.parsed ->> '_agency_key' as agency,
           s.parsed ->> '_division' as division
      from papers_stagingrow s
     where s.batch_id = %(batch)s and s.status = 'good' and coalesce(s.parsed ->> 'certificate_no', '') <> '')
select n.row_no, n.said, format('与第%%s行的执法证号相同', min(f.row_no))
  from numbered n join numbered f on f.said = n.said and f.agency = n.agency and f.division = n.division
                                 and f.row_no < n.row_no
 group by n.row_no, n.said
"""
LAPSED: Final = """
select s.row_no, s.parsed ->> 'certificate_to', '执法证已过有效期' from papers_stagingrow s
 where s.batch_id = %(batch)s and s.status = 'good' and (s.parsed ->> 'certificate_to')::date < %(today)s
"""
UNCERTIFIED: Final = """
select s.row_no, s.parsed ->> 'name', '没有执法证号：可以开账号，但不能在执法文书上署名'
  from papers_stagingrow s left join agencies_officer o on o.id = s.target_id
 where s.batch_id = %(batch)s and s.status = 'good' and s.parsed -> '_roles' ?| array['inspector', 'enforcer']
   and coalesce(s.parsed ->> 'certificate_no', o.certificate_no, '') = ''
"""
CHECKS: Final = (
    Check(code="outside", column="division", sql=OUTSIDE),
    Check(code="twice", column="name", sql=TWICE),
    Check(code="other_name", column="username", sql=OTHER_NAME),
    Check(code="not_ours", column="username", sql=NOT_OURS),
    Check(code="separate", column="roles", sql=SEPARATE),
    Check(code="same_person", column="roles", sql=SAME_PERSON),
    Check(code="one_account", column="username", sql=ONE_ACCOUNT),
    Check(code="taken", column="certificate_no", sql=TAKEN),
    Check(code="same_number", column="certificate_no", sql=SAME_NUMBER),
    Check(code="lapsed", column="certificate_to", sql=LAPSED, level=Level.WARNING),
    Check(code="uncertified", column="certificate_no", sql=UNCERTIFIED, level=Level.WARNING),
)
