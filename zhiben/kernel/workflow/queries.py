"""Questions about cases in general. Read only."""

from uuid import UUID

from django.db.models import F

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.workflow.models import CaseMove, Todo, TodoQuerySet


def inbox(actor: Actor) -> TodoQuerySet:
    """What this actor must do now, most urgent first; what has no clock comes last."""
    return Todo.objects.open().held_by(actor).order_by(F("due_at").asc(nulls_last=True), "id")


def history_of(case_id: UUID) -> list[CaseMove]:
    return list(CaseMove.objects.filter(case_id=case_id).order_by("seq"))
