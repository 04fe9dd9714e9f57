"""Agencies that hand in month after month, day by day: what people do each morning, and what the platform did by itself."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.timezone import localtime

from zhiben.domains.campaigns.jobs import open_reports
from zhiben.domains.campaigns.models import Report
from zhiben.domains.campaigns.services.reports import take_report_step
from zhiben.domains.campaigns.tests.offices import Office
from zhiben.domains.campaigns.workflow import REPORT_FLOW
from zhiben.domains.hazards.terms import Level
from zhiben.domains.hazards.tests.counting import hazard, moment
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.workflow.models import CaseMove, Urge
from zhiben.kernel.workflow.reminders import remind
from zhiben.registry.projects.models import Project, ProjectPeriod

WHY = "上月底检查的隐患本月才录入"
SAID = "按要求开展排查整治。"
# What the first message about a deadline says, by its topic. Urges have rows of their own.
TOLD = {"due_soon": "near", "overdue": "overdue"}


@dataclass
class Habit:
    """Hands in on the day it is due, ``late`` days after it for some months, never for those in ``forgotten``.

    ``returned``: months that the receiver sends back once; they are handed in again two days later.
    """

    office: Office
    late: dict[str, int] = field(default_factory=dict)
    forgotten: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()

    def day_for(self, report: Report) -> date | None:
        """On which day the clerk takes up a draft."""
        month = f"{report.since:%Y-%m}"
        return None if month in self.forgotten else report.due_on + timedelta(days=self.late.get(month, 0))


def a_day(day: date, habits: dict[str, Habit], settings: Any) -> None:
    """The hourly job and the sweep of the morning; then people, each as the one he is."""
    settings.ZHIBEN_TODAY = day
    open_reports()
    remind(at=at(day, "09:05"))
    for report in Report.objects.filter(closed_at=None).order_by("place", "until"):
        act(report, habits, day)


def act(report: Report, habits: dict[str, Habit], day: date) -> None:
    """What people do about one report on one day."""
    mine = habits[report.division_code]
    again = report.returned_on + timedelta(days=2) if report.returned_on else None
    if day == {"DRAFT": mine.day_for(report), "RETURNED": again}.get(report.state):
        hand_in(report, mine.office, day)
    elif report.state == "SUBMITTED" and handed_in_on(report) < day:
        receive(report, habits, day)


def handed_in_on(report: Report) -> date:
    last = report.resubmitted_on or report.submitted_on
    assert last is not None
    return last


def hand_in(report: Report, office: Office, day: date) -> None:
    """The clerk looks through it: says that there was nothing, and why where figures do not add up; the leader signs."""
    check(report, office, day, {"work": SAID, "zero": False})
    step(report, office.leader, "sign", at(day, "11:00"))


def check(report: Report, office: Office, day: date, given: dict[str, Any]) -> None:
    try:
        step(report, office.clerk, "check", at(day, "10:00"), **given)
    except InvalidInput as refused:
        [wanted] = [error.field for error in refused.errors]
        if given.get(wanted):
            raise
        check(report, office, day, {**given, wanted: True if wanted == "zero" else WHY})


def enter_month(places: dict[str, Project], day: date) -> None:
    """On the 18th: one general hazard of the 10th that has been put right, one major of the 12th that has not."""
    if day.day == 18:
        for project in places.values():
            month = f"{day:%Y-%m}"
            hazard(project, f"{month}-10", f"{month}-20", f"{month}-18")
            hazard(project, f"{month}-12", f"{month}-25", level=Level.MAJOR, clause_code="2024-5.4")


def project_of(office: Office) -> Project:
    """A project that the office looks after, under way all the time."""
    place = office.agency.division
    project = Project.objects.create(
        name=f"{place.name}安置房", name_key=f"{place.name}安置房", agency_id=office.agency.pk, kind="housing",
        province=place.province, city=place.city, county=place.county, place=place.path, scope=place.path,
        created_at=moment("2024-01-01"),
    )  # fmt: skip
    ProjectPeriod.objects.create(project=project, status="under_way", valid_from=date(2024, 1, 1))
    return project


def receive(report: Report, habits: dict[str, Habit], day: date) -> None:
    """One level up, the day after; where nobody stands above on the platform the receipt is written down."""
    above = next((h.office for h in habits.values() if h.office.agency.pk == report.receiver_id), None)
    if above is None:
        step(report, habits[report.division_code].office.clerk, "receipt", at(day, "10:00"), opinion="上级已收")
    elif f"{report.since:%Y-%m}" in habits[report.division_code].returned and report.round == 1:
        step(report, above.clerk, "return", at(day, "10:00"), reason="请补充存在问题")
    else:
        step(report, above.clerk, "accept", at(day, "10:00"))


def step(report: Report, actor: Actor, action: str, when: datetime, **inputs: Any) -> None:
    with acting_as(actor):
        take_report_step(actor=actor, report_id=report.pk, action=action, at=when, **inputs)


def at(day: date, time: str) -> datetime:
    return moment(f"{day} {time}")


def chronicle(report: Report) -> list[str]:
    """Month-day and what, in the order it happened."""
    rows = list(CaseMove.objects.filter(flow=REPORT_FLOW.code, case_id=report.pk))
    found = [(m.at, m.action) for m in rows if m.action != "open"] + [
        (at(localtime(report.opened_at).date(), "00:07"), "opened")
    ]
    found += [(u.at, f"urged at {u.days_overdue}") for u in Urge.objects.filter(case_id=report.pk)]
    told = Notification.objects.filter(case_id=report.pk, topic__in=TOLD).values_list("created_at", "topic").distinct()
    return [f"{localtime(when):%m-%d} {what}" for when, what in sorted([*found, *((w, TOLD[t]) for w, t in told)])]


def days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += timedelta(days=1)
