"""Hazards without a notice: those taken over from old ledgers, self-checks of sites, reports not yet graded."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from zhiben.domains.hazards.workflow import HAZARD_FLOW
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import end_of_day
from zhiben.world.findings import GENERAL, MAJOR
from zhiben.world.plots import extra_hazards
from zhiben.world.registers import Site
from zhiben.world.sizes import Size
from zhiben.world.stories import Teller, hazard_row
from zhiben.world.walking import Person, Walk


def tell_legacy(teller: Teller, size: Size, batch: UUID) -> None:
    """存量: major hazards found in 2022 and 2023, from the ledger; a third of them still open."""
    early = sorted(teller.registers.sites, key=lambda s: (s.start_on, s.id))[: size.legacy]
    for n, site in enumerate(early):
        found = max(site.start_on, date(2022, 8, 1)) + timedelta(days=30 + n)
        found = min(found, date(2023, 11, 20))
        still_open = n < size.legacy // 3
        _legacy(teller, site, found, still_open, n, batch)


def _legacy(teller: Teller, site: Site, found: date, still_open: bool, number: int, batch: UUID) -> None:
    clerk = Person(name=teller.staff[2].name, role=Role.CLERK, reach_name=teller.registers.county.name)
    wording = MAJOR[number % len(MAJOR)]
    deadline, at = found + timedelta(days=15), teller.chance.moment(found)
    hazard_id = teller.chance.id(at)
    walk = Walk.begin(HAZARD_FLOW, hazard_id, "RECTIFYING" if still_open else "CLOSED", clerk, at, batch=str(batch))
    walk.due_at = end_of_day(deadline) if still_open else None
    walk.closed_at = None if still_open else teller.chance.moment(deadline)
    done = None if still_open else deadline
    row = hazard_row(
        site, wording, found, "MAJOR", id=hazard_id, deadline_on=deadline, backfilled=True, silent=True, graded_by=clerk.name,
        rectified_on=done, rechecked_on=done, closed_on=done, rechecked_by="" if still_open else clerk.name,
        remark="2023 年台账转入",
    )  # fmt: skip
    teller.rows.add_hazard(row, walk, site)


def tell_singles(teller: Teller, size: Size) -> None:
    """Self-checks: most closed by the site itself, some under way; a few reports wait to be graded or ordered."""
    count = extra_hazards(size)
    waiting = max(2, count // 8)
    for n in range(count):
        ending = (
            "reported"
            if n < waiting
            else "confirmed"
            if n < 2 * waiting
            else "running"
            if n < 3 * waiting
            else "closed"
        )
        _single(teller, ending)


def _single(teller: Teller, ending: str) -> None:
    today, chance = teller.today, teller.chance
    near = {"reported": (0, 2), "confirmed": (0, 5), "running": (1, 4)}.get(ending, (20, 500))
    day = today - timedelta(days=chance.number(*near))
    running = [s for s in teller.registers.sites if s.start_on <= day and (s.ended_on is None or s.ended_on > today)]
    site = chance.pick(running)
    wording, at = chance.pick(GENERAL), chance.moment(day)
    person = Person(name=site.manager, role=Role.SAFETY_OFFICER, reach_name=site.name)
    hazard_id, more = chance.id(at), dict[str, Any]()
    walk = Walk.begin(HAZARD_FLOW, hazard_id, "REPORTED" if ending == "reported" else "CONFIRMED", person, at)
    if ending in ("running", "closed"):
        more = _self_rectified(teller, walk, person, day, ending == "closed")
    source = "TIP_OFF" if ending == "reported" else "SELF_CHECK"
    row = hazard_row(site, wording, day, "GENERAL", id=hazard_id, source=source, found_by=person.name, **more)
    teller.rows.add_hazard(row, walk, site)


def _self_rectified(teller: Teller, walk: Walk, person: Person, day: date, closed: bool) -> dict[str, Any]:
    deadline, at = day + timedelta(days=7), walk.opened_at
    walk.step("self_order", Person(name=person.name, role=Role.SITE_MANAGER, reach_name=person.reach_name),
              at + timedelta(minutes=5), due_at=end_of_day(deadline), deadline_on=deadline,
              responsible_person=person.name, measure="按规范整改")  # fmt: skip
    if not closed:
        return {"deadline_on": deadline}
    fixed = day + timedelta(days=teller.chance.number(1, 6))
    walk.step("submit", person, teller.chance.moment(fixed), due_at=end_of_day(fixed + timedelta(days=5)),
              result="已整改", after_photos=[])  # fmt: skip
    walk.step("self_close", person, teller.chance.moment(fixed + timedelta(days=1)), rechecked_by=person.name,
              conclusion="已整改到位", recheck_photos=[])  # fmt: skip
    done = fixed + timedelta(days=1)
    return {
        "deadline_on": deadline, "rectified_on": fixed, "rechecked_on": done, "closed_on": done,
        "rechecked_by": person.name,
    }  # fmt: skip
