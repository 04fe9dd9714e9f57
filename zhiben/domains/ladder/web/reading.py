"""What lies on a leader's desk, and what lies too long on the desks below: to-dos with what is behind them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from zhiben.domains.ladder.drafts import DeskKind, desk_kind, desk_kinds
from zhiben.domains.ladder.models import Rung
from zhiben.domains.ladder.terms import AGENCY_RUNGS
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.parameters.models import WorkingDay
from zhiben.kernel.ui.cases.addresses import case_url, verb_url
from zhiben.kernel.ui.due import Due, DueClock
from zhiben.kernel.workflow.models import Todo
from zhiben.kernel.workflow.queries import inbox
from zhiben.kernel.workflow.registry import flow as flow_of
from zhiben.registry.agencies.public import agencies_below, agency_names

MOST: Final = 200


@dataclass(frozen=True, kw_only=True)
class Line:
    """One draft. ``late`` in calendar days since the hazard's deadline; ``key`` is what a checkbox sends."""

    todo: Todo
    kind: DeskKind
    why: str
    who: str
    late: int | None
    due: Due | None
    office: str
    batch: UUID | None

    @property
    def key(self) -> str:
        return f"{self.todo.flow}|{self.todo.action}|{self.todo.case_id}"

    @property
    def url(self) -> str:
        return case_url(self.todo.flow, self.todo.case_id)

    @property
    def paper(self) -> str:
        args = [self.todo.case_id, *self.kind.paper_args]
        return reverse(self.kind.paper, args=args) if self.kind.paper else self.url

    @property
    def form_url(self) -> str:
        """Where signing asks for something first; empty when one press does it."""
        return verb_url(self.todo.flow, self.todo.case_id, self.todo.action) if self.kind.by_form else ""

    @property
    def decline_url(self) -> str:
        return reverse("ladder:desk-decline", args=[self.todo.flow, self.todo.action, self.todo.case_id])


@dataclass
class Group:
    label: str
    lines: list[Line] = field(default_factory=list)
    batch: UUID | None = None


@dataclass(frozen=True)
class Desk:
    groups: list[Group]
    total: int
    shown: int


def waiting(actor: Actor) -> Any:
    """To-dos on this leader's desk."""
    return inbox(actor).filter(_on_a_desk()) if actor.role == Role.LEADER else Todo.objects.none()


def undecided(actor: Actor, at: datetime) -> Any:
    return waiting(actor).filter(due_at__lte=at)


def undecided_below(actor: Actor, at: datetime) -> Any:
    """Drafts past their day on the desks of the agencies below, most overdue first."""
    if actor.role != Role.LEADER or not actor.is_regulator or actor.reach_id is None:
        return Todo.objects.none()
    below = agencies_below(actor.path).exclude(pk=actor.reach_id)
    below = below.exclude(Q(path=actor.path) & ~Q(parent=actor.reach_id)).order_by()
    late = Todo.objects.open().filter(_on_a_desk(), holder_kind="agency", due_at__lte=at, roles__contains=[Role.LEADER])
    return late.filter(holder_id__in=below.values("pk")).order_by("due_at", "id")


def read_desk(actor: Actor, at: datetime, *, late: bool = False) -> Desk:
    """A fixed number of queries, whatever lies there."""
    return _desk(undecided(actor, at) if late else waiting(actor), at)


def read_below(actor: Actor, at: datetime) -> Desk:
    return _desk(undecided_below(actor, at), at, offices=True)


def _on_a_desk() -> Q:
    found = Q(pk__in=[])
    for kind in desk_kinds():
        found |= Q(flow=kind.flow, action=kind.action)
    return found


def _desk(rows: Any, at: datetime, *, offices: bool = False) -> Desk:
    todos = list(rows[:MOST])
    total = len(todos) if len(todos) < MOST else rows.order_by().count()
    lines = _lines(todos, at, offices)
    groups: dict[tuple[str, UUID | None], Group] = {}
    for line in sorted(lines, key=_urgency):
        label = line.kind.label if line.batch is None else "集中挂牌"
        group = groups.setdefault((label, line.batch), Group(label, batch=line.batch))
        group.lines.append(line)
    return Desk(list(groups.values()), total, len(todos))


def _urgency(line: Line) -> tuple[int, bool, float, int]:
    """By kind, then by the day of the decision, then by how long the hazard has been overdue."""
    due = line.todo.due_at
    return line.kind.order, due is None, due.timestamp() if due else 0.0, -(line.late or 0)


def _lines(todos: Sequence[Todo], at: datetime, offices: bool) -> list[Line]:
    cases = _cases(todos)
    rungs = _rungs([t.case_id for t in todos])
    passed = _passed([r for found in rungs.values() for r in found], at)
    clock = DueClock(at, [t.due_at for t in todos])
    names = agency_names({t.holder_id for t in todos}) if offices else {}
    lines = []
    for todo in todos:
        kind, case = desk_kind(todo.flow, todo.action), cases.get(todo.case_id)
        if kind is None or case is None:
            continue
        behind = rungs.get(todo.case_id, [])
        why, late = _why(behind, passed, at) if behind else (_said(case, todo), None)
        lines.append(Line(
            todo=todo, kind=kind, why=why, who=kind.who(case), late=late, due=clock.read(todo.due_at),
            office=names.get(todo.holder_id, ""), batch=getattr(case, "batch_id", None) if todo.flow == "listing" else None,
        ))  # fmt: skip
    return lines


def _cases(todos: Iterable[Todo]) -> dict[UUID, Any]:
    """One query for each kind of case on the desk."""
    wanted: dict[str, list[UUID]] = {}
    for todo in todos:
        wanted.setdefault(todo.flow, []).append(todo.case_id)
    tables: dict[Any, list[UUID]] = {}
    for code, ids in wanted.items():
        tables.setdefault(flow_of(code).model, []).extend(ids)
    return {case.pk: case for model, ids in tables.items() for case in model._default_manager.filter(pk__in=ids)}


def _rungs(case_ids: list[UUID]) -> dict[UUID, list[Rung]]:
    found: dict[UUID, list[Rung]] = {}
    for rung in Rung.objects.filter(draft_id__in=case_ids).pending().order_by("deadline_on"):
        if rung.draft_id:
            found.setdefault(rung.draft_id, []).append(rung)
    return found


def _passed(rungs: Sequence[Rung], at: datetime) -> dict[date, int]:
    """Working days gone by since each deadline of an agency's rung: one query, none when there is no such rung."""
    days = {r.deadline_on for r in rungs if r.deadline_on and r.code in AGENCY_RUNGS}
    if not days:
        return {}
    ordinals = dict(WorkingDay.objects.filter(date__in={*days, day_of(at)}).values_list("date", "ordinal"))
    return {day: ordinals[day_of(at)] - ordinals[day] for day in days if day in ordinals and day_of(at) in ordinals}


def _why(rungs: Sequence[Rung], passed: dict[date, int], at: datetime) -> tuple[str, int | None]:
    """Of the oldest hazard behind the draft, with today's numbers; how many there are."""
    oldest = rungs[0]
    if oldest.deadline_on is None:
        return oldest.why, None
    late = (day_of(at) - oldest.deadline_on).days
    days = passed.get(oldest.deadline_on, oldest.days) if oldest.code in AGENCY_RUNGS else late
    more = f"（共 {len(rungs)} 条，最久的一条）" if len(rungs) > 1 else ""
    return oldest.why_after(days) + more, late


def _said(case: Any, todo: Todo) -> str:
    rule = str(getattr(case, "drafted_by_rule", "") or "")
    reason = str(getattr(case, "reason", "") or "")
    return rule or reason or f"{todo.opened_by or '系统'}送签"
