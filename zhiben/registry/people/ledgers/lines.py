"""People of a ledger kept by set: the good rows as a table of lines, the person meant by each, what changed about them.

The table ``people_line`` lives in the import's transaction; ledgers write what hangs on a person from it.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.db import connection

from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.ids import NEW_ID
from zhiben.kernel.papers import effects
from zhiben.kernel.papers.holding import note_held
from zhiben.kernel.papers.ledger import Run
from zhiben.kernel.records.public import kept_by_ledgers, record_kind
from zhiben.registry.enterprises.public import ensure_named

PERSON: Final = "people_person"
EMPLOYMENT: Final = "people_employment"
# Sealed parts of a person by the key under which a row has them.
SEALED: Final = {
    "id_number": "_id", "phone": "_phone", "address": "_address", "account": "_account",
    "contact_phone": "_contact_phone",
}  # fmt: skip
PLAIN: Final = {"gender": "gender", "ethnic_group": "ethnic", "bank": "bank", "contact_name": "_contact_name"}
PARTS_OF_LINE: Final = ", ".join(
    f"coalesce(r.{key} ->> 'index', '') as {part}_index, coalesce(r.{key} ->> 'masked', '') as {part}_masked, "
    f"decode(r.{key} ->> 'cipher', 'hex') as {part}_cipher"
    for part, key in SEALED.items()
)  # fmt: skip
PLAIN_OF_LINE: Final = ", ".join(f"coalesce(r.{key}, '') as {column}" for column, key in PLAIN.items())
SAID: Final = ", ".join([*(f"{key} jsonb" for key in SEALED.values()), *(f"{key} text" for key in PLAIN.values())])
# Each row's JSON is opened once.
GATHER: Final = f"""
create temp table people_line on commit drop as
select s.row_no, s.new_id, {NEW_ID} as fresh, r.name, r._name_key as name_key, coalesce(r._unit, '') as unit,
       null::uuid as employer, {PARTS_OF_LINE}, {PLAIN_OF_LINE},
       coalesce((select array_agg(w)::varchar[] from jsonb_array_elements_text(r._doubts) w), '{{}}') as doubts,
       r._project as project, r.post, r.since, r.until, null::uuid as person, false as is_new, false as changed,
       false as employed
  from papers_stagingrow s
 cross join lateral jsonb_to_record(s.parsed) r(name text, _name_key text, _unit text, _doubts jsonb, _project uuid,
                                                post text, since date, until date, {SAID})
 where s.batch_id = %(batch)s and s.status = 'good'
"""  # noqa: S608 - names come from this file
EMPLOYERS: Final = """
update people_line l set employer = w.id from unnest(%(units)s::text[], %(ids)s::uuid[]) w(unit, id)
 where l.unit = w.unit
"""
BY_NUMBER: Final = """
update people_line l set person = coalesce(p.merged_into, p.id) from people_person p
 where l.id_number_index <> '' and p.id_kind = 'resident' and p.id_number_index = l.id_number_index
"""
# Of the same name at the same employer, with no other number: the only one whose phone agrees, else who has none.
BY_NAME: Final = """
with likely as materialized (
    select l.row_no, p.id::text as id, l.phone_index = '' or p.phone_index = l.phone_index as same,
           p.phone_index = '' as silent
      from people_line l join people_person p on p.name_key = l.name_key and p.employer_id is not distinct from l.employer
     where p.merged_into is null and l.person is null and (l.id_number_index = '' or p.id_number_index = '')),
counted as (
    select row_no, count(*) filter (where same) as same, min(id) filter (where same) as first_same,
           count(*) filter (where silent) as silent, min(id) filter (where silent) as first_silent
      from likely group by row_no)
update people_line l
   set person = case when c.same = 1 or (c.same > 0 and %(any)s and l.post is null) then c.first_same::uuid
                     when c.same = 0 and (c.silent = 1 or (c.silent > 0 and %(any)s and l.post is null))
                     then c.first_silent::uuid end
  from counted c where c.row_no = l.row_no
"""
# Two rows with different numbers cannot both be the one person known by name only: the first is.
ONE_CLAIM: Final = """
update people_line l set person = null
  from (select y.row_no, y.id_number_index, first_value(y.id_number_index) over (partition by y.person order by y.row_no) as won
          from people_line y join people_person p on p.id = y.person
         where y.id_number_index <> '' and p.id_number_index = '') c
 where c.row_no = l.row_no and c.won <> c.id_number_index
"""
NEW: Final = """
update people_line l set person = n.id, is_new = true
  from (select row_no, first_value(fresh) over (
                   partition by coalesce(nullif(id_number_index, ''), concat_ws('|', name_key, employer, phone_index))
                   order by row_no) as id
          from people_line where person is null) n
 where n.row_no = l.row_no
"""
# The fullest row of a person speaks for it.
BEST: Final = """
create temp table people_best on commit drop as
select distinct on (person) * from people_line
 order by person, (id_number_index <> '')::int + (phone_index <> '')::int + (account_index <> '')::int desc, row_no
"""
BORN: Final = ", ".join(
    f"{part}_{x}" for part in SEALED for x in ("cipher", "index", "masked")
) + "".join(f", {column}" for column in PLAIN)  # fmt: skip
INSERT: Final = f"""
insert into people_person (id, name, name_key, id_kind, employer_id, unmatched, doubtful, doubts, created_at, {BORN})
select person, name, name_key, 'resident', employer, id_number_index = '', doubts <> '{{}}', doubts, %(at)s, {BORN}
  from people_best where is_new order by row_no
"""  # noqa: S608 - names come from this file
# A document's number once known is not changed by a ledger, not even by way of somebody merged into this person.
UNLESS: Final = {
    "id_number": " and p.id_number_index = ''", "phone": " and (not %(keeps_phone)s or p.phone_index = '')",
}  # fmt: skip
SAYS: Final = {part: f"b.{part}_index <> ''" + UNLESS.get(part, "") for part in SEALED}
DIFFERS: Final = " or ".join(
    ["(not %(keeps_name)s and p.name <> b.name)", "(b.employer is not null and (%(employs)s or p.employer_id is null) and"
     " p.employer_id is distinct from b.employer)", "(b.id_number_index <> '' and p.doubts <> b.doubts)",
     *(f"({says} and p.{part}_index <> b.{part}_index)" for part, says in SAYS.items()),
     *(f"(b.{column} <> '' and p.{column} <> b.{column})" for column in PLAIN)]
)  # fmt: skip
CHANGED: Final = f"""
update people_best b set changed = true from people_person p where p.id = b.person and not b.is_new and ({DIFFERS})
"""  # noqa: S608 - names come from this file
SET: Final = ", ".join(
    ["name = case when %(keeps_name)s then p.name else b.name end",
     "name_key = case when %(keeps_name)s then p.name_key else b.name_key end", "unmatched = p.unmatched and b.id_number_index = ''",
     "employer_id = case when b.employer is not null and (%(employs)s or p.employer_id is null) then b.employer"
     " else p.employer_id end",
     "doubts = case when b.id_number_index <> '' then b.doubts else p.doubts end",
     "doubtful = case when b.id_number_index <> '' then b.doubts <> '{}' else p.doubtful end",
     *(f"{part}_{x} = case when {says} then b.{part}_{x} else p.{part}_{x} end"
       for part, says in SAYS.items() for x in ("cipher", "index", "masked")),
     *(f"{column} = case when b.{column} <> '' then b.{column} else p.{column} end" for column in PLAIN)]
)  # fmt: skip
UPDATE: Final = f"update people_person p set {SET} from people_best b where b.person = p.id and b.changed"  # noqa: S608
# What stays as registered though the ledger says something else: row, person, both values, the latter sealed.
HELD: Final = {
    "name": "select b.row_no, p.id, p.name, b.name, null::bytea from people_best b join people_person p on p.id = b.person"
            " where not b.is_new and p.name_key <> b.name_key",
    "phone": "select b.row_no, p.id, p.phone_masked, b.phone_masked, b.phone_cipher from people_best b"
             " join people_person p on p.id = b.person"
             " where not b.is_new and b.phone_index <> '' and p.phone_index not in ('', b.phone_index)",
}  # fmt: skip
# Whoever the ledger names with another employer has left the former on the day the new began.
LEFT: Final = """
select e.id from people_employment e
 where e.valid_to is null and %(employs)s
   and exists (select from people_line l where l.person = e.person_id and l.employer is not null)
   and not exists (select from people_line l where l.person = e.person_id and l.employer = e.enterprise_id)
"""
LEAVE: Final = """
update people_employment e set valid_to = greatest(e.valid_from, l.since)
  from (select person, min(coalesce(since, %(today)s)) as since from people_line where employer is not null group by person) l
 where l.person = e.person_id and e.id = any(%(left)s)
"""
# Marked first: a table without statistics must not be gone through for every line.
EMPLOYED: Final = """
update people_line l set employed = true from people_employment e
 where e.person_id = l.person and e.enterprise_id = l.employer and e.valid_to is null
"""
BEGIN: Final = """
insert into people_employment (id, person_id, enterprise_id, title, valid_from)
select min(l.new_id::text)::uuid, l.person, l.employer, '', least(min(coalesce(l.since, %(today)s)), %(today)s)
  from people_line l join people_person p on p.id = l.person and p.employer_id is not null
 where l.employer is not null and (%(employs)s or p.employer_id = l.employer)
   and not l.employed
 group by l.person, l.employer
"""


def keep_lines(run: Run, *, employs: bool = True, any_will_do: bool = False, holders: str = "") -> None:
    """The good rows of the batch as ``people_line``, each with its ``person``, registered or changed as it says.

    ``employs``: the unit a row names is the employer, not merely who has them on the site. ``any_will_do``: without a
    post it does not matter which of several people of one name is meant. ``holders``: SQL that sets ``person`` where
    it is known from elsewhere who is meant. Everything is noted so that the import can be taken back.
    """
    keeps = kept_by_ledgers(record_kind("person"), path=run.path, on=day_of(run.at))
    about = {
        "batch": run.batch_id, "at": run.at, "today": day_of(run.at), "employs": employs, "any": any_will_do,
        "keeps_name": "name" in keeps.labels, "keeps_phone": "phone" in keeps.labels,
    }  # fmt: skip
    _execute("drop table if exists people_line, people_best", {})
    _execute(GATHER, about)
    _execute("create index on people_line (row_no); analyze people_line", {})
    _name_employers(run)
    for sql in (BY_NUMBER, holders, BY_NAME, ONE_CLAIM, NEW, BEST):
        _execute(sql, about)
    _execute(
        "create index on people_line (person); create index on people_best (person);"
        " analyze people_line; analyze people_best",
        {},
    )
    for name in HELD.keys() & keeps.labels.keys():
        note_held(run, keeps, name, name, HELD[name])
    _execute(CHANGED, about)
    effects.note_before(run, PERSON, "select person from people_best where changed")
    _execute(UPDATE, about)
    effects.note_after(run, PERSON)
    _execute(INSERT, about)
    effects.note_created(run, PERSON, "select person from people_best where is_new")
    _write_employments(run, about)


def _name_employers(run: Run) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct on (l.unit) l.unit, s.parsed ->> 'unit' from people_line l"
            " join papers_stagingrow s on s.batch_id = %s and s.row_no = l.row_no where l.unit <> '' order by 1, l.row_no",
            [run.batch_id],
        )
        named: dict[str, str] = dict(cursor.fetchall())
    ids = ensure_named(run, {name: set() for name in named.values()})
    _execute(EMPLOYERS, {"units": list(ids), "ids": list(ids.values())})


def _write_employments(run: Run, about: Mapping[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(LEFT, about)
        left = [row[0] for row in cursor.fetchall()]
        if left:
            effects.note_before(run, EMPLOYMENT, "select unnest(%(left)s::uuid[])", {"left": left})
            cursor.execute(LEAVE, {**about, "left": left})
            effects.note_after(run, EMPLOYMENT)
        cursor.execute(EMPLOYED)
        cursor.execute(BEGIN, about)
    effects.note_created(
        run, EMPLOYMENT, "select e.id from people_employment e join people_line l on l.new_id = e.id"
    )  # fmt: skip


def _execute(sql: str, about: Mapping[str, Any]) -> None:
    if sql:
        with connection.cursor() as cursor:
            cursor.execute(sql, about or None)
