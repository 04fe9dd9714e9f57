"""A site with hazards whose deadlines have passed, in any region, and days that go by."""

from datetime import date, datetime, timedelta
from typing import Any

from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.services.hazards import take_step
from zhiben.domains.hazards.services.parties import case_columns, parties_of_project
from zhiben.domains.hazards.tests.counting import moment
from zhiben.domains.hazards.tests.factories import CLAUSE, Site, account, photo
from zhiben.domains.hazards.workflow import HAZARD_FLOW
from zhiben.domains.ladder.models import Order, Rung
from zhiben.domains.ladder.services.climbing import climb
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.events.models import OutboxEvent
from zhiben.kernel.events.registry import listeners
from zhiben.kernel.workflow.engine import open_case
from zhiben.registry.agencies.models import Agency
from zhiben.registry.agencies.public import add_agency
from zhiben.registry.agencies.terms import AgencyKind

NATION, CHANGZHOU, HAINAN, JIAOCHENG = "350102", "320412", "460105", "141122"
FOUND = date(2026, 5, 11)
DEADLINE = date(2026, 6, 3)


def overdue(
    site: Site, *, level: str = "MAJOR", source: str = "SUPERVISION", deadline: date = DEADLINE, state: str = "RECTIFYING",
    title: str = "基坑坡顶堆载超过设计限值", found_on: date = FOUND, **values: Any,
) -> Hazard:  # fmt: skip
    """A hazard with its parties and clock, in a state, without the measures that its region would demand."""
    major = level == "MAJOR"
    hazard = Hazard(
        id=new_id(), project=site.project, **case_columns(site.project), title=title, level=level, source=source,
        clause_code=CLAUSE if major else "", location="3 号楼", description=title, found_on=found_on, deadline_on=deadline,
        responsible_unit=site.contractor.name, responsible_person="吴大山", seen_by_parties=True, **values,
    )  # fmt: skip
    at = moment(f"{found_on} 09:00")
    parties = parties_of_project(site.project.pk, found_on)
    open_case(HAZARD_FLOW, hazard, actor=system_actor(), at=at, state="CONFIRMED", parties=parties)
    if state == "RECTIFYING":
        take_step(actor=site.inspector, hazard_id=hazard.pk, action="order", at=at, deadline_on=deadline,
                  responsible_person="吴大山", measure="卸载")  # fmt: skip
    hazard.refresh_from_db()
    return hazard


def on(day: date | str, time: str = "09:00") -> datetime:
    return moment(f"{day} {time}")


def days_after(deadline: date, days: int) -> datetime:
    return on(deadline + timedelta(days=days))


def climbed(at: datetime) -> list[tuple[str, int, int, str]]:
    """Climb, then every rung there is: code, step, days overdue, outcome."""
    climb(at)
    return rungs()


def rungs(hazard: Hazard | None = None) -> list[tuple[str, int, int, str]]:
    rows = Rung.objects.filter(hazard=hazard) if hazard else Rung.objects.all()
    return list(rows.order_by("reached_at", "code", "step").values_list("code", "step", "days", "outcome"))


def draft_of(hazard: Hazard, code: str = "ORDER") -> Order:
    rung = Rung.objects.filter(hazard=hazard, code=code, draft_flow="ladder.order").latest("reached_at")
    assert rung.draft_id
    return Order.objects.get(pk=rung.draft_id)


def upper_agency(site: Site, code: str = "350100") -> tuple[Agency, Actor]:
    """The bureau above, with its leader."""
    bureau = add_agency(
        actor=system_actor(), name=f"{code}住房和城乡建设局", division_code=code, kind=AgencyKind.AUTHORITY,
        at=on(FOUND), doc_prefix="榕建",
    )  # fmt: skip
    return bureau, account("高局", Role.LEADER, bureau)


def close(site: Site, hazard: Hazard, at: datetime) -> None:
    """Handed in and found put right."""
    take_step(actor=site.inspector, hazard_id=hazard.pk, action="submit", at=at, on_behalf_of="吴大山", result="已卸载",
              after_photos=[photo(site.inspector, "after")])  # fmt: skip
    take_step(actor=site.inspector, hazard_id=hazard.pk, action="close", at=at, conclusion="合格")


def happened() -> None:
    """Whoever listens hears of what has happened since the last time, within the transaction of the test."""
    while events := list(OutboxEvent.objects.filter(pk__gt=_heard["last"]).order_by("pk")):
        _heard["last"] = events[-1].pk
        for event in events:
            for handlers in listeners().values():
                if event.name in handlers:
                    handlers[event.name](event.payload, event.at)


_heard = {"last": 0}
