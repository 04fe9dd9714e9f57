"""治理进展: one row per period, asked for by itself. A period nobody reported on stays visible as missed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhiben.domains.listings.terms import ProgressState
from zhiben.kernel.workflow.models import Case, CaseQuerySet


class ProgressQuerySet(CaseQuerySet["ProgressReport"]):
    pass


class ProgressReport(Case):
    """一期治理进展. ``since`` to ``until``, both days included; due at the end of the last."""

    listing = models.ForeignKey("listings.Listing", models.CASCADE, related_name="progress", verbose_name="挂牌督办")
    period = models.PositiveSmallIntegerField("期次")
    since = models.DateField("自")
    until = models.DateField("至")
    text = models.TextField("治理进展", max_length=2000, blank=True)
    percent = models.PositiveSmallIntegerField("完成百分比", null=True)
    reported_on = models.DateField("报送日期", null=True)
    reported_by = models.CharField("报送人", max_length=64, blank=True)

    objects = ProgressQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "治理进展"
        constraints: ClassVar = [
            models.CheckConstraint(name="progress_state_known", condition=Q(state__in=ProgressState.values)),
            models.CheckConstraint(name="progress_percent_bounds", condition=Q(percent=None) | Q(percent__lte=100)),
            models.CheckConstraint(name="progress_days_in_order", condition=Q(until__gte=models.F("since"))),
            models.UniqueConstraint(fields=["listing", "period"], name="progress_period_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["county", "due_at", "id"], condition=Q(closed_at=None), name="progress_open_county"),
            models.Index(fields=["place"], name="progress_place"),
        ]

    def get_state_display(self) -> str:
        return ProgressState(self.state).label
