"""A plan as it was read, as rows not yet stored."""

from collections.abc import Iterable
from datetime import date, datetime

from zhiben.domains.campaigns.models import Plan, PlanClause, PlanTarget, PlanTask, ReportDuty
from zhiben.domains.campaigns.services.plans.declaration import Clause, PlanFile, Report, Target, Task
from zhiben.domains.campaigns.services.plans.knowledge import ledger
from zhiben.domains.campaigns.terms import ClauseState
from zhiben.registry.agencies.public import division


def plan_row(said: PlanFile, *, digest: str, bundled: bool, at: datetime) -> Plan:
    place, document = division(said.division), said.document
    return Plan(
        key=document.key, title=document.title, issuer=document.issuer, number=document.number,
        issued_on=document.issued_on, level=place.level, division_code=place.code, path=place.path,
        starts_on=said.period.since, ends_on=said.period.until, digest=digest, bundled=bundled, loaded_at=at,
        chapters=[{"id": one.id, "title": one.title, "aspect": one.aspect.value} for one in said.chapters],
    )  # fmt: skip


def write_rows(plan: Plan, said: PlanFile) -> None:
    """Everything the plan says. Call inside the transaction, when nothing of it is stored."""
    in_use = _numbers(one.clauses for one in said.tasks if not one.waits_for)
    in_use |= _numbers(one.clauses for one in said.reports) | _numbers(one.clauses for one in said.parameters)
    PlanClause.objects.bulk_create(_clause(plan, said, n, one, in_use) for n, one in enumerate(said.clauses, start=1))
    PlanTask.objects.bulk_create(_task(plan, n, one) for n, one in enumerate(said.tasks, start=1))
    PlanTarget.objects.bulk_create(_target(plan, n, one) for n, one in enumerate(said.targets, start=1))
    ReportDuty.objects.bulk_create(_duty(plan, n, one) for n, one in enumerate(said.reports, start=1))


def _clause(plan: Plan, said: PlanFile, order: int, one: Clause, in_use: set[str]) -> PlanClause:
    """What only a target names while the clause waits for something is not in use: nothing is done about it yet."""
    state = ClauseState.IN_USE
    if one.preamble:
        state = ClauseState.PREAMBLE
    elif one.waits_for:
        state = ClauseState.PARTLY if one.id in in_use else ClauseState.WAITS
    asks = ledger().asks.get(plan.key, {})
    return PlanClause(
        plan=plan, key=one.id, order=order, clauses=[f"{plan.key}/{one.id}"], note=one.preamble, chapter=one.chapter,
        ask=one.ask or asks[one.id], state=state, waits_for=_capabilities(one.waits_for),
        parameters=[[use.key, use.division] for use in said.parameters if one.id in use.clauses],
    )  # fmt: skip


def _task(plan: Plan, order: int, one: Task) -> PlanTask:
    return PlanTask(
        plan=plan, key=one.key, order=order, clauses=_ids(plan, one.clauses), note=one.note, mark=one.mark,
        chapter=one.chapter, title=one.title, units=list(one.units), levels=list(one.levels),
        recurrence=one.recurrence, due_on=one.due, indicators=list(one.indicators),
        waits_for=_capabilities(one.waits_for),
    )  # fmt: skip


def _target(plan: Plan, order: int, one: Target) -> PlanTarget:
    return PlanTarget(
        plan=plan, key=one.key, order=order, clauses=_ids(plan, one.clauses), note=one.note, mark=one.mark,
        indicator=one.indicator, goal=one.goal, value=one.value, words=one.words, since=one.since, due_on=one.due,
    )  # fmt: skip


def _duty(plan: Plan, order: int, one: Report) -> ReportDuty:
    return ReportDuty(
        plan=plan, key=one.key, order=order, clauses=_ids(plan, one.clauses), note=one.note, mark=one.mark,
        title=one.title, kind=one.kind, period=one.period, day=one.day, due_on=one.due, levels=list(one.levels),
        receiver=one.receiver, since=one.since or plan.starts_on, until=one.until or _end(plan, one.due), sections=list(one.sections or ()),
    )  # fmt: skip


def _end(plan: Plan, due: date | None) -> date | None:
    """A report handed in once is asked for until its day and its plan have passed."""
    return max(plan.ends_on, due) if due else None


def _ids(plan: Plan, numbers: Iterable[str]) -> list[str]:
    return [f"{plan.key}/{number}" for number in numbers]


def _numbers(groups: Iterable[Iterable[str]]) -> set[str]:
    return {number for group in groups for number in group}


def _capabilities(keys: Iterable[str]) -> str:
    names = ledger().capabilities
    return "、".join(names[key] for key in keys)
