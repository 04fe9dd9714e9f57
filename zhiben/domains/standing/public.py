"""The front door of standing for other packages."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from zhiben.domains.standing.models import Bar, BarQuerySet
from zhiben.domains.standing.services import bar_subject, lift_bar
from zhiben.domains.standing.terms import BarKind, SubjectKind
from zhiben.kernel.access.actors import Actor

__all__ = ["Bar", "BarKind", "SubjectKind", "bar_subject", "bars", "bars_of", "lift_bar"]

Subject = tuple[SubjectKind, UUID]


def bars(actor: Actor) -> BarQuerySet:
    return Bar.objects.visible_to(actor)


def bars_of(subjects: Iterable[Subject], on: date) -> dict[Subject, list[Bar]]:
    """What each subject is barred from on that day; subjects without a restriction are left out. One query."""
    wanted = set(subjects)
    found: dict[Subject, list[Bar]] = {}
    rows = Bar.objects.on(on).filter(subject_id__in={pk for _, pk in wanted}).order_by("valid_from", "id")
    for row in rows:
        key = (SubjectKind(row.subject_kind), row.subject_id)
        if key in wanted:
            found.setdefault(key, []).append(row)
    return found
