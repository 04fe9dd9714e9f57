"""Presence on sites as ledgers of workers state it, written by set from the lines of ``people_line``."""

from typing import Any, Final

from django.db import connection

from zhiben.kernel.base.clock import day_of
from zhiben.kernel.papers.ledger import Run
from zhiben.kernel.papers.writing import Stored, mark_updated, write_rows
from zhiben.registry.people.public import STATED_TOUCHED
from zhiben.registry.projects.models import SiteWorker

# Of this name on the site already, the only one whose phone does not contradict: meant, though no number is given.
HOLDERS: Final = """
update people_line l set person = h.person
  from (select y.row_no, min(p.id::text)::uuid as person
          from people_line y join projects_siteworker x on x.project_id = y.project
          join people_person p on p.id = x.person_id and p.name_key = y.name_key
         where y.person is null and y.id_number_index = '' and (x.valid_to is null or x.valid_from = y.since)
           and (y.phone_index = '' or p.phone_index in ('', y.phone_index))
         group by y.row_no having count(distinct p.id) = 1) h
 where h.row_no = l.row_no
"""
# The stay that began on the day the row tells; else the one that goes on.
MATCH: Final = """
update papers_stagingrow s set target_id = w.id
  from (select distinct on (l.row_no) l.row_no, x.id
          from people_line l join projects_siteworker x on x.person_id = l.person
         where x.project_id is not distinct from l.project and (x.valid_to is null or x.valid_from = l.since)
         order by l.row_no, x.valid_from = l.since desc nulls last, x.valid_to is null desc) w
 where s.batch_id = %(batch)s and s.row_no = w.row_no
"""
REPEATED: Final = """
update papers_stagingrow s set status = 'repeated'
  from (select y.row_no, row_number() over (
                   partition by coalesce(y.target_id::text, l.person::text || coalesce(l.project::text, '')
                                         || coalesce(l.until::text, '')) order by y.row_no) as place
          from papers_stagingrow y join people_line l on l.row_no = y.row_no where y.batch_id = %(batch)s) r
 where s.batch_id = %(batch)s and s.row_no = r.row_no and r.place > 1
"""
# Nobody leaves before the day they came: a row that only tells such a day of leaving is not believed.
TOO_EARLY: Final = """
update papers_stagingrow s set parsed = s.parsed - 'until'
  from people_line l, projects_siteworker x
 where s.batch_id = %(batch)s and l.row_no = s.row_no and x.id = s.target_id and l.since is null and l.until < x.valid_from
"""
STORED: Final = (
    Stored("enterprise_id", "unit", empty="null",
           value="(select l.employer from people_line l where l.row_no = s.row_no)"),
    Stored("team", "team"), Stored("is_leader", "leader", "boolean", "false"), Stored("trade", "trade"),
    Stored("special", "_special", "boolean", "false"), Stored("special_code", "_class_code"),
    Stored("special_trade", "_class_name"), Stored("contract_no", "contract_no"),
    Stored("taught_on", "taught_on", "date", "null"), Stored("taught_hours", "taught_hours", "numeric", "null"),
    Stored("taught_score", "taught_score"), Stored("training_hours", "training_hours", "numeric", "null"),
    Stored("examined_on", "examined_on", "date", "null"), Stored("remark", "remark"),
    Stored("valid_from", "since", empty="%(today)s::date",
           value="coalesce((s.parsed ->> 'since')::date, (s.parsed ->> 'until')::date)"),
    Stored("valid_to", "until", "date", "null"),
)  # fmt: skip
BORN: Final = {
    "person_id": "(select l.person from people_line l where l.row_no = s.row_no)",
    "project_id": "(s.parsed ->> '_project')::uuid",
}
BESIDE: Final = """
select x.target_id from papers_stagingrow x join people_line l on l.row_no = x.row_no
  join people_best b on b.person = l.person
 where x.batch_id = %(batch)s and b.changed
"""
BESIDE_STATED: Final = f"""
select x.target_id from papers_stagingrow x join ({STATED_TOUCHED}) t on t.row_no = x.row_no
 where x.batch_id = %(batch)s
"""  # noqa: S608 - names come from this file
ANNOUNCE: Final = """
insert into events_outboxevent (name, payload, at)
select distinct 'projects.changed', jsonb_build_object('project_id', s.parsed ->> '_project'), %(at)s
  from papers_stagingrow s
 where s.batch_id = %(batch)s and s.status in ('created', 'updated') and s.parsed ? '_project'
"""


def write_site_workers(run: Run, *, stated: bool) -> None:
    """After ``keep_lines``, and after ``state_certificates`` if the ledger ``stated`` any."""
    about: dict[str, Any] = {"batch": run.batch_id, "at": run.at}
    with connection.cursor() as cursor:
        for sql in (MATCH, REPEATED, TOO_EARLY):
            cursor.execute(sql, about)
    write_rows(run, SiteWorker._meta.db_table, STORED, born=BORN, more={"today": day_of(run.at)})
    mark_updated(run, BESIDE)
    if stated:
        mark_updated(run, BESIDE_STATED)
    with connection.cursor() as cursor:
        cursor.execute(ANNOUNCE, about)
        cursor.execute("select pg_notify('zhiben_events', '')")
