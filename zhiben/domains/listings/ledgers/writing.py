"""Writing the ledger: listings in the ledger's state with the ledger's days, their hazards, parties and history."""

from typing import Any, Final
from uuid import UUID

from django.db import connection

from zhiben.domains.listings.ledgers.checks import WORKED
from zhiben.domains.listings.workflow import LISTING_FLOW
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.papers import effects
from zhiben.kernel.papers.ledger import Run, path_end
from zhiben.kernel.papers.writing import Stored, mark_updated, write_rows
from zhiben.kernel.workflow.backfill import carry_on, take_over
from zhiben.kernel.workflow.models import CaseParty
from zhiben.registry.projects.public import parties_of_many

TABLE: Final = "listings_listing"
ITEMS: Final = "listings_listedhazard"
FIND: Final = """
with wanted as materialized (
    select s.row_no, s.parsed ->> 'number' as number, s.parsed ->> '_number' as official,
           (s.parsed ->> '_agency')::uuid as agency
      from papers_stagingrow s
     where s.batch_id = %(batch)s and s.status = 'good' and s.parsed ? '_agency' and s.parsed ? '_number'),
known as (
    select distinct on (w.row_no) w.row_no, l.id
      from wanted w join listings_listing l on l.number in (w.number, w.official) and l.agency_id = w.agency
     where l.place >= %(path)s and l.place < %(end)s order by w.row_no, l.id)
update papers_stagingrow s set target_id = k.id
  from wanted w left join known k on k.row_no = w.row_no
 where s.batch_id = %(batch)s and s.row_no = w.row_no
"""
# A listing that anybody has worked on here is not changed by a ledger any more.
LEAVE_ALONE: Final = f"""
update papers_stagingrow s set status = 'unchanged' from listings_listing l
 where s.batch_id = %(batch)s and s.status = 'good' and l.id = s.target_id and {WORKED}
"""  # noqa: S608 - the condition is the checks' own
# The ledger knows the day of 解除, the platform the moment: while the day is the same, the moment stays.
CLOSED_AT: Final = Stored(
    "closed_at", "_state", "timestamptz", "null",
    value="case when s.parsed ->> '_state' = 'DELISTED' then coalesce("
    "(select l.closed_at from listings_listing l where l.id = s.target_id"
    " and (s.parsed ->> '_delisted')::date is not distinct from l.delisted_on),"
    " (s.parsed ->> '_closed_at')::timestamptz) end",
)  # fmt: skip
STORED: Final = (
    CLOSED_AT,
    Stored("title", "_title"), Stored("level", "level"), Stored("agency_name", "agency_name"),
    Stored("addressee", "addressee"), Stored("matter", "matter"), Stored("clause_text", "clause"),
    Stored("listed_on", "listed", "date", "null"), Stored("deadline_on", "deadline", "date", "null"),
    Stored("plan_on", "plan", "date", "null"), Stored("progress_text", "progress"),
    Stored("report_on", "reported", "date", "null"), Stored("reviewed_on", "reviewed", "date", "null"),
    Stored("reviewed_by", "review_by"), Stored("review_opinion", "opinion"), Stored("delist_no", "delist_no"),
    Stored("delisted_on", "_delisted", "date", "null"), Stored("follow_up", "follow_up"),
    Stored("state", "_state", empty="'LISTED'"), Stored("due_at", "_due_at", "timestamptz", "null"),
    Stored("public_text", "_public_text"), Stored("public_from", "_public_from", "date", "null"),
    Stored("public_until", "_public_until", "date", "null"), Stored("public_url", "_public_url"),
)  # fmt: skip
BORN: Final = {
    "number": "s.parsed ->> '_number'", "project_id": "(s.parsed ->> '_project')::uuid",
    "agency_id": "(s.parsed ->> '_agency')::uuid", "scope": "s.parsed ->> '_scope'", "place": "s.parsed ->> '_place'",
    "province": "s.parsed ->> '_province'", "city": "s.parsed ->> '_city'", "county": "s.parsed ->> '_county'",
    "where_name": "s.parsed ->> '_where'", "opened_at": "(s.parsed ->> '_opened_at')::timestamptz",
    "flow_version": "%(version)s", "seq": "1", "backfilled": "true", "silent": "%(silent)s",
    "seen_by_parties": "true", "requirements": "''", "other": "''", "reason": "''", "drafted_by": "''",
    "drafted_by_rule": "''", "decided_by": "''", "declined_why": "''", "plan_duty": "''", "plan_measure": "''",
    "plan_emergency": "''", "report": "''", "delisted_by": "''", "round": "1", "withheld_why": "''",
    "import_id": "%(batch)s",
}  # fmt: skip
TURNED: Final = """
select l.id, e.before ->> 'state', coalesce((s.parsed ->> '_closed_at')::timestamptz, %(at)s)
  from papers_importeffect e
  join listings_listing l on l.id = e.object_id
  join papers_stagingrow s on s.batch_id = e.batch_id and s.target_id = l.id
 where e.batch_id = %(batch)s and e.relation = 'listings_listing' and e.before ->> 'state' <> l.state
"""
# A hazard that stands on another open listing stays there.
ADD_ITEMS: Final = """
insert into listings_listedhazard (id, listing_id, hazard_id, position, active)
select gen_random_uuid(), s.target_id, h.id::uuid, h.place, l.state <> 'DELISTED'
  from papers_stagingrow s
  join listings_listing l on l.id = s.target_id
 cross join lateral jsonb_array_elements_text(s.parsed -> '_hazards') with ordinality h(id, place)
 where s.batch_id = %(batch)s and s.status in ('created', 'updated', 'unchanged') and l.backfilled
   and not exists (select from listings_listedhazard o where o.listing_id = l.id and o.hazard_id = h.id::uuid)
   and (l.state = 'DELISTED'
        or not exists (select from listings_listedhazard o where o.hazard_id = h.id::uuid and o.active))
on conflict do nothing
returning id
"""
MATCHED_NOW: Final = """
select (e.after ->> 'listing_id')::uuid from papers_importeffect e
 where e.batch_id = %(batch)s and e.relation = 'listings_listedhazard'
"""
RELEASE: Final = """
update listings_listedhazard i set active = false from listings_listing l
 where l.id = i.listing_id and i.active and l.id = any(%(ids)s) and l.state = 'DELISTED'
"""


def match(run: Run) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FIND, {"batch": run.batch_id, "path": run.path, "end": path_end(run.path)})


def apply(run: Run) -> None:
    """One transaction of the caller. What the ledger has moved on since the last import moves on here, with history."""
    about: dict[str, Any] = {"batch": run.batch_id, "at": run.at}
    with connection.cursor() as cursor:
        cursor.execute(LEAVE_ALONE, about)
        write_rows(run, TABLE, STORED, born=BORN, more={"version": LISTING_FLOW.version, "silent": run.silent})
        cursor.execute(TURNED, about)
        turned = [(case_id, before, at) for case_id, before, at in cursor.fetchall()]
        cursor.execute(ADD_ITEMS, about)
        added = [row[0] for row in cursor.fetchall()]
        cursor.execute(RELEASE, {"ids": [case_id for case_id, _, _ in turned]})
    effects.note_created(run, ITEMS, "select unnest(%(added)s::uuid[])", {"added": added})
    mark_updated(run, MATCHED_NOW)
    carry_on(LISTING_FLOW, turned, actor=run.actor, at=run.at, batch=run.batch_id)
    effects.note_after(run, TABLE)
    made = _created(run)
    _add_parties(run, made)
    take_over(LISTING_FLOW, list(made), actor=run.actor, at=run.at, batch=run.batch_id)


def _created(run: Run) -> dict[UUID, UUID]:
    """Projects of the new listings, by listing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select target_id, (parsed ->> '_project')::uuid from papers_stagingrow"
            " where batch_id = %s and status = 'created'", [run.batch_id],
        )  # fmt: skip
        return dict(cursor.fetchall())


def _add_parties(run: Run, made: dict[UUID, UUID]) -> None:
    taking_part = parties_of_many(set(made.values()), day_of(run.at))
    flow = LISTING_FLOW.code
    rows: list[Any] = [
        CaseParty(flow=flow, case_id=case_id, kind="project", subject_id=project_id, role="site")
        for case_id, project_id in made.items()
    ]
    rows += [
        CaseParty(flow=flow, case_id=case_id, kind="enterprise", subject_id=p.enterprise_id, role=p.role)
        for case_id, project_id in made.items()
        for p in taking_part.get(project_id, [])
    ]
    CaseParty.objects.bulk_create(rows, batch_size=2000, ignore_conflicts=True)
