"""Questions about cases in general. Read only."""

from uuid import UUID

from django.db.models import Count, F, Q

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.workflow.models import CaseMove, Todo, TodoQuerySet


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
