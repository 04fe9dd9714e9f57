"""What else weighs on a grid: other packages say how many of theirs stand in each, for all grids of a page at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, F, OuterRef, QuerySet, Subquery

from zhiben.kernel.base.clock import today
from zhiben.registry.agencies.public import GridOfficer
from zhiben.registry.agencies.terms import GridRole
from zhiben.registry.projects.models import Project, ProjectGrid
from zhiben.registry.projects.visits import visits_in

Counts = Mapping[UUID, int]


@dataclass(frozen=True, kw_only=True)
class Load:
    """``count`` gets the ids of grids and answers with one query; row-level security keeps out what is not seen."""

    key: str
    label: str
    count: Callable[[Iterable[UUID]], Counts]
    order: int = 100


_loads: Final[dict[str, Load]] = {}


def register_load(load: Load) -> None:
    """Called from ``AppConfig.ready``."""
    _loads[load.key] = load


def all_loads() -> list[Load]:
    return sorted(_loads.values(), key=lambda one: (one.order, one.key))


def count_in_grids(rows: QuerySet[Any], grid_ids: Iterable[UUID], project: str = "project_id") -> dict[UUID, int]:
    """How many of ``rows`` belong to projects standing in each of these grids now."""
    here = ProjectGrid.objects.filter(valid_to=None, grid_id__in=list(grid_ids))
    inside = rows.filter(**{f"{project}__in": here.values("project_id")})
    grid = Subquery(here.filter(project_id=OuterRef(project)).values("grid_id")[:1])
    counted = inside.order_by().annotate(of_grid=grid).values("of_grid").annotate(number=Count("pk"))
    return dict(counted.values_list(F("of_grid"), F("number")))


def bring_load(grids: Sequence[Any]) -> None:
    """Officers, projects and what other packages count in each: a constant number of queries."""
    ids = [grid.pk for grid in grids]
    officers = GridOfficer.objects.on(today()).filter(grid_id__in=ids).select_related("officer").order_by("valid_from")
    named: dict[tuple[UUID, str], list[str]] = {}
    for duty in officers:
        named.setdefault((duty.grid_id, duty.role), []).append(duty.officer.name)
    standing = ProjectGrid.objects.filter(grid_id__in=ids, valid_to=None, project__in=Project.objects.all())
    projects = dict(standing.values_list("grid_id").annotate(number=Count("pk")))
    loads = [(load.label, load.count(ids)) for load in all_loads()]
    visits = visits_in(ids, today().replace(day=1), today())
    for grid in grids:
        grid.visited = visits.get(grid.pk, set())
        grid.visits = len(grid.visited)
        grid.main = "、".join(named.get((grid.pk, GridRole.MAIN), []))
        grid.assist = "、".join(named.get((grid.pk, GridRole.ASSIST), []))
        grid.projects = projects.get(grid.pk, 0)
        grid.loads = [(label, counts.get(grid.pk, 0)) for label, counts in loads]
