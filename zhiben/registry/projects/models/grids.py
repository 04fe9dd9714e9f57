"""In which grid a project stands, from when to when."""

from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.dated import DatedQuerySet
from zhiben.kernel.base.ids import new_id
from zhiben.registry.projects.models.projects import Project
from zhiben.registry.projects.terms import Placed


class ProjectGridQuerySet(DatedQuerySet["ProjectGrid"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(project__in=Project.objects.visible_to(actor))


@pghistory.track(append_only=True)
class ProjectGrid(models.Model):
    """一个项目归一个网格. ``how``: by its position, or by somebody who wrote why; what a person settled stays."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="grids", verbose_name="工程项目")
    grid = models.ForeignKey("agencies.Grid", models.PROTECT, related_name="+", verbose_name="网格")
    how = models.CharField("归入方式", max_length=16, choices=Placed)
    reason = models.CharField("事由", max_length=300, blank=True)
    by_name = models.CharField("调整人", max_length=100, blank=True)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)

    objects = ProjectGridQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "项目所在网格"
        constraints = [
            models.UniqueConstraint(fields=["project"], condition=Q(valid_to=None), name="in_one_grid_at_a_time"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="in_grid_runs_forward"
            ),
        ]
        indexes = [models.Index(fields=["grid", "project"], condition=Q(valid_to=None), name="projects_in_a_grid")]

    def __str__(self) -> str:
        return self.get_how_display()
