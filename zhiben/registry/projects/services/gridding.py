"""Which grid a project stands in: by position in one statement for any number, by hand with a reason."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import pghistory
from django.db import connection, transaction

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible
from zhiben.kernel.base.ids import NEW_ID
from zhiben.registry.agencies.public import grid_for, may_keep_grids
from zhiben.registry.projects.models import Project, ProjectGrid
from zhiben.registry.projects.terms import UNDER_CONSTRUCTION, Placed

# Where two grids of an agency overlap, the older one has the project.
WANTED: Final = """
    select distinct on (p.id) p.id project_id, g.id grid_id
      from projects_project p
      join agencies_grid g on g.agency_id = p.agency_id and g.valid_to is null
      join agencies_gridring r on r.grid_id = g.id
     where p.lat is not null and p.lng is not null and p.status = any(%(running)s) {of}
       and r.shape @> point(p.lng::float8, p.lat::float8)
     order by p.id, g.id
"""
# What a person settled stays as long as the grid exists and is still that of the responsible agency.
LEAVE: Final = """
    with wanted as materialized ({wanted})
    update projects_projectgrid o set valid_to = greatest(o.valid_from, %(today)s)
      from projects_project p
     where o.valid_to is null and p.id = o.project_id {of}
       and (not exists (select 1 from agencies_grid g
                         where g.id = o.grid_id and g.valid_to is null and g.agency_id = p.agency_id)
            or p.status <> all(%(running)s)
            or (o.how = 'position'
                and not exists (select 1 from wanted w where w.project_id = o.project_id and w.grid_id = o.grid_id)))
"""
ENTER: Final = """
    insert into projects_projectgrid (id, project_id, grid_id, how, reason, by_name, valid_from)
    select {new_id}, w.project_id, w.grid_id, 'position', '', '', %(today)s
      from ({wanted}) w
     where not exists (select 1 from projects_projectgrid o where o.project_id = w.project_id and o.valid_to is null)
    on conflict (project_id) where valid_to is null do nothing
"""


def place_in_grids(
    *, at: datetime, agency_ids: Sequence[UUID] | None = None, project_ids: Sequence[UUID] | None = None
) -> int:  # fmt: skip
    """Every project under construction stands in the grid its position lies in. Run as the system; how many moved.

    Of some agencies or some projects when given. Two statements, whatever the number; running it again does nothing.
    """
    of = ""
    if agency_ids is not None:
        of += " and p.agency_id = any(%(agencies)s)"
    if project_ids is not None:
        of += " and p.id = any(%(projects)s)"
    given: dict[str, Any] = {
        "running": [str(one.value) for one in UNDER_CONSTRUCTION], "today": day_of(at),
        "agencies": list(agency_ids or ()), "projects": list(project_ids or ()),
    }  # fmt: skip
    wanted = WANTED.format(of=of)
    with transaction.atomic(), pghistory.context(actor="系统", verb="project.grid"), connection.cursor() as cursor:
        cursor.execute(LEAVE.format(wanted=wanted, of=of), given)
        left = int(cursor.rowcount)
        cursor.execute(ENTER.format(wanted=wanted, new_id=NEW_ID), given)
        return max(left, int(cursor.rowcount))


@transaction.atomic
def move_to_grid(*, actor: Actor, project_ids: Sequence[UUID], grid_id: UUID, reason: str, at: datetime) -> int:
    """By hand: from today these projects belong to this grid, whatever their position says. How many moved.

    Raises NotVisible, NotPermitted (not the agency's leader or clerk), InvalidInput (no reason, ended grid, a project
    of another agency).
    """
    grid = grid_for(actor, grid_id)
    if not may_keep_grids(actor, grid.agency_id):
        raise NotPermitted("网格由本机关的负责人或内勤调整")
    reason = " ".join(reason.split())
    if not reason or len(reason) > 300:
        raise InvalidInput.of("reason", "请写明调整的事由，不超过300字")
    if grid.valid_to is not None:
        raise InvalidInput.of("grid", "这个网格已经停用")
    found = list(Project.objects.visible_to(actor).select_for_update().filter(pk__in=list(project_ids)).order_by("pk"))
    if len(found) != len(set(project_ids)):
        raise NotVisible("有的项目不存在，或者不在您的权限范围内")
    if any(project.agency_id != grid.agency_id for project in found):
        raise InvalidInput.of("grid", "有的项目由别的机构监管，不能归入本机关的网格")
    today = day_of(at)
    current = ProjectGrid.objects.filter(project__in=found, valid_to=None)
    staying = set(current.filter(grid=grid, how=Placed.HAND).values_list("project_id", flat=True))
    moving = [project for project in found if project.pk not in staying]
    with pghistory.context(actor=actor.name, user=str(actor.user_id or ""), verb="project.grid"):
        current.filter(project__in=moving).update(valid_to=today)
        ProjectGrid.objects.bulk_create(
            ProjectGrid(
                project=project, grid=grid, how=Placed.HAND, reason=reason, by_name=actor.name, valid_from=today
            )
            for project in moving
        )
    for project in moving:
        record_act(
            actor=actor, verb="project.grid", at=at, object_kind="project", object_id=project.pk, grid=grid.name,
            reason=reason,
        )  # fmt: skip
    return len(moving)
