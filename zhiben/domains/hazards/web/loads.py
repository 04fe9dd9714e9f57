"""What is open on the sites of a grid, for those who share out the work."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from zhiben.domains.hazards.models import Hazard, Notice, NoticeOfficer
from zhiben.registry.projects.public import Load, VisitSource, count_in_grids, register_load, register_visits


def _open(ids: Iterable[UUID]) -> dict[UUID, int]:
    return count_in_grids(Hazard.objects.counted().filter(closed_at=None), ids)


def _major(ids: Iterable[UUID]) -> dict[UUID, int]:
    return count_in_grids(Hazard.objects.counted().major().filter(closed_at=None), ids)


def _visits() -> QuerySet[NoticeOfficer]:
    """Officers named on papers that were issued: a draft proves nothing."""
    return NoticeOfficer.objects.filter(notice__in=Notice.objects.all(), notice__issued_on__isnull=False)


def register_loads() -> None:
    register_load(Load(key="hazards", label="未销号隐患", count=_open, order=10))
    register_load(Load(key="major_hazards", label="其中重大", count=_major, order=20))
    visited = VisitSource(rows=_visits, user="user_id", project="notice__project_id", day="notice__visited_on")
    register_visits("notices", visited)
