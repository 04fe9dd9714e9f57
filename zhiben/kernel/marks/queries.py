"""Reading marks."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet

from zhiben.kernel.marks.models import Mark, MarkQuerySet
from zhiben.kernel.marks.subjects import all_subjects


def marks_of(kind: str, ids: Iterable[UUID]) -> dict[UUID, list[Mark]]:
    """Open marks of each subject, the gravest first. One query, whatever the number of subjects."""
    wanted = list(ids)
    found: dict[UUID, list[Mark]] = {pk: [] for pk in wanted}
    order = {"red": 0, "orange": 1, "yellow": 2}
    rows = Mark.objects.open().on_subjects(kind, wanted) if wanted else Mark.objects.none()
    for row in sorted(rows, key=lambda m: (order.get(m.tone, 3), m.since)):
        found[row.subject_id].append(row)
    return found


def name_subjects(marks: Sequence[Any]) -> None:
    """Put ``subject_name`` and ``subject_label`` on each: one query a kind of subject there can be.

    Row-level security keeps out the names of what the reader may not see.
    """
    for mark in marks:
        mark.subject_name = mark.subject_label = ""
    for subject in all_subjects():
        mine = [mark for mark in marks if mark.subject_kind == subject.kind]
        ids = {mark.subject_id for mark in mine}
        names = dict(subject.rows().filter(pk__in=ids).values_list("pk", subject.title)) if ids else {}
        for mark in mine:
            mark.subject_name, mark.subject_label = names.get(mark.subject_id, ""), subject.label


def open_marks_on(kind: str, path: str = "pk", code: str = "") -> QuerySet[Mark]:
    """For ``Exists`` on the outer row whose ``path`` is the subject's id."""
    rows: MarkQuerySet = Mark.objects.open().filter(subject_kind=kind, subject_id=OuterRef(path))
    return rows.filter(code=code) if code else rows


def history_of(kind: str, subject_id: UUID) -> QuerySet[Mark]:
    """All marks there ever were on a subject, the latest first."""
    return Mark.objects.filter(subject_kind=kind, subject_id=subject_id).order_by("-since", "-id")
