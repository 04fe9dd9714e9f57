"""What the plans in force say for a place: targets, and what has to be handed in."""

from collections.abc import Callable, Iterable
from datetime import date
from itertools import chain
from typing import Final, TypeVar

from django.db.models import Q, QuerySet

from zhiben.domains.campaigns.models import Plan, PlanTarget, PlanTask, ReportDuty
from zhiben.domains.campaigns.terms import Goal
from zhiben.kernel.indicators.areas import Area
from zhiben.kernel.indicators.standing import Target
from zhiben.kernel.indicators.terms import Goal as Measure
from zhiben.kernel.parameters.paths import paths_above
from zhiben.registry.agencies.public import code_of, division

MEASURED: Final = {
    Goal.AT_LEAST: Measure.AT_LEAST, Goal.AT_MOST: Measure.AT_MOST, Goal.LESS_THAN_BEFORE: Measure.LESS_THAN_BEFORE,
}  # fmt: skip
Said = TypeVar("Said", PlanTarget, ReportDuty)


def plans_in_force(path: str, on: date) -> QuerySet[Plan]:
    """The plans that rule at a path on a day, the nearest first."""
    ruling = Plan.objects.filter(path__in=paths_above(path), starts_on__lte=on, ends_on__gte=on)
    return ruling.order_by("-path", "-starts_on", "key")


def targets_of(area: Area, on: date) -> dict[str, PlanTarget]:
    """By indicator: what the nearest plan in force over the area asks of it; one query.

    Where a plan names several days (300 in one year, 400 in the next), the one that is next to come; after the last
    of them, the last.
    """
    rows = PlanTarget.objects.filter(plan__in=plans_in_force(area.path, on).order_by()).select_related("plan")
    return current_targets(_nearest(rows, lambda one: one.indicator), on)


def targets_of_plan(key: str, on: date) -> dict[str, PlanTarget]:
    """By indicator: what one plan asks, wherever and whenever it is in force."""
    return current_targets(PlanTarget.objects.filter(plan__key=key).select_related("plan"), on)


def indicators_of_plan(key: str) -> set[str]:
    """Keys of all that a plan wants to know: its targets and the figures of its tasks."""
    tasks = PlanTask.objects.filter(plan__key=key).values_list("indicators", flat=True)
    return {*PlanTarget.objects.filter(plan__key=key).values_list("indicator", flat=True), *chain.from_iterable(tasks)}


def current_targets(rows: Iterable[PlanTarget], on: date) -> dict[str, PlanTarget]:
    """By indicator: of several days that one plan names, the one to come, after the last of them the last."""
    found: dict[str, PlanTarget] = {}
    for row in sorted(rows, key=lambda one: one.due_on or date.max):
        before = found.get(row.indicator)
        if before is None or (before.due_on is not None and before.due_on < on):
            found[row.indicator] = row
    return found


def as_target(row: PlanTarget) -> Target:
    """What the engine of indicators compares with. What no figure can be held against has words only."""
    goal = MEASURED.get(Goal(row.goal))
    return Target(
        goal=goal, value=row.value if goal else None, due=row.due_on, since=row.since, text=row.words,
        source=row.plan.title, mark=row.mark,
    )  # fmt: skip


def duties_for(path: str, on: date) -> list[ReportDuty]:
    """What the agencies of the division at a path have to hand in by the calendar that rules on a day; two queries.

    For each kind of report the nearest division whose plan asks it of this level; of several plans there, the latest.
    A calendar without an end outlives its plan. One-off reports keep ruling until their day or their plan has passed.
    """
    level = division(code_of(path)).level
    rows = ReportDuty.objects.filter(
        Q(until=None) | Q(until__gte=on), plan__path__in=paths_above(path), since__lte=on, levels__contains=[level]
    ).select_related("plan")
    return _nearest(rows, lambda one: one.kind)


def _nearest(rows: Iterable[Said], name_of: Callable[[Said], str]) -> list[Said]:
    """Of the rows of one name, those of the nearest plan, in the order of the plans and what they say."""
    ordered = sorted(rows, key=lambda row: (len(row.plan.path), row.plan.starts_on, row.plan.key), reverse=True)
    ruling: dict[str, Plan] = {}
    kept = [row for row in ordered if ruling.setdefault(name_of(row), row.plan).pk == row.plan.pk]
    return sorted(kept, key=lambda row: (-len(row.plan.path), row.plan.key, row.order))
