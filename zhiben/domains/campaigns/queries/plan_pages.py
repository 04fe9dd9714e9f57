"""One plan as it is read: its tasks and targets with their figures, what is due next, what is behind."""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from zhiben.domains.campaigns.models import Plan, PlanClause, PlanTarget, PlanTask, ReportDuty
from zhiben.domains.campaigns.queries.areas import area_of
from zhiben.domains.campaigns.queries.due_days import Occurrence, occurrences
from zhiben.domains.campaigns.queries.plans import as_target, current_targets
from zhiben.domains.campaigns.terms import Period, Recurrence
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.indicators.areas import Area
from zhiben.kernel.indicators.declarations import indicator_of
from zhiben.kernel.indicators.queries import Reading, compute
from zhiben.kernel.indicators.standing import Target
from zhiben.kernel.indicators.terms import Status

SOON_DAYS: Final = 90
LATE: Final = (Status.BEHIND, Status.MISSED)
TURNS: Final = {
    Recurrence.MONTHLY: (Period.MONTH_BEFORE, Period.THIS_MONTH), Recurrence.QUARTERLY: (Period.QUARTER_BEFORE,),
    Recurrence.YEARLY: (Period.YEAR,),
}  # fmt: skip
MONTHS: Final = {Recurrence.MONTHLY: 1, Recurrence.QUARTERLY: 3, Recurrence.HALF_YEARLY: 6, Recurrence.YEARLY: 12}


@dataclass(frozen=True, kw_only=True)
class TaskLine:
    """``next_on``: the day it is due next, None for what has no day; ``readings``: its figures that can be counted.

    ``mine``: the reader's level is among those who do it.
    """

    task: PlanTask
    next_on: date | None
    readings: Sequence[Reading]
    on: date
    mine: bool

    @property
    def waiting(self) -> bool:
        return bool(self.task.waits_for)

    @property
    def behind(self) -> bool:
        """Behind a target, or past its day with records still lacking, whatever the document's words ask."""
        passed = self.next_on is not None and self.next_on < self.on
        return not self.waiting and any(
            reading.status in LATE or (passed and _lacks(reading)) for reading in self.readings
        )

    def due_within(self, days: int, today: date) -> bool:
        return self.next_on is not None and today <= self.next_on <= today + timedelta(days=days)


@dataclass(frozen=True, kw_only=True)
class TargetLine:
    """``reading`` None: not counted yet, or another of the plan's days is the one to come."""

    target: PlanTarget
    reading: Reading | None


@dataclass(frozen=True, kw_only=True)
class DutyLine:
    """``coming``: the next time it is due, None when it does not rule any more."""

    duty: ReportDuty
    coming: Occurrence | None


@dataclass(frozen=True, kw_only=True)
class PlanPage:
    """``area`` None: the plan is not in force where the reader works, and no figures are shown beside it.

    ``on``: the day the figures stand at, for an ended plan its last.
    """

    plan: Plan
    area: Area | None
    on: date
    tasks: list[TaskLine]
    targets: list[TargetLine]
    duties: list[DutyLine]
    clauses: list[PlanClause]


def plan_page(key: str, *, own: Area, today: date) -> PlanPage:
    """A plan with its figures in the reader's division, or in the plan's own when that lies below. 404 for no plan.

    A fixed number of queries, whatever the plan says.
    """
    plan = Plan.objects.filter(key=key).first()
    if plan is None:
        raise NotVisible("没有这份方案")
    area, on = _area(plan, own), max(min(today, plan.ends_on), plan.starts_on)
    tasks, targets = list(plan.plantasks.all()), list(plan.plantargets.all())
    current = current_targets(targets, on)
    keys = [key for task in tasks for key in task.indicators] + list(current)
    duties = [_duty(one, today) for one in plan.reportdutys.all()]
    readings = _readings(keys, current, plan, area, min(on, today)) if area else {}
    return PlanPage(
        plan=plan, area=area, on=on, clauses=list(plan.planclauses.all()),
        tasks=[_task(one, plan, today, readings, duties, own) for one in tasks],
        targets=[_target(one, current, readings) for one in targets],
        duties=duties,
    )  # fmt: skip


def _area(plan: Plan, own: Area) -> Area | None:
    if own.path.startswith(plan.path):
        return own
    return area_of(plan.division_code) if plan.path.startswith(own.path) else None


def _readings(
    keys: Iterable[str], targets: Mapping[str, PlanTarget], plan: Plan, area: Area, on: date
) -> dict[str, Reading]:
    counted = [key for key in dict.fromkeys(keys) if (found := indicator_of(key)) and found.define]
    for row in targets.values():
        row.plan = plan  # known already: no query for each
    asked = {key: as_target(row) for key, row in targets.items()}
    readings = compute(counted, area, on, targets=lambda one, _: asked.get(one.key, Target()))
    return {reading.indicator.key: reading for reading in readings}


def _task(
    task: PlanTask, plan: Plan, today: date, readings: Mapping[str, Reading], duties: Sequence[DutyLine], own: Area
) -> TaskLine:
    next_on = task.due_on
    if task.recurrence != Recurrence.ONCE:
        next_on = _handed_in(task, duties) or _end_of_turn(task, plan, today)
    found = [readings[key] for key in task.indicators if key in readings]
    return TaskLine(task=task, next_on=next_on, readings=found, on=today, mine=own.level in task.levels)


def _handed_in(task: PlanTask, duties: Sequence[DutyLine]) -> date | None:
    """A task that the calendar of reports gives a day."""
    coming = (line.coming for line in duties if set(line.duty.clauses) & set(task.clauses) and _same_turn(task, line))
    return next((one.due for one in coming if one), None)


def _same_turn(task: PlanTask, line: DutyLine) -> bool:
    return line.duty.due_on is None and Period(line.duty.period) in TURNS.get(Recurrence(task.recurrence), ())


def _lacks(reading: Reading) -> bool:
    tally = reading.tally
    return tally is not None and tally.denominator is not None and tally.numerator < tally.denominator


def _end_of_turn(task: PlanTask, plan: Plan, today: date) -> date | None:
    """The last day of the running month, quarter, half or whole year, while the plan is in force."""
    length = MONTHS.get(Recurrence(task.recurrence))
    if length is None or not plan.starts_on <= today <= plan.ends_on:
        return None
    month = (today.month - 1) // length * length + length
    return date(today.year, month, monthrange(today.year, month)[1])


def _target(row: PlanTarget, current: Mapping[str, PlanTarget], readings: Mapping[str, Reading]) -> TargetLine:
    return TargetLine(target=row, reading=readings.get(row.indicator) if current.get(row.indicator) is row else None)


def _duty(duty: ReportDuty, today: date) -> DutyLine:
    ahead = occurrences(duty, today, today + timedelta(days=370))
    return DutyLine(duty=duty, coming=ahead[0] if ahead else None)
