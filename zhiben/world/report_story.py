"""Reports of the last months: opened by the calendar, checked, signed, handed in; one late, one returned."""

from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, Final

from zhiben.domains.campaigns.models import Report
from zhiben.domains.campaigns.services.opening import open_due_reports
from zhiben.domains.campaigns.services.reports import take_report_step
from zhiben.domains.campaigns.terms import ReportState
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import CHINA, day_of
from zhiben.kernel.base.errors import InvalidInput
from zhiben.registry.agencies.models import Agency, Officer
from zhiben.world.chronicle import Chronicle

DAYS: Final = 125  # four months' ends, and what is due now
LATE, RETURNED = 2, 1  # which of the county's reports, counted back from the latest
WHY: Final = "个别记录在上期报送之后补录或者更正，已逐条核对"
BACK: Final = "请补充写明逾期隐患的处理安排"
MORE: Final = "已对逾期未销号的隐患逐条明确责任人和完成时间，由监督员跟踪复查。"


class ReportTale:
    """The clerks and leaders of the three agencies. Only the county's clerk has an account."""

    def __init__(self, chronicle: Chronicle) -> None:
        self.later, self.on, self.until = chronicle.later, chronicle.on, chronicle.teller.at
        registers, cast = chronicle.teller.registers, chronicle.cast
        self.county = registers.county
        self.people = {
            one.pk: (_officer(one, registers.officers, Role.CLERK, 2), _officer(one, registers.officers, Role.LEADER, 0))
            for one in (registers.city, registers.province)
        }  # fmt: skip
        self.people[self.county.pk] = (cast.clerk, cast.leader)
        self._mine = 0

    def tell(self) -> None:
        last = day_of(self.until)
        for back in range(DAYS, -1, -1):
            self.on(_at(last - timedelta(days=back), 7), self.open)
        self.months = sum(1 for back in range(DAYS) if (last - timedelta(days=back)).day == 1)

    def open(self, at: datetime) -> None:
        before = set(Report.objects.values_list("pk", flat=True))
        if not open_due_reports(at=at):
            return
        for report in Report.objects.exclude(pk__in=before).order_by("due_on", "pk"):
            self.on(_at(self._day(report), 10), partial(self.check, report.pk))

    def _day(self, report: Report) -> date:
        """On its last day; the county was late once."""
        if report.agency_id != self.county.pk:
            return report.due_on
        self._mine += 1
        return report.due_on + timedelta(days=2 if self._mine == max(1, self.months - LATE) else 0)

    def check(self, pk: Any, at: datetime, **texts: str) -> None:
        report = Report.objects.get(pk=pk)
        clerk, leader = self.people[report.agency_id]
        _checked(clerk, pk, at, texts)
        signs = at + timedelta(hours=5)
        self.on(signs, lambda t: take_report_step(actor=leader, report_id=pk, action="sign", at=t))
        if report.receiver_id in self.people:
            self.later(signs, 1, lambda t: self.receive(pk, t))

    def receive(self, pk: Any, at: datetime) -> None:
        report = Report.objects.get(pk=pk)
        if report.state != ReportState.SUBMITTED or report.receiver_id is None:
            return
        _, leader = self.people[report.receiver_id]
        mine = report.agency_id == self.county.pk and self._mine == max(1, self.months - RETURNED)
        if mine and report.round == 1:
            take_report_step(actor=leader, report_id=pk, action="return", reason=BACK, at=at)
            self.later(at, 1, lambda t: self.check(pk, t, next_steps=MORE))
        else:
            take_report_step(actor=leader, report_id=pk, action="accept", at=at)


def _checked(clerk: Actor, pk: Any, at: datetime, texts: dict[str, str]) -> None:
    """Once more with what the refusal asks for: words for what does not hold, or that there was nothing."""
    try:
        take_report_step(actor=clerk, report_id=pk, action="check", at=at, **texts)
    except InvalidInput as refusal:
        asked: dict[str, Any] = {e.field: True if e.field == "zero" else WHY for e in refusal.errors}
        take_report_step(actor=clerk, report_id=pk, action="check", at=at, **texts, **asked)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 20), CHINA)


def _officer(agency: Agency, officers: list[Officer], role: Role, place: int) -> Actor:
    mine = [one for one in officers if one.agency_id == agency.pk]
    name = mine[min(place, len(mine) - 1)].name
    return Actor(
        name=name, role=role, reach=ReachKind.AGENCY, reach_id=agency.pk, reach_name=agency.name, path=agency.path,
        level=agency.level,
    )  # fmt: skip
