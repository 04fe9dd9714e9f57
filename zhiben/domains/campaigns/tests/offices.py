"""Agencies that hand in to each other, with a clerk and a leader each, and reports brought to any stage."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zhiben.domains.campaigns.models import Report
from zhiben.domains.campaigns.services.opening import open_due_reports
from zhiben.domains.campaigns.services.reports import take_report_step
from zhiben.domains.hazards.tests.counting import day, moment
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.models import Grant, User
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.registry.agencies.models import Agency, Division
from zhiben.registry.agencies.public import add_agency
from zhiben.registry.agencies.terms import AgencyKind

BORN = moment("2020-01-01")


@dataclass(frozen=True)
class Office:
    agency: Agency
    clerk: Actor
    leader: Actor

    @property
    def user(self) -> User:
        return user_of(self.clerk)


def office(code: str, **more: Any) -> Office:
    """The 住建局 of a division."""
    place = Division.objects.get(pk=code)
    agency = add_agency(
        actor=system_actor(), name=more.pop("name", f"{place.name}住房和城乡建设局"), division_code=code,
        kind=AgencyKind.AUTHORITY, at=BORN, **more,
    )  # fmt: skip
    return Office(agency, person("林内勤", Role.CLERK, agency), person("陈负责", Role.LEADER, agency))


def user_of(actor: Actor) -> User:
    assert actor.user_id
    return User.objects.get(pk=actor.user_id)


def person(name: str, role: Role, agency: Agency) -> Actor:
    user = User.objects.create_user(f"{role}-{agency.pk}"[:64], name=name)
    return Grant.objects.create(
        user=user, role=role, reach=ReachKind.AGENCY, reach_id=agency.pk, reach_name=agency.name, path=agency.path,
        level=agency.level, valid_from=BORN,
    ).actor()  # fmt: skip


def opened(place: Office, at: str = "2026-03-29 08:00", until: str = "2026-03-31") -> Report:
    """The monthly report of an office, opened by the daily job."""
    open_due_reports(at=moment(at))
    return Report.objects.get(agency_id=place.agency.pk, kind="monthly", until=day(until))


def step(report: Report, actor: Actor, action: str, at: str, **inputs: Any) -> Report:
    return take_report_step(actor=actor, report_id=report.pk, action=action, at=when(at), **inputs)


def when(text: str) -> datetime:
    return moment(text if ":" in text else f"{text} 09:00")


def submitted(place: Office, at: str = "2026-04-01", report: Report | None = None, **inputs: Any) -> Report:
    """Checked and signed on a day."""
    held = report or opened(place)
    step(held, place.clerk, "check", at, **inputs)
    return step(held, place.leader, "sign", at)
