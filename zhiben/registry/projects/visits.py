"""到场: who of the officers was on which site on which day. Other packages say what they know; nothing is typed twice."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from zhiben.registry.projects.models import ProjectGrid

# A visit is one officer on one site on one day, however much was written there.
Visit = tuple[UUID, UUID, date]


@dataclass(frozen=True, kw_only=True)
class VisitSource:
    """``rows`` are what the actor sees; ``user``, ``project``, ``day``: where they say who, where and when."""

    rows: Callable[[], QuerySet[Any]]
    user: str
    project: str
    day: str


_sources: Final[dict[str, VisitSource]] = {}


def register_visits(key: str, source: VisitSource) -> None:
    """Called from ``AppConfig.ready``."""
    _sources[key] = source


def visits_of(users: Iterable[UUID], since: date, until: date) -> set[Visit]:
    """Of these accounts, from day to day, both included. One query for each source."""
    return _read("user", list(users), since, until)


def visits_in(grid_ids: Iterable[UUID], since: date, until: date) -> dict[UUID, set[Visit]]:
    """Of anybody on the sites that stand in each of these grids now."""
    here = ProjectGrid.objects.filter(valid_to=None, grid_id__in=list(grid_ids))
    grids = dict(here.values_list("project_id", "grid_id"))
    found: dict[UUID, set[Visit]] = {}
    for visit in _read("project", list(grids), since, until):
        found.setdefault(grids[visit[1]], set()).add(visit)
    return found


def _read(by: str, keys: list[UUID], since: date, until: date) -> set[Visit]:
    found: set[Visit] = set()
    for one in _sources.values() if keys else ():
        asked = {f"{getattr(one, by)}__in": keys, f"{one.day}__range": (since, until)}
        rows = one.rows().filter(**asked).exclude(**{one.user: None}).order_by()
        found |= set(rows.values_list(one.user, one.project, one.day))
    return found
