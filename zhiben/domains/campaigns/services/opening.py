"""Opening what is to be handed in: a draft and a to-do for each agency, some days before its day."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from zhiben.domains.campaigns.models import Report
from zhiben.domains.campaigns.queries.due_days import Occurrence
from zhiben.domains.campaigns.queries.duties import Calendars, period_words, rule_words
from zhiben.domains.campaigns.terms import ReportState
from zhiben.domains.campaigns.workflow import REPORT_FLOW
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.base.clock import day_of, end_of_day
from zhiben.kernel.base.errors import WrongState
from zhiben.kernel.parameters.paths import paths_above
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.workflow.clocks import chosen
from zhiben.kernel.workflow.definition import Deadline, Inputs
from zhiben.kernel.workflow.engine import open_case
from zhiben.registry.agencies.public import agencies_on
from zhiben.registry.agencies.terms import AgencyKind, DeptCategory

OPEN_DAYS: Final = "reports.open_days"
LOOK_BACK: Final = timedelta(days=45)  # what came due while the platform stood still is opened afterwards
UPPER: Final = "upper"
Key = tuple[UUID, str, date, date]


@dataclass(frozen=True)
class Owed:
    """One report that one agency has to hand in."""

    agency: Any
    found: Occurrence

    @property
    def key(self) -> Key:
        return self.agency.pk, self.found.duty.kind, self.found.first, self.found.last


def open_due_reports(*, at: datetime) -> int:
    """Open every report whose day is near, and those that came due since its plan was loaded and were not opened.

    Returns how many. Asking again opens none: one for each agency, kind and period. Few queries when there is nothing.
    """
    with transaction.atomic():
        today = day_of(at)
        offices = _Offices.read(today)
        missing = _missing(_owed(offices, today))
        return sum(_open(one, offices, at) for one in missing)


class _Offices:
    """The agencies of a day, and who stands above each: as ``agency_above`` says, for all at once."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self.all = list(rows)
        self.by_id = {one.pk: one for one in self.all}
        self.by_path: dict[tuple[str, str], Any] = {}
        for one in sorted(self.all, key=lambda a: (a.kind == AgencyKind.STATION, a.pk)):
            self.by_path.setdefault((one.path, one.dept_category), one)

    @classmethod
    def read(cls, on: date) -> "_Offices":
        return cls(agencies_on(on).select_related("division").order_by("path", "id"))

    @property
    def reporting(self) -> Iterator[Any]:
        """主管部门 below the nation's hand in; stations work for them."""
        return (one for one in self.all if one.kind == AgencyKind.AUTHORITY and one.path)

    def above(self, below: Any) -> Any:
        """None for whom nobody on the platform stands above."""
        if below.parent_id is not None:
            return self.by_id.get(below.parent_id)
        places = reversed(paths_above(below.path)[:-1])
        return next((one for path in places if (one := self.by_path.get((path, below.dept_category)))), None)


def _owed(offices: _Offices, today: date) -> list[Owed]:
    """What is due from some days ago to some days ahead; what is past only since its plan was loaded."""
    calendars, found = Calendars.read(), []
    days: dict[tuple[str, str], list[Occurrence]] = {}
    for agency in offices.reporting:
        place = (agency.path, agency.level)
        if place not in days:
            last = today + timedelta(days=int(value_of(OPEN_DAYS, path=agency.path, on=today)))
            days[place] = [one for one in calendars.due(*place, today - LOOK_BACK, last) if _wanted(one, today)]
        found += [Owed(agency, one) for one in days[place]]
    return found


def _wanted(found: Occurrence, today: date) -> bool:
    return found.due >= today or found.due > day_of(found.duty.plan.loaded_at)


def _missing(owed: list[Owed]) -> list[Owed]:
    if not owed:
        return []
    first, last = min(one.found.first for one in owed), max(one.found.last for one in owed)
    rows = Report.objects.filter(since__gte=first, until__lte=last)
    there = set(rows.values_list("agency_id", "kind", "since", "until"))
    return [one for one in owed if one.key not in there]


def _open(owed: Owed, offices: _Offices, at: datetime) -> int:
    """1 when this call opened it; another may have been quicker."""
    try:
        open_case(REPORT_FLOW, _report(owed, offices), actor=system_actor(), at=at, state=ReportState.DRAFT, due=_due)
    except WrongState:
        return 0
    return 1


def _due(case: Any, at: datetime, given: Inputs) -> Deadline:
    return chosen(end_of_day(case.due_on))


def _report(owed: Owed, offices: _Offices) -> Report:
    agency, found, duty = owed.agency, owed.found, owed.found.duty
    place, words = agency.division, period_words(found)
    receiver = offices.above(agency) if duty.receiver == UPPER else None
    return Report(
        title=f"{words}{duty.title}"[:300], where_name=agency.name, agency_id=agency.pk, scope=agency.path,
        place=agency.path, province=place.province, city=place.city, county=place.county, seen_by_parties=False,
        kind=duty.kind, name=duty.title, period=words, division_code=place.code, level=agency.level, since=found.first,
        until=found.last, due_on=found.due, rule=rule_words(duty)[:300],
        own=agency.dept_category != DeptCategory.HOUSING, receiver_id=receiver.pk if receiver else None,
        sections=list(duty.sections),
        receiver_name=(receiver.name if receiver else _outside(duty.receiver))[:100],
    )  # fmt: skip


def _outside(receiver: str) -> str:
    return "上级主管部门" if receiver == UPPER else receiver
