"""Questions about cases in general. Read only."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import F

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.workflow.models import CaseMove, Todo, TodoQuerySet


def inbox(actor: Actor) -> TodoQuerySet:
    """What this actor must do now, most urgent first; what has no clock comes last."""
    return Todo.objects.open().held_by(actor).order_by(F("due_at").asc(nulls_last=True), "id")


def history_of(case_id: UUID) -> list[CaseMove]:
    return list(CaseMove.objects.filter(case_id=case_id).order_by("seq"))


def histories_of(case_ids: Sequence[UUID]) -> dict[UUID, list[CaseMove]]:
    """Histories of many cases in one query."""
    found: dict[UUID, list[CaseMove]] = {case_id: [] for case_id in case_ids}
    for move in CaseMove.objects.filter(case_id__in=case_ids).order_by("case_id", "seq"):
        found[move.case_id].append(move)
    return found
