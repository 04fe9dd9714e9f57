"""Writing a hazard ledger: hazards in the ledger's state with the ledger's days, their parties, their history."""

from typing import Any, Final
from uuid import UUID

from django.db import connection

from zhiben.domains.hazards.services.parties import parties_of_many_projects
from zhiben.domains.hazards.workflow import HAZARD_FLOW
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.papers import effects
from zhiben.kernel.papers.ledger import Run, path_end
from zhiben.kernel.papers.writing import Stored, write_rows
from zhiben.kernel.workflow.backfill import carry_on, take_over
from zhiben.kernel.workflow.models import CaseParty

TABLE: Final = "hazards_hazard"
FIND: Final = """
with wanted as materialized (
    select s.row_no, coalesce(s.parsed ->> '_number', '') as number, (s.parsed ->> '_agency')::uuid as agency,
           (s.parsed ->> '_project')::uuid as project, (s.parsed ->> 'found')::date as found,
           s.parsed ->> 'description' as description
      from papers_stagingrow s
     where s.batch_id = %(batch)s and s.status = 'good' and s.parsed ? '_project'),
by_number as (
    select distinct on (w.row_no) w.row_no, h.id
      from wanted w join hazards_hazard h on h.number = w.number and h.agency_id = w.agency
     where w.number <> '' and h.place >= %(path)s and h.place < %(end)s order by w.row_no, h.id),
by_words as (
    select distinct on (w.row_no) w.row_no, h.id
      from wanted w join hazards_hazard h
        on h.project_id = w.project and h.found_on = w.found and h.description = w.description
     where (w.number = '' or h.number = '') and h.state <> 'VOIDED' order by w.row_no, h.id)
update papers_stagingrow s set target_id = coalesce(n.id, m.id)
  from wanted w left join by_number n on n.row_no = w.row_no left join by_words m on m.row_no = w.row_no
 where s.batch_id = %(batch)s and s.row_no = w.row_no
"""
# A hazard that anybody has worked on here is not changed by a ledger any more.
LEAVE_ALONE: Final = """
update papers_stagingrow s set status = 'unchanged' from hazards_hazard h
 where s.batch_id = %(batch)s and s.status = 'good' and h.id = s.target_id
   and (not h.backfilled or exists (select from workflow_casemove m where m.case_id = h.id and m.action <> 'backfill'))
"""
# The ledger knows the day of closing, the platform the moment: while the day is the same, or not given, the moment stays.
CLOSED_AT: Final = Stored(
    "closed_at", "_state", "timestamptz", "null",
    value="case when s.parsed ->> '_state' = 'CLOSED' then coalesce("
    "(select h.closed_at from hazards_hazard h where h.id = s.target_id"
    " and coalesce((s.parsed ->> '_closed_on')::date, h.closed_on) is not distinct from h.closed_on),"
    " (s.parsed ->> '_closed_at')::timestamptz) end",
)  # fmt: skip
STORED: Final = (
    CLOSED_AT,
    Stored("number", "_number"), Stored("title", "_title"), Stored("level", "_level"), Stored("source", "source"),
    Stored("category", "category"), Stored("clause_code", "_clause_code"), Stored("clause_text", "clause"),
    Stored("location", "location"), Stored("description", "description"), Stored("found_on", "found", "date", "null"),
    Stored("found_by", "_found_by"), Stored("graded_on", "judged", "date", "null"), Stored("graded_by", "judge_by"),
    Stored("stop_work", "stop_work", "boolean", "false"), Stored("measure", "measure"),
    Stored("fund_wan", "fund_wan", "numeric", "null"), Stored("responsible_unit", "resp_unit"),
    Stored("responsible_person", "_person"), Stored("responsible_phone_masked", "_phone_masked"),
    Stored("deadline_on", "due", "date", "null"), Stored("due_at", "_due_at", "timestamptz", "null"),
    Stored("emergency", "emergency"), Stored("rectified_on", "fixed", "date", "null"),
    Stored("rechecked_on", "reviewed", "date", "null"), Stored("rechecked_by", "review_by"),
    Stored("state", "_state", empty="'RECTIFYING'"), Stored("closed_on", "_closed_on", "date", "null"),
    Stored("close_no", "close_doc"), Stored("listing_level", "_listing"), Stored("listing_no", "list_doc"),
    Stored("penalty", "penalty"), Stored("double_report", "double_report", "boolean", "null"),
    Stored("remark", "remark"),
)  # fmt: skip
BORN: Final = {
    "project_id": "(s.parsed ->> '_project')::uuid", "agency_id": "(s.parsed ->> '_agency')::uuid",
    "scope": "s.parsed ->> '_scope'", "place": "s.parsed ->> '_place'", "province": "s.parsed ->> '_province'",
    "city": "s.parsed ->> '_city'", "county": "s.parsed ->> '_county'", "where_name": "s.parsed ->> '_where'",
    "opened_at": "(s.parsed ->> '_opened_at')::timestamptz", "flow_version": "%(version)s", "seq": "1",
    "backfilled": "true", "silent": "%(silent)s",
    "seen_by_parties": "true", "item_no": "0", "fixed_on_spot": "false", "round": "1", "batch_id": "%(batch)s",
    "responsible_phone_cipher": "decode(s.parsed ->> '_phone_cipher', 'hex')",
}  # fmt: skip
NEW_PHONES: Final = """
update hazards_hazard h set responsible_phone_cipher = decode(s.parsed ->> '_phone_cipher', 'hex')
  from papers_stagingrow s
 where s.batch_id = %(batch)s and s.status = 'updated' and h.id = s.target_id and s.parsed ? '_phone_cipher'
"""
TURNED: Final = """
select h.id, e.before ->> 'state', coalesce((s.parsed ->> '_closed_at')::timestamptz, %(at)s)
  from papers_importeffect e
  join hazards_hazard h on h.id = e.object_id
  join papers_stagingrow s on s.batch_id = e.batch_id and s.target_id = h.id
 where e.batch_id = %(batch)s and e.relation = 'hazards_hazard' and e.before ->> 'state' <> h.state
"""


def match(run: Run) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FIND, {"batch": run.batch_id, "path": run.path, "end": path_end(run.path)})


def apply(run: Run) -> None:
    """One transaction of the caller. What was closed in the ledger since the last import is closed here, with history."""
    about: dict[str, Any] = {"batch": run.batch_id, "at": run.at}
    with connection.cursor() as cursor:
        cursor.execute(LEAVE_ALONE, about)
        write_rows(
            run, TABLE, STORED, born=BORN, more={"version": HAZARD_FLOW.version, "silent": run.silent},
        )  # fmt: skip
        cursor.execute(NEW_PHONES, about)
        cursor.execute(TURNED, about)
        turned = [(case_id, before, at) for case_id, before, at in cursor.fetchall()]
    effects.note_after(run, TABLE)
    carry_on(HAZARD_FLOW, turned, actor=run.actor, at=run.at, batch=run.batch_id)
    made = _created(run)
    _add_parties(run, made)
    take_over(HAZARD_FLOW, list(made), actor=run.actor, at=run.at, batch=run.batch_id)


def _created(run: Run) -> dict[UUID, UUID]:
    """Projects of the new hazards, by hazard."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select target_id, (parsed ->> '_project')::uuid from papers_stagingrow"
            " where batch_id = %s and status = 'created'", [run.batch_id],
        )  # fmt: skip
        return dict(cursor.fetchall())


def _add_parties(run: Run, made: dict[UUID, UUID]) -> None:
    parties = parties_of_many_projects(set(made.values()), day_of(run.at))
    rows: list[Any] = [
        CaseParty(flow=HAZARD_FLOW.code, case_id=hazard_id, kind=p.kind, subject_id=p.subject_id, role=p.role)
        for hazard_id, project_id in made.items()
        for p in parties[project_id]
    ]
    CaseParty.objects.bulk_create(rows, batch_size=2000)
