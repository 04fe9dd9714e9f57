"""Certificates that rows of a ledger name, beside the people of ``people_line``."""

from typing import Any, Final

from django.db import connection

from zhiben.kernel.base.ids import NEW_ID
from zhiben.kernel.events.outbox import publish
from zhiben.kernel.papers import effects
from zhiben.kernel.papers.ledger import Check, Run
from zhiben.kernel.papers.terms import Level
from zhiben.registry.people.events import CertificatesStated

STATED: Final = "people_statedcertificate"
# What a row may say of a certificate: column, key, SQL type, what an emptied one holds.
SAID: Final = (
    ("number", "cert_no", "text", "''"), ("class_code", "_class_code", "text", "''"),
    ("class_name", "_class_name", "text", "''"), ("issuer", "cert_issuer", "text", "''"),
    ("first_issued_on", "cert_since", "date", "null"), ("valid_to", "cert_until", "date", "null"),
    ("employer_name", "cert_employer", "text", "''"), ("verified", "verified", "text", "''"),
    ("verified_on", "verified_on", "date", "null"),
)  # fmt: skip
GATHER: Final = """
create temp table stated_line on commit drop as
select distinct on (l.person, s.parsed ->> '_cert', s.parsed ->> '_cert_key')
       l.row_no, l.person, s.parsed ->> '_cert' as kind, s.parsed ->> '_cert_key' as key, s.parsed as said,
       null::uuid as stated
  from people_line l join papers_stagingrow s on s.batch_id = %(batch)s and s.row_no = l.row_no
 where s.parsed ? '_cert' order by 2, 3, 4, 1 desc
"""
# A number takes the place of the same kind of certificate that was stated without one.
FIND: Final = """
update stated_line l set stated = c.id
  from (select distinct on (y.row_no) y.row_no, c.id
          from stated_line y join people_statedcertificate c on c.person_id = y.person and c.kind = y.kind
               and c.number_key in (y.key, '')
         order by y.row_no, c.number_key = y.key desc) c
 where c.row_no = l.row_no
"""
KEPT: Final = {
    column: f"case when l.said ? '{key}' then coalesce((l.said ->> '{key}')::{cast}, {empty}) else c.{column} end"
    for column, key, cast, empty in SAID
}
DIFFERS: Final = " or ".join(f"c.{column} is distinct from {kept}" for column, kept in KEPT.items())
CHANGING: Final = f"""
select c.id from people_statedcertificate c join stated_line l on l.stated = c.id where {DIFFERS}
"""  # noqa: S608 - names come from this file
UPDATE: Final = f"""
update people_statedcertificate c
   set {", ".join(f"{column} = {kept}" for column, kept in KEPT.items())}, number_key = l.key, linked = false,
       stated_at = %(at)s
  from stated_line l where l.stated = c.id and ({DIFFERS})
"""  # noqa: S608 - names come from this file
INSERT: Final = f"""
insert into people_statedcertificate (id, person_id, kind, number_key, doubts, linked, stated_at, {", ".join(KEPT)})
select {NEW_ID}, l.person, l.kind, l.key, '{{}}', false, %(at)s,
       {", ".join(f"coalesce((l.said ->> '{key}')::{cast}, {empty})" for _, key, cast, empty in SAID)}
  from stated_line l where l.stated is null
"""  # noqa: S608 - names come from this file
MADE: Final = """
select c.id from people_statedcertificate c join stated_line l on l.person = c.person_id and l.kind = c.kind
   and l.key = c.number_key where l.stated is null
"""
DOUBT: Final = "update people_statedcertificate set doubts = array[%(doubt)s]::varchar[] where id = any(%(ids)s)"
OTHER_HOLDER: Final = "这个证书编号还登记在另一个人名下"
DOUBTFUL: Final = """
select c.id from people_statedcertificate c join stated_line l on l.person = c.person_id and l.kind = c.kind and l.key = c.number_key
 where l.key <> '' and c.doubts = '{}'
   and exists (select from people_statedcertificate o where o.number_key = c.number_key and o.kind = c.kind
                  and o.person_id <> c.person_id)
"""
# By windows, not by a join: a hundred thousand numbers beside each other take one pass.
TWICE: Final = """
with said as materialized (
    select s.row_no, s.parsed ->> 'cert_no' as number, s.parsed ->> '_cert_key' as key,
           coalesce(s.parsed -> '_id' ->> 'index', s.parsed ->> '_name_key') as who
      from papers_stagingrow s
     where s.batch_id = %(batch)s and s.status = 'good' and coalesce(s.parsed ->> '_cert_key', '') <> ''),
seen as (
    select *, first_value(row_no) over (partition by key order by row_no) as first_no,
           first_value(who) over (partition by key order by row_no) as first_who from said),
others as (
    select *, min(row_no) filter (where who <> first_who) over (partition by key) as other_no from seen)
select row_no, number, format('存疑：与第%%s行的证书编号相同，持证人不同', case when who <> first_who then first_no else other_no end)
  from others where other_no is not null
"""
# A note, not a refusal: which of the two is wrong is not for a ledger to decide.
CERTIFICATE_CHECKS: Final = (Check(code="held_twice", column="cert_no", sql=TWICE, level=Level.WARNING),)
TOUCHED: Final = """
select l.row_no from stated_line l join people_statedcertificate c
    on c.person_id = l.person and c.kind = l.kind and c.number_key = l.key
  join papers_importeffect e on e.batch_id = %(batch)s and e.relation = 'people_statedcertificate' and e.object_id = c.id
"""


def state_certificates(run: Run) -> None:
    """After ``keep_lines``. What was stated is announced, for whoever keeps the register of certificates."""
    about: dict[str, Any] = {"batch": run.batch_id, "at": run.at, "doubt": OTHER_HOLDER}
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists stated_line")
        cursor.execute(GATHER, about)
        if cursor.rowcount == 0:
            return
        cursor.execute("analyze stated_line")
        cursor.execute(FIND)
        effects.note_before(run, STATED, CHANGING)
        cursor.execute(UPDATE, about)
        cursor.execute(INSERT, about)
        effects.note_created(run, STATED, MADE)
        cursor.execute(DOUBTFUL)
        about["ids"] = [row[0] for row in cursor.fetchall()]
        effects.note_before(run, STATED, "select unnest(%(ids)s::uuid[])", {"ids": about["ids"]})
        cursor.execute(DOUBT, about)
    effects.note_after(run, STATED)
    publish(CertificatesStated(batch_id=str(run.batch_id)), at=run.at)
