"""Drafts for rungs that were reached: few, through the engine, one project at a time."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from zhiben.domains.interviews.public import draft_interview, interviews_of_case
from zhiben.domains.ladder.models import Rung
from zhiben.domains.ladder.queries import open_orders_of
from zhiben.domains.ladder.services.drafting import draft_order
from zhiben.domains.ladder.terms import SITE_RUNGS, SYSTEM, Outcome, RungCode
from zhiben.domains.listings.public import draft_listing, listing_of
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import Refusal
from zhiben.kernel.parameters.by_set import AS_NUMBER, nearest_value
from zhiben.registry.agencies.public import agency, agency_above
from zhiben.registry.projects.public import parties_of

log = logging.getLogger(__name__)
MOST_PROJECTS: Final = 200  # a run; what is left waits for the next one, ten minutes later
LOCK: Final = 0x5A4C


def open_drafts(*, at: datetime, project_id: UUID | None = None) -> int:
    """Draft for every rung that waits. Returns how many rungs were dealt with; a project that fails stops no other."""
    with transaction.atomic():
        ready = Rung.objects.filter(pk__in=_ready(at, project_id)).order_by("project_id")
        projects = list(ready.values_list("project_id", flat=True).distinct()[:MOST_PROJECTS])
    done, failed = 0, []
    for one in projects:
        try:
            done += _open_for(one, at)
        except Exception as error:
            log.exception("no drafts for project %s", one)
            failed.append(error)
    if failed:
        raise failed[0]
    return done


@transaction.atomic
def _open_for(project_id: UUID, at: datetime) -> int:
    """Overdue hazards of one site and one rung go into one order; a second worker waits and finds nothing left."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK, str(project_id)])
    rows = Rung.objects.filter(pk__in=_ready(at, project_id)).select_related("hazard")
    waiting = list(rows.select_for_update(of=("self",)).order_by("deadline_on", "hazard_id", "pk"))
    groups: dict[tuple[str, Any], list[Rung]] = defaultdict(list)
    for rung in waiting:
        groups[rung.code, None if rung.code in TOGETHER else rung.pk].append(rung)
    for (code, _), rungs in sorted(groups.items(), key=lambda g: ORDER.index(g[0][0])):
        _draft(RungCode(code), rungs, at)
    return len(waiting)


# One rung at a time: a leader who has a 督办单 to decide on is not handed the listing and the talk about the same hazard
# as well. The next one waits until the one below was decided and has had some days to work. What a measure demands at
# once (no deadline) waits for nothing; what an agency leaves lying goes up whether its own leader decides or not.
READY: Final = """
select w.id from {rungs} w
 where w.outcome = 'WAITING' and (%(project)s::uuid is null or w.project_id = %(project)s)
   and not (w.deadline_on is not null and array_position(%(site)s, w.code::text) > 1 and exists (
       select from {rungs} o
        where o.hazard_id = w.hazard_id
          and array_position(%(site)s, o.code::text) < array_position(%(site)s, w.code::text)
          and (o.outcome in ('WAITING', 'DRAFTED')
               or (o.outcome in ('SIGNED', 'DECLINED')
                   and o.settled_at > %(at)s::timestamptz - make_interval(days => {gap})))))
"""


def _ready(at: datetime, project_id: UUID | None) -> list[UUID]:
    """Rungs to draft now."""
    sql = READY.format(
        rungs=connection.ops.quote_name(Rung._meta.db_table),
        gap=nearest_value("ladder.gap_days", "w.place", AS_NUMBER),
    )
    given = {"project": project_id, "site": [c.value for c in SITE_RUNGS], "at": at, "today": day_of(at)}
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return [pk for (pk,) in cursor.fetchall()]


ORDER: Final = tuple(RungCode.values)
TOGETHER: Final = (RungCode.ORDER, RungCode.OWN, RungCode.ABOVE)


def _draft(code: RungCode, rungs: list[Rung], at: datetime) -> None:
    """One draft, or a word why there is none. A refusal is an answer; it takes nothing else with it."""
    try:
        with transaction.atomic():
            DRAFTERS[code](rungs, at)
    except Refusal as refusal:
        _say(rungs, refusal.detail, at)


def _draft_order(rungs: list[Rung], at: datetime) -> None:
    """督办单 to the enterprise (ORDER), to the agency on its own leader's desk (OWN), or on the desk above (ABOVE)."""
    code = RungCode(rungs[0].code)
    desk = agency(rungs[0].agency_id)
    if code == RungCode.ABOVE:
        above = agency_above(desk, on=day_of(at))
        if above is None:
            _say(rungs, "没有登记上级机关，无法报上级督办", at)
            return
        desk = above
    to_agency = code != RungCode.ORDER
    taken = {row.hazard_id for row in open_orders_of(r.hazard_id for r in rungs)
             if row.order.to_agency == to_agency and row.order.agency_id == desk.pk}  # fmt: skip
    _say([r for r in rungs if r.hazard_id in taken], "已有没办结的督办单，不另拟", at)
    fresh = [r for r in rungs if r.hazard_id not in taken]
    if not fresh:
        return
    order = draft_order(
        actor=_system(), hazard_ids=[r.hazard_id for r in fresh], at=at, desk_agency_id=desk.pk, to_agency=to_agency,
        drafted_by_rule=why_of(fresh),
    )  # fmt: skip
    _point(fresh, "ladder.order", order.pk)


def _draft_listing(rungs: list[Rung], at: datetime) -> None:
    rung = rungs[0]
    standing = listing_of(rung.hazard_id)
    if standing is not None and standing.closed_at is None:
        _say(rungs, "已在挂牌督办或已有待签批的草稿，不另拟", at)
        return
    made = draft_listing(
        actor=_system(), hazard_ids=[rung.hazard_id], reason=rung.why, at=at, drafted_by_rule=why_of(rungs)
    )
    _point(rungs, "listing", made.pk)


def _draft_interview(rungs: list[Rung], at: datetime) -> None:
    """One talk for a site at a time: what its other hazards have reached is on the same table."""
    rung = rungs[0]
    others = Rung.objects.filter(project_id=rung.project_id, code=RungCode.INTERVIEW, outcome=Outcome.DRAFTED)
    if others.exists() or any(i.closed_at is None for i in interviews_of_case(rung.hazard_id)):
        _say(rungs, "同一工程已有没办结的约谈，不另拟", at)
        return
    contractor = next((p for p in parties_of(rung.project_id, day_of(at)) if p.role == "contractor"), None)
    if contractor is None:
        _say(rungs, "工程没有登记施工单位，不知道约谈谁", at)
        return
    made = draft_interview(
        actor=_system(), agency_id=rung.agency_id, enterprise_id=contractor.enterprise_id, subject_agency_id=None,
        reason=rung.why, case_kind="hazard", case_id=rung.hazard_id, at=at, drafted_by_rule=why_of(rungs),
    )  # fmt: skip
    _point(rungs, "interview", made.pk)


DRAFTERS: Final = {
    RungCode.ORDER: _draft_order, RungCode.OWN: _draft_order, RungCode.ABOVE: _draft_order,
    RungCode.LISTING: _draft_listing, RungCode.INTERVIEW: _draft_interview,
}  # fmt: skip


def why_of(rungs: Sequence[Rung]) -> str:
    """The rule that drafted it, with its numbers; of several hazards, the one that is latest."""
    latest = max(rungs, key=lambda r: r.days)
    return latest.why if len(rungs) == 1 else f"{latest.why}（共 {len(rungs)} 条，最久的一条）"


def _point(rungs: Sequence[Rung], flow: str, draft_id: UUID) -> None:
    Rung.objects.filter(pk__in=[r.pk for r in rungs]).update(
        outcome=Outcome.DRAFTED, draft_flow=flow, draft_id=draft_id
    )


def _say(rungs: Sequence[Rung], why: str, at: datetime) -> None:
    Rung.objects.filter(pk__in=[r.pk for r in rungs]).update(
        outcome=Outcome.UNNEEDED, settled_at=at, settled_by=SYSTEM, note=why[:500]
    )


def _system() -> Actor:
    return system_actor("ladder")
