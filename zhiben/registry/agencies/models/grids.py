"""网格: parts of an agency's ground, each with officers who answer for it. From and to are half-open."""

from typing import Any, Self

import pghistory
from django.db import models
from django.db.models import F, Q

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.dated import DatedQuerySet
from zhiben.kernel.base.ids import new_id
from zhiben.registry.agencies.models.agencies import Agency, Officer
from zhiben.registry.agencies.terms import GridRole


class PolygonField(models.TextField):  # type: ignore[type-arg]
    """A polygon of the core database, written ``((lng,lat),…)``. Whether a point lies inside is asked in SQL."""

    def db_type(self, connection: Any) -> str:
        return "polygon"


class GridQuerySet(DatedQuerySet["Grid"]):
    def visible_to(self, actor: Actor) -> Self:
        """Regulators: those of the agencies in their division."""
        if actor.is_system or (actor.is_regulator and not actor.path):
            return self
        if not actor.is_regulator:
            return self.none()
        return self.filter(path__gte=actor.path, path__lt=f"{actor.path[:-1]}/")


@pghistory.track(append_only=True)
class Grid(models.Model):
    """一个网格. ``rings`` are its outlines as drawn ([[lng, lat], …], closed); ``GridRing`` holds them for the database.

    ``path``, ``province``, ``city``, ``county`` are those of the agency's division.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="grids", verbose_name="机构")
    name = models.CharField("网格名称", max_length=60)
    path = models.CharField("辖区路径", max_length=64, blank=True, db_collation="C", db_index=True)
    province = models.CharField("省", max_length=6, blank=True)
    city = models.CharField("市", max_length=6, blank=True)
    county = models.CharField("县（区）", max_length=6, blank=True)
    rings = models.JSONField("范围", default=list)
    note = models.CharField("说明", max_length=200, blank=True)
    valid_from = models.DateField("启用")
    valid_to = models.DateField("停用", null=True, blank=True)

    objects = GridQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "网格"
        constraints = [
            models.UniqueConstraint(fields=["agency", "name"], condition=Q(valid_to=None), name="one_grid_of_a_name"),
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="grid_forward"),
        ]

    def __str__(self) -> str:
        return self.name


class GridRing(models.Model):
    """One outline of a grid, rewritten with it."""

    grid = models.ForeignKey(Grid, models.CASCADE, related_name="shapes", verbose_name="网格")
    shape = PolygonField("范围")

    class Meta:
        verbose_name = verbose_name_plural = "网格范围"

    def __str__(self) -> str:
        return str(self.grid_id)


@pghistory.track(append_only=True)
class GridOfficer(models.Model):
    """网格责任人: the main one or an assistant, from when to when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    grid = models.ForeignKey(Grid, models.PROTECT, related_name="officers", verbose_name="网格")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="grids", verbose_name="监督员")
    role = models.CharField("分工", max_length=8, choices=GridRole)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)

    objects = DatedQuerySet["GridOfficer"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "网格责任人"
        constraints = [
            models.UniqueConstraint(
                fields=["grid"], condition=Q(valid_to=None, role="main"), name="one_main_officer_of_a_grid"
            ),
            models.UniqueConstraint(
                fields=["grid", "officer"], condition=Q(valid_to=None), name="officer_once_in_a_grid"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="grid_duty_runs_forward"
            ),
        ]

    def __str__(self) -> str:
        return self.get_role_display()
