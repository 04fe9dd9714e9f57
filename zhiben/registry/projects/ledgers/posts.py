"""Key posts as a ledger of people states them, taken up and left by set, from the lines of ``people_line``."""

from typing import Any, Final

from django.db import connection

from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.ids import NEW_ID
from zhiben.kernel.papers import effects
from zhiben.kernel.papers.ledger import Run
from zhiben.registry.projects.terms import SINGLE_POSTS

POST: Final = "projects_projectpost"
SAID: Final = (
    ("declared_due_days", "due_days", "smallint", "null"), ("declared_real_days", "real_days", "smallint", "null"),
    ("declared_lead_ratio", "ratio", "numeric", "null"), ("change_filing", "change_filing", "text", "''"),
)  # fmt: skip
# Whoever of this name holds the post already is meant, though the row gives no number.
HOLDERS: Final = """
update people_line l set person = h.person
  from (select y.row_no, min(p.id::text)::uuid as person
          from people_line y join projects_projectpost x on x.project_id = y.project and x.post = y.post
          join people_person p on p.id = x.person_id and p.name_key = y.name_key
         where y.person is null and y.id_number_index = '' and (x.valid_to is null or x.valid_from = y.since)
         group by y.row_no) h
 where h.row_no = l.row_no
"""
GATHER: Final = """
create temp table post_line on commit drop as
select distinct on (l.person, l.project, l.post, coalesce(l.until::text, ''))
       l.row_no, l.person, l.project, l.post, l.employer, l.since, l.until, s.parsed as said, null::uuid as held,
       false as touched
  from people_line l join papers_stagingrow s on s.batch_id = %(batch)s and s.row_no = l.row_no
 where l.project is not null and l.post is not null order by 2, 3, 4, coalesce(l.until::text, ''), 1
"""
# A row that tells both days is of that time; else of the post held now.
FIND: Final = """
update post_line l set held = h.id
  from (select distinct on (y.row_no) y.row_no, x.id
          from post_line y join projects_projectpost x
            on x.project_id = y.project and x.post = y.post and x.person_id = y.person
         where x.valid_to is null or (y.until is not null and x.valid_from = y.since)
         order by y.row_no, x.valid_from = y.since desc nulls last, x.valid_to is null desc) h
 where h.row_no = l.row_no
"""
KEPT: Final = {
    column: f"case when l.said ? '{key}' then coalesce((l.said ->> '{key}')::{cast}, {empty}) else x.{column} end"
    for column, key, cast, empty in SAID
}
LEFT_ON: Final = "case when l.until is null then x.valid_to else greatest(l.until, x.valid_from) end"
DIFFERS: Final = " or ".join(
    [
        f"x.valid_to is distinct from {LEFT_ON}",
        *(f"x.{column} is distinct from {kept}" for column, kept in KEPT.items()),
    ]
)
CHANGING: Final = f"select x.id from projects_projectpost x join post_line l on l.held = x.id where {DIFFERS}"  # noqa: S608
TOUCH_HELD: Final = f"""
update post_line l set touched = true from projects_projectpost x where x.id = l.held and ({DIFFERS})
"""  # noqa: S608 - names come from this file
CHANGE: Final = f"""
update projects_projectpost x
   set valid_to = {LEFT_ON}, {", ".join(f"{column} = {kept}" for column, kept in KEPT.items())}
  from post_line l where l.held = x.id and l.touched
"""  # noqa: S608 - names come from this file
TAKEN: Final = "l.held is null and (l.until is null or l.since is not null)"
# A post that only one can hold passes to the new holder today.
RELIEVED: Final = f"""
select x.id from projects_projectpost x
 where x.valid_to is null and x.post = any(%(single)s)
   and exists (select from post_line l where l.project = x.project_id and l.post = x.post and l.until is null and {TAKEN})
"""  # noqa: S608 - names come from this file
RELIEVE: Final = (
    "update projects_projectpost set valid_to = greatest(valid_from, %(today)s) where id = any(%(relieved)s)"
)
TAKE: Final = f"""
insert into projects_projectpost
       (id, project_id, enterprise_id, person_id, post, valid_from, valid_to, {", ".join(KEPT)})
select {NEW_ID}, l.project, l.employer, l.person, l.post,
       greatest(coalesce(l.since, %(today)s), case when l.until is null then (
           select max(x.valid_to) from projects_projectpost x
            where x.project_id = l.project and x.post = l.post and x.person_id = l.person) end),
       l.until, {", ".join(f"coalesce((l.said ->> '{key}')::{cast}, {empty})" for _, key, cast, empty in SAID)}
  from post_line l where {TAKEN}
"""  # noqa: S608 - names come from this file
MADE: Final = f"""
select x.id from projects_projectpost x join post_line l
    on l.project = x.project_id and l.post = x.post and l.person = x.person_id and l.until is not distinct from x.valid_to
 where {TAKEN}
"""  # noqa: S608 - names come from this file
TOUCH_TAKEN: Final = f"update post_line l set touched = true where {TAKEN}"  # noqa: S608
ANNOUNCE: Final = """
insert into events_outboxevent (name, payload, at)
select distinct 'projects.changed', jsonb_build_object('project_id', l.project::text), %(at)s
  from post_line l where l.touched
"""


def write_posts(run: Run) -> None:
    """After ``keep_lines``; ``post_line.touched`` says afterwards which lines changed anything."""
    about: dict[str, Any] = {
        "batch": run.batch_id, "at": run.at, "today": day_of(run.at), "single": [p.value for p in SINGLE_POSTS],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists post_line")
        cursor.execute(GATHER, about)
        cursor.execute("analyze post_line")
        cursor.execute(FIND)
        effects.note_before(run, POST, CHANGING)
        cursor.execute(TOUCH_HELD)
        cursor.execute(CHANGE)
        cursor.execute(RELIEVED, about)
        about["relieved"] = [row[0] for row in cursor.fetchall()]
        effects.note_before(run, POST, "select unnest(%(ids)s::uuid[])", {"ids": about["relieved"]})
        cursor.execute(RELIEVE, about)
        effects.note_after(run, POST)
        cursor.execute(TAKE, about)
        effects.note_created(run, POST, MADE)
        cursor.execute(TOUCH_TAKEN)
        cursor.execute(ANNOUNCE, about)
        cursor.execute("select pg_notify('zhiben_events', '')")
