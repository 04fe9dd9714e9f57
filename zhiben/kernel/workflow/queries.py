"""Questions about cases in general. Read only."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, F, Max, Q, QuerySet, Value

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.workflow.models import CaseMove, ClockChange, Todo, TodoQuerySet, Urge

IN_HAND: Final = "in hand"
URGES: Final = "urges"
CLOCK_CHANGES: Final = "clock changes"


def inbox(actor: Actor) -> TodoQuerySet:
    """What this actor must do now, most urgent first; what has no clock comes last."""
    return Todo.objects.open().held_by(actor).order_by(F("due_at").asc(nulls_last=True), "id")


def whose(todos: TodoQuerySet, actor: Actor, who: str) -> TodoQuerySet:
    """``mine``: given to the actor or his alone; ``free``: nobody's yet; ``others``: given to somebody else; else all."""
    alone = Q(holder_kind="user")
    if who == "mine":
        return todos.filter(alone | Q(assigned_to=actor.user_id))
    if who == "free":
        return todos.filter(assigned_to=None).exclude(alone)
    if who == "others":
        return todos.exclude(assigned_to=None).exclude(assigned_to=actor.user_id)
    return todos


def counts_by_hand(actor: Actor) -> dict[str, int]:
    """How many of each sort of ``whose`` wait, and all. One query."""
    mine = Q(holder_kind="user") | Q(assigned_to=actor.user_id)
    free = Q(assigned_to=None) & ~Q(holder_kind="user")
    return Todo.objects.open().held_by(actor).aggregate(
        all=Count("id"), mine=Count("id", filter=mine), free=Count("id", filter=free),
        others=Count("id", filter=~mine & ~free),
    )  # fmt: skip


def history_of(case_id: UUID) -> list[CaseMove]:
    return list(CaseMove.objects.filter(case_id=case_id).order_by("seq"))


def urges_of(case_id: UUID) -> list[Urge]:
    """Every 催办 of a case, first to last."""
    return list(Urge.objects.filter(case_id=case_id).order_by("nth"))


def urge_counts(ids: Iterable[UUID]) -> dict[UUID, int]:
    """How often each of these cases was urged; those never urged are left out. One query, none for none."""
    wanted = list(ids)
    if not wanted:
        return {}
    rows = Urge.objects.filter(case_id__any_of=Value(wanted)).values("case_id").annotate(times=Max("nth"))
    return {row["case_id"]: int(row["times"]) for row in rows}


def clock_changes_of(case_id: UUID) -> list[ClockChange]:
    """What the calendar did to the deadlines of a case."""
    return list(ClockChange.objects.filter(case_id=case_id).order_by("id"))


def about_case(case_id: UUID) -> "dict[str, QuerySet[Any]]":
    """What there may be about a case beside its history, to be asked for together."""
    return {
        IN_HAND: Todo.objects.open().filter(case_id=case_id),
        URGES: Urge.objects.filter(case_id=case_id),
        CLOCK_CHANGES: ClockChange.objects.filter(case_id=case_id),
    }
