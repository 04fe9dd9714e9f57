"""The plans there are, each in one line."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Q

from zhiben.domains.campaigns.models import Plan, PlanClause, PlanTarget, PlanTask, ReportDuty
from zhiben.domains.campaigns.terms import ClauseState
from zhiben.registry.agencies.public import names_of

EVERYTHING: Final = Q(pk__isnull=False)


@dataclass(frozen=True, kw_only=True)
class PlanSummary:
    """``live``: tasks that can be worked on here; ``waiting``: clauses of which nothing is in use yet."""

    plan: Plan
    place: str
    on: date
    tasks: int
    live: int
    clauses: int
    waiting: int
    targets: int
    reports: int

    @property
    def waiting_tasks(self) -> int:
        return self.tasks - self.live

    @property
    def in_force(self) -> bool:
        return _rules(self.plan, self.on)

    @property
    def ended(self) -> bool:
        return self.plan.ends_on < self.on

    def as_json(self) -> dict[str, Any]:
        plan = self.plan
        return {
            "key": plan.key, "title": plan.title, "number": plan.number, "issuer": plan.issuer,
            "division": plan.division_code, "from": str(plan.starts_on), "to": str(plan.ends_on),
            "in_force": self.in_force, "tasks": self.tasks, "tasks_live": self.live, "clauses": self.clauses,
            "clauses_waiting": self.waiting, "targets": self.targets, "reports": self.reports,
            "loaded_at": plan.loaded_at.isoformat(), "digest": plan.digest,
        }  # fmt: skip


def plan_summaries(on: date) -> list[PlanSummary]:
    """All plans: those in force first, the nation before its parts, the newest first. Six queries."""
    plans = sorted(Plan.objects.all(), key=lambda one: (not _rules(one, on), one.path, -one.starts_on.toordinal()))
    places = names_of(plan.division_code for plan in plans)
    tasks, live = _counts(PlanTask, Q(waits_for=""))
    clauses, waiting = _counts(PlanClause, Q(state=ClauseState.WAITS))
    (targets, _), (reports, _) = _counts(PlanTarget), _counts(ReportDuty)
    return [
        PlanSummary(
            plan=plan, place=places.get(plan.division_code, ""), on=on, tasks=tasks[plan.pk], live=live[plan.pk],
            clauses=clauses[plan.pk], waiting=waiting[plan.pk], targets=targets[plan.pk], reports=reports[plan.pk],
        )
        for plan in plans
    ]  # fmt: skip


def _rules(plan: Plan, on: date) -> bool:
    return plan.starts_on <= on <= plan.ends_on


def _counts(model: Any, where: Q = EVERYTHING) -> tuple[Counter[UUID], Counter[UUID]]:
    """By plan: how many there are, and of how many ``where`` holds."""
    rows = model.objects.order_by().values("plan").annotate(n=Count("pk"), held=Count("pk", filter=where))
    found = [(row["plan"], row["n"], row["held"]) for row in rows]
    return Counter({plan: n for plan, n, _ in found}), Counter({plan: held for plan, _, held in found})


def plan_names() -> list[tuple[str, str]]:
    """Key and title of every plan, in the order of their keys."""
    return list(Plan.objects.order_by("key").values_list("key", "title"))
