"""Climbing: whatever has been overdue long enough reaches its next rung. By set, safe to repeat, safe at the same time.

One statement for the rungs of the site (calendar days: a deadline for rectification is one) and one for those of the
agency (working days: its clocks count them). Rows that are already there are left alone; drafts are made for new ones.
"""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from zhiben.domains.ladder.models import Rung
from zhiben.domains.ladder.queries import AGENCY_STATES, HAZARDS, SITE_STATES
from zhiben.domains.ladder.services.opening import open_drafts
from zhiben.domains.ladder.services.settling import overtake
from zhiben.domains.ladder.terms import AGENCY_RUNGS, PARAMETER_NAMES, SITE_RUNGS, RungCode
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.ids import NEW_ID
from zhiben.kernel.parameters.by_set import AS_NUMBER, nearest_sql, nearest_value
from zhiben.kernel.parameters.models import EffectiveParameter, WorkingDay
from zhiben.kernel.workflow.models import CaseMove

LATE_SITE: Final = """
select h.id, h.project_id, h.level, h.source, h.listing_level, h.agency_id, h.scope, h.place, h.province, h.city, h.county,
       (h.due_at at time zone 'Asia/Shanghai')::date as deadline_on,
       %(today)s::date - (h.due_at at time zone 'Asia/Shanghai')::date as days
  from {hazards} h
 where h.closed_at is null and not h.silent and h.state = any(%(states)s) and h.due_at < %(at)s {only}
"""
# A hazard that an agency has to verify or order and that has no clock of its own gets the usual number of working days
# from the moment it came into that state. 企业自查的一般隐患 is ordered and closed by the enterprise itself.
LATE_AGENCY: Final = """
select w.id, w.project_id, w.level, w.source, w.listing_level, w.agency_id, w.scope, w.place, w.province, w.city, w.county,
       w.late_on as deadline_on, (select d.ordinal from {days} d where d.date = %(today)s) - b.ordinal as days
  from (select h.*, coalesce((h.due_at at time zone 'Asia/Shanghai')::date, usual.date) as late_on
          from {hazards} h
          left join lateral (
               select t.date from {days} e join {days} t on t.is_working and t.ordinal = e.ordinal + {handle}
                where h.due_at is null
                  and e.date = (select max(m.at at time zone 'Asia/Shanghai')::date from {moves} m
                                 where m.case_id = h.id and m.target = h.state and m.source <> h.state)) usual on true
         where h.closed_at is null and not h.silent and h.state = any(%(states)s)
           and (h.due_at < %(at)s or (h.due_at is null and h.state <> 'SUBMITTED'))
           and not (h.source = 'SELF_CHECK' and h.level = 'GENERAL') {only}) w
  join {days} b on b.date = w.late_on
 where w.late_on < %(today)s::date
"""
REACH: Final = """
with late as materialized ({late}), rules as materialized (
    select g.place, g.level, r.code, v.value, v.parameter_id
      from (select distinct place, level from late) g
     cross join unnest(%(codes)s::text[], %(names)s::text[]) r(code, name)
     cross join lateral {steps} v
), ways as materialized (
    select g.place, {mode} as mode, {selves} as selves from (select distinct place from late) g
), fresh as materialized (
    select l.id, l.project_id, l.agency_id, l.scope, l.place, l.province, l.city, l.county, r.code, l.deadline_on,
           s.step, l.days, r.parameter_id, w.mode
      from late l
      join rules r on r.place = l.place and r.level = l.level
      join ways w on w.place = l.place
     cross join lateral (select max(n.n::int) as step from jsonb_array_elements_text(r.value) n(n) where n.n::int <= l.days) s
     where s.step is not null
       and (r.code <> 'LISTING' or (w.mode <> 'NONE' and l.listing_level = ''))
       and (l.source <> 'SELF_CHECK' or r.code = any(%(agency_codes)s) or jsonb_exists(w.selves, r.code))
       and not exists (select from {rungs} o where o.hazard_id = l.id and o.code = r.code and o.outcome = 'BATCH')
       and s.step > coalesce((select max(o.step) from {rungs} o where o.hazard_id = l.id and o.code = r.code
                                 and o.deadline_on = l.deadline_on), -1)
)
insert into {rungs} (id, hazard_id, project_id, agency_id, scope, place, province, city, county, code, deadline_on,
                     step, days, parameter_id, reached_at, outcome, draft_flow, settled_by, note)
select {new_id}, f.id, f.project_id, f.agency_id, f.scope, f.place, f.province, f.city, f.county, f.code, f.deadline_on,
       f.step, f.days, f.parameter_id, %(at)s,
       case when f.code = 'LISTING' and f.mode = 'BATCH' then 'BATCH' else 'WAITING' end, '', '', ''
  from fresh f
on conflict do nothing
"""


def climb(at: datetime) -> int:
    """Write the rungs reached by now, take back drafts that are no longer needed, draft the new ones.

    Returns how many rungs were reached. Again at the same moment, or four at once: none is reached or drafted twice.
    """
    reached = reach(at)
    overtake(at=at)
    open_drafts(at=at)
    return reached


@transaction.atomic
def reach(at: datetime, hazard_id: UUID | None = None) -> int:
    """The rungs alone. ``hazard_id``: of that hazard only."""
    site = _reach(LATE_SITE, SITE_RUNGS, SITE_STATES, at, hazard_id)
    return site + _reach(LATE_AGENCY, AGENCY_RUNGS, AGENCY_STATES, at, hazard_id)


@transaction.atomic
def list_at_once(hazard_id: UUID, at: datetime) -> int:
    """A measure demands 挂牌督办: the rung is reached without any day going by. Once per hazard."""
    with connection.cursor() as cursor:
        cursor.execute(
            AT_ONCE.format(new_id=NEW_ID, mode=nearest_value("ladder.listing_mode", "h.place"), **_tables()),
            {"hazard": hazard_id, "at": at, "today": day_of(at)},
        )
        return int(cursor.rowcount)


AT_ONCE: Final = """
insert into {rungs} (id, hazard_id, project_id, agency_id, scope, place, province, city, county, code, step, days,
                     reached_at, outcome, draft_flow, settled_by, note)
select {new_id}, h.id, h.project_id, h.agency_id, h.scope, h.place, h.province, h.city, h.county, 'LISTING', 0, 0, %(at)s,
       case when w.mode = 'BATCH' then 'BATCH' else 'WAITING' end, '', '', ''
  from {hazards} h
 cross join lateral (select {mode} as mode) w
 where h.id = %(hazard)s and h.closed_at is null and h.listing_level = '' and w.mode <> 'NONE'
on conflict do nothing
"""


def _reach(
    late: str, codes: tuple[RungCode, ...], states: tuple[Any, ...], at: datetime, hazard_id: UUID | None
) -> int:
    tables = _tables()
    handle = nearest_value("ladder.handle_working_days", "h.place", AS_NUMBER)
    only = "and h.id = %(hazard)s" if hazard_id else ""
    steps_key = "'ladder.' || lower(g.level) || '.' || r.name || '_days'"
    sql = REACH.format(
        late=late.format(only=only, handle=handle, **tables), new_id=NEW_ID,
        steps=nearest_sql(steps_key, "g.place", "p.value, p.parameter_id"),
        mode=nearest_value("ladder.listing_mode", "g.place"), selves=nearest_value("ladder.self_reported", "g.place", "p.value"), **tables,
    )  # fmt: skip
    given: dict[str, Any] = {
        "at": at, "today": day_of(at), "states": [s.value for s in states], "codes": [c.value for c in codes],
        "names": [PARAMETER_NAMES[c] for c in codes], "agency_codes": [c.value for c in AGENCY_RUNGS],
        "hazard": hazard_id,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return int(cursor.rowcount)


def _tables() -> dict[str, str]:
    models = {
        "hazards": HAZARDS, "rungs": Rung, "parameters": EffectiveParameter, "days": WorkingDay, "moves": CaseMove,
    }  # fmt: skip
    return {name: connection.ops.quote_name(model._meta.db_table) for name, model in models.items()}
