"""What is open on the sites of a grid, for those who share out the work."""

from collections.abc import Iterable
from uuid import UUID

from zhiben.domains.hazards.models import Hazard
from zhiben.registry.projects.public import Load, count_in_grids, register_load


def _open(ids: Iterable[UUID]) -> dict[UUID, int]:
    return count_in_grids(Hazard.objects.counted().filter(closed_at=None), ids)


def _major(ids: Iterable[UUID]) -> dict[UUID, int]:
    return count_in_grids(Hazard.objects.counted().major().filter(closed_at=None), ids)


def register_loads() -> None:
    register_load(Load(key="hazards", label="未销号隐患", count=_open, order=10))
    register_load(Load(key="major_hazards", label="其中重大", count=_major, order=20))
