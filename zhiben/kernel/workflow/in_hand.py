"""What a person has in hand: to-dos of his own, to-dos assigned to him, open cases that name him."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import F, Q

from zhiben.kernel.access.terms import ReachKind
from zhiben.kernel.workflow.models import CaseParty, Todo
from zhiben.kernel.workflow.registry import flows

ASSIGNED: Final = "指派给本人的待办"
PERSONAL: Final = "只能由本人办的待办"
NAMED: Final = "列名经办的在办事项"
Pool = tuple[str, UUID]


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing in somebody's hands. ``key`` tells it from the others; ``why_not`` says why it cannot go along."""

    key: str
    kind: str
    flow: str
    flow_label: str
    label: str
    case_id: UUID
    title: str
    where_name: str
    due_at: datetime | None
    roles: tuple[str, ...] = ()
    todo_id: int | None = None
    pools: frozenset[Pool] = frozenset()
    why_not: str = ""


@dataclass(frozen=True)
class Plan:
    """What would go and what would stay."""

    going: list[Item]
    staying: list[Item]

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many of each kind of case would go."""
        found: dict[str, int] = {}
        for item in self.going:
            found[item.flow_label] = found.get(item.flow_label, 0) + 1
        return sorted(found.items())


def in_hand(user_id: UUID) -> int:
    """Open to-dos that are this person's alone or assigned to him. One query."""
    personal, assigned = Q(holder_kind="user", holder_id=user_id), Q(assigned_to=user_id)
    return Todo.objects.open().filter(personal | assigned).count()


def things_in_hand(user_id: UUID) -> list[Item]:
    """Everything, whoever may see it: to be asked as the system. A constant number of queries."""
    return [*_assigned(user_id), *_personal(user_id), *_named(user_id)]


def _labels() -> dict[str, str]:
    return {flow.code: flow.label for flow in flows()}


def _assigned(user_id: UUID) -> Iterator[Item]:
    labels = _labels()
    for row in Todo.objects.open().filter(assigned_to=user_id).order_by(F("due_at").asc(nulls_last=True), "pk"):
        pool = (row.holder_kind, row.holder_id)
        yield _todo_item(row, ASSIGNED, labels, frozenset({pool}))


def _personal(user_id: UUID) -> Iterator[Item]:
    labels = _labels()
    rows = list(Todo.objects.open().filter(holder_kind="user", holder_id=user_id).order_by("due_at", "pk"))
    pools = _pools_of_cases([(row.flow, row.case_id) for row in rows])
    for row in rows:
        yield _todo_item(row, PERSONAL, labels, pools.get(row.case_id, frozenset()))


def _todo_item(row: Todo, kind: str, labels: dict[str, str], pools: frozenset[Pool]) -> Item:
    return Item(
        key=f"t{row.pk}", kind=kind, flow=row.flow, flow_label=labels.get(row.flow, ""), label=row.label,
        case_id=row.case_id, title=row.title, where_name=row.where_name, due_at=row.due_at, roles=tuple(row.roles),
        todo_id=row.pk, pools=pools,
    )  # fmt: skip


def _named(user_id: UUID) -> Iterator[Item]:
    """Open cases in which the person stands as one of those who handle it: later to-dos will come by that name."""
    mine = CaseParty.objects.filter(kind="user", subject_id=user_id)
    codes = set(mine.values_list("flow", flat=True).distinct())
    for flow in flows():
        if flow.code not in codes:
            continue
        named = mine.filter(flow=flow.code)  # two flows may share a table
        rows: Any = flow.model._default_manager.filter(closed_at=None, pk__in=named.values("case_id"))
        cases = list(rows.order_by("pk"))
        pools = _pools_of_cases([(flow.code, case.pk) for case in cases])
        for case in cases:
            yield Item(
                key=f"n{case.pk}", kind=NAMED, flow=flow.code, flow_label=flow.label, label=flow.states[case.state],
                case_id=case.pk, title=case.title, where_name=case.where_name, due_at=case.due_at,
                pools=pools.get(case.pk, frozenset()),
            )  # fmt: skip


def _pools_of_cases(cases: Sequence[tuple[str, UUID]]) -> dict[UUID, frozenset[Pool]]:
    """The responsible agency, and the enterprises and projects that are party: one query a kind, one for parties."""
    found: dict[UUID, set[Pool]] = {}
    for flow in flows():
        ids = [case_id for code, case_id in cases if code == flow.code]
        if ids:
            rows: Any = flow.model._default_manager.filter(pk__in=ids).values_list("pk", "agency_id")
            for pk, agency_id in rows:
                found.setdefault(pk, set()).add((ReachKind.AGENCY.value, agency_id))
    parties = CaseParty.objects.filter(case_id__in=[case_id for _, case_id in cases]).exclude(kind="user")
    for case_id, kind, subject_id in parties.values_list("case_id", "kind", "subject_id"):
        found.setdefault(case_id, set()).add((kind, subject_id))
    return {case_id: frozenset(pools) for case_id, pools in found.items()}
