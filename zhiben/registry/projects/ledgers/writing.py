"""Writing the project ledger: projects, then their periods, parties and heads, each by set."""

from typing import Any, Final

from django.db import connection

from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.ids import NEW_ID
from zhiben.kernel.papers import effects
from zhiben.kernel.papers.ledger import Run, path_end
from zhiben.kernel.papers.writing import Stored, mark_updated, words_stored, write_rows
from zhiben.kernel.records.public import kept_by_ledgers, record_kind
from zhiben.registry.enterprises.public import ensure_named
from zhiben.registry.projects.ledgers.heads import write_heads
from zhiben.registry.projects.terms import PartyRole

PROJECT: Final = "projects_project"
# Keys are taken out of the JSON first: under row-level security only plain columns may be compared by an index.
FIND: Final = """
with wanted as materialized (
    select s.row_no, coalesce(s.parsed ->> '_supervise_no', '') as number, s.parsed ->> '_name_key' as name,
           s.parsed ->> '_place' collate "C" as place, s.parsed ->> '_county' as county,
           coalesce(s.parsed ->> '_permit_no', '') as permit
      from papers_stagingrow s where s.batch_id = %(batch)s and s.status = 'good'),
by_number as (
    select distinct on (w.row_no) w.row_no, p.id
      from wanted w join projects_project p on p.supervise_no = w.number
     where w.number <> '' and p.place >= %(path)s and p.place < %(end)s
     order by w.row_no, p.county = w.county desc, p.id),
by_name as (
    select w.row_no, max(p.id::text)::uuid as id
      from wanted w join projects_project p on p.name_key = w.name and p.place = w.place
     where (p.supervise_no = '' or w.number = '') and (p.permit_no = '' or w.permit in ('', p.permit_no))
     group by w.row_no having count(*) = 1)
update papers_stagingrow s set target_id = coalesce(n.id, m.id)
  from wanted w left join by_number n on n.row_no = w.row_no left join by_name m on m.row_no = w.row_no
 where s.batch_id = %(batch)s and s.row_no = w.row_no
"""
STORED: Final = (
    Stored("name", "name"), Stored("name_key", "_name_key"), Stored("project_code", "_project_code"),
    Stored("supervise_no", "_supervise_no"), Stored("permit_no", "_permit_no"), Stored("address", "address"),
    Stored("province", "_province"), Stored("city", "_city"), Stored("county", "_county"), Stored("place", "_place"),
    Stored("kind", "kind"), Stored("area_m2", "area", "numeric", "null"),
    Stored("price_wan", "price_wan", "numeric", "null"), Stored("structure", "structure"),
    Stored("start_on", "start", "date", "null"), Stored("plan_end_on", "plan_end", "date", "null"),
    Stored("progress", "progress"), Stored("status", "status"), Stored("risk", "risk"), Stored("station", "station"),
    Stored("declared_safety_officers", "so_count", "integer", "null"),
    Stored("declared_major_works", "mw_count", "integer", "null"),
    Stored("declared_oversize_works", "smw_count", "integer", "null"),
    Stored("declared_cranes", "crane_count", "integer", "null"),
    Stored("lat", "_lat", "numeric", "null"), Stored("lng", "_lng", "numeric", "null"),
    Stored("doubtful", "_doubtful", "boolean", "false"), words_stored("doubts", "_doubts"),
)  # fmt: skip
BORN: Final = {
    "scope": "s.parsed ->> '_scope'", "agency_id": "(s.parsed ->> '_agency')::uuid",
    "src_crs": "coalesce(s.parsed ->> '_datum', 'CGCS2000')",
    "created_at": "%(at)s",
}  # fmt: skip
# How a project's status changed with this import: what it was is in the noted effect, nothing when it is new.
TURNED: Final = """
    select p.id, p.status, p.start_on, e.before is null as is_new from papers_importeffect e
      join projects_project p on p.id = e.object_id
     where e.batch_id = %(batch)s and e.relation = 'projects_project'
       and (e.before is null or e.before ->> 'status' <> p.status)
"""
SAME_DAY: Final = """
    select r.id from projects_projectperiod r join turned t on t.id = r.project_id
     where r.valid_to is null and r.valid_from >= %(today)s
"""
TURN_SAME_DAY: Final = """
update projects_projectperiod r set status = t.status, reason = %(reason)s from turned t
 where r.project_id = t.id and r.valid_to is null and r.valid_from >= %(today)s
"""
EARLIER: Final = """
    select r.id from projects_projectperiod r join turned t on t.id = r.project_id
     where r.valid_to is null and r.valid_from < %(today)s
"""
END_EARLIER: Final = """
update projects_projectperiod r set valid_to = %(today)s from turned t
 where r.project_id = t.id and r.valid_to is null and r.valid_from < %(today)s
"""
BEGIN: Final = """
insert into projects_projectperiod (id, project_id, status, valid_from, reason)
select {new_id}, t.id, t.status,
       case when t.is_new and t.status = 'under_way' then least(coalesce(t.start_on, %(today)s), %(today)s)
            else %(today)s end,
       %(reason)s
  from turned t
 where not exists (select from projects_projectperiod r where r.project_id = t.id and r.valid_to is null)
"""
MADE_PERIODS: Final = """
    select r.id from projects_projectperiod r join turned t on t.id = r.project_id
     where r.valid_to is null and not exists (
        select from papers_importeffect e
         where e.batch_id = %(batch)s and e.relation = 'projects_projectperiod' and e.object_id = r.id)
"""
NAMED_PARTIES: Final = """
select r.role, s.parsed ->> r.name, s.target_id, s.parsed ->> ('_' || r.name),
       case when s.status = 'created' then least(coalesce(p.start_on, %(today)s), %(today)s) else %(today)s end
  from papers_stagingrow s
 cross join (values ('owner', 'owner'), ('contractor', 'contractor'), ('consultant', 'consultant')) r(name, role)
  join projects_project p on p.id = s.target_id
 where s.batch_id = %(batch)s and s.status in ('created', 'updated', 'unchanged') and s.parsed ? ('_' || r.name)
"""
# The parties the ledger names, as a table of this statement.
WANTED: Final = """unnest(%(projects)s::uuid[], %(roles)s::text[], %(enterprises)s::uuid[], %(days)s::date[])
    w(project_id, role, enterprise_id, since)"""
LEFT: Final = """
    select y.id from projects_projectparty y join {wanted} on w.project_id = y.project_id and w.role = y.role
     where y.valid_to is null and y.enterprise_id <> w.enterprise_id
"""
LEAVE: Final = "update projects_projectparty y set valid_to = %(today)s where y.id = any(%(left)s)"
JOIN: Final = """
insert into projects_projectparty (id, project_id, role, enterprise_id, valid_from)
select {new_id}, w.project_id, w.role, w.enterprise_id, w.since
  from {wanted}
 where not exists (select from projects_projectparty y where y.project_id = w.project_id and y.role = w.role
                      and y.enterprise_id = w.enterprise_id and y.valid_to is null)
returning id
"""
ANNOUNCE: Final = """
insert into events_outboxevent (name, payload, at)
select case s.status when 'created' then 'projects.registered' else 'projects.changed' end,
       jsonb_build_object('project_id', s.target_id::text), %(at)s
  from papers_stagingrow s where s.batch_id = %(batch)s and s.status in ('created', 'updated')
union all
select 'projects.status_changed',
       jsonb_build_object('project_id', t.id::text, 'status', t.status, 'on', to_char(%(today)s::date, 'YYYY-MM-DD')), %(at)s
  from turned t
"""


def match(run: Run) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FIND, {"batch": run.batch_id, "path": run.path, "end": path_end(run.path)})


def apply(run: Run) -> None:
    keeps = kept_by_ledgers(record_kind("project"), path=run.path, on=day_of(run.at), follows={"name_key": "name"})
    write_rows(run, PROJECT, STORED, born=BORN, keeps=keeps)
    about = {"batch": run.batch_id, "today": day_of(run.at), "at": run.at, "reason": "台账导入"}
    _write_periods(run, about)
    _write_parties(run, about)
    write_heads(run)
    mark_updated(
        run,
        "select project_id from projects_projectparty x join papers_importeffect e on e.object_id = x.id"
        " where e.batch_id = %(batch)s union "
        "select project_id from projects_projectpost x join papers_importeffect e on e.object_id = x.id"
        " where e.batch_id = %(batch)s union "
        "select x.project_id from projects_projectpost x join papers_importeffect e on e.object_id = x.person_id"
        " where e.batch_id = %(batch)s and x.valid_to is null",
    )
    _execute(_with_turned(ANNOUNCE), about)
    _execute("select pg_notify('zhiben_events', '')", {})


def _write_periods(run: Run, about: dict[str, Any]) -> None:
    table = "projects_projectperiod"
    effects.note_before(run, table, _with_turned(SAME_DAY), about)
    effects.note_before(run, table, _with_turned(EARLIER), about)
    _execute(_with_turned(TURN_SAME_DAY), about)
    _execute(_with_turned(END_EARLIER), about)
    effects.note_after(run, table)
    _execute(_with_turned(BEGIN.format(new_id=NEW_ID)), about)
    effects.note_created(run, table, _with_turned(MADE_PERIODS), about)


def _write_parties(run: Run, about: dict[str, Any]) -> None:
    """One enterprise a role: a new one takes over from the old today."""
    named = _fetch(NAMED_PARTIES, about)
    wanted: dict[str, set[str]] = {}
    for role, name, *_ in named:
        wanted.setdefault(name, set()).add(role)
    ids = ensure_named(run, wanted)
    about |= {
        "projects": [n[2] for n in named], "roles": [PartyRole(n[0]).value for n in named],
        "enterprises": [ids[n[3]] for n in named], "days": [n[4] for n in named],
    }  # fmt: skip
    left = [row[0] for row in _fetch(LEFT.format(wanted=WANTED), about)]
    table = "projects_projectparty"
    effects.note_before(run, table, "select unnest(%(left)s::uuid[])", {"left": left})
    _execute(LEAVE, about | {"left": left})
    effects.note_after(run, table)
    joined = [row[0] for row in _fetch(JOIN.format(new_id=NEW_ID, wanted=WANTED), about)]
    effects.note_created(run, table, "select unnest(%(joined)s::uuid[])", {"joined": joined})


def _with_turned(sql: str) -> str:
    return f"with turned as ({TURNED}) {sql}"


def _execute(sql: str, about: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, about)


def _fetch(sql: str, about: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, about)
        return list(cursor.fetchall())
