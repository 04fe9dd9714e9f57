"""What a major hazard demands at once: one row per demanded act."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from zhiben.domains.hazards.terms import BLOCKING_MEASURES, MeasureKind, MeasureState
from zhiben.kernel.workflow.models import Case, CaseQuerySet


class MeasureQuerySet(CaseQuerySet["Measure"]):
    def blocking(self) -> Self:
        """Open ones that keep their hazard from being closed."""
        return self.open().filter(kind__in=BLOCKING_MEASURES)


class Measure(Case):
    """一项必办措施. ``reference`` is the document that did it; ``served_at`` is set for 送知, which settles itself."""

    hazard = models.ForeignKey("hazards.Hazard", models.PROTECT, related_name="measures", verbose_name="隐患")
    kind = models.CharField("措施", max_length=16, choices=MeasureKind)
    reference = models.CharField("文号", max_length=100, blank=True)
    points = models.DecimalField("分值", max_digits=6, decimal_places=2, null=True)
    done_on = models.DateField("完成日期", null=True)
    done_by = models.CharField("办理人", max_length=64, blank=True)
    note = models.CharField("说明", max_length=500, blank=True)
    served_at = models.DateTimeField("送出时间", null=True)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "必办措施"
        constraints: ClassVar = [
            models.CheckConstraint(name="measure_state_known", condition=Q(state__in=MeasureState.values)),
            models.UniqueConstraint(fields=["hazard", "kind"], condition=Q(closed_at=None), name="measure_open_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["place"], name="measure_place")]

    def get_state_display(self) -> str:
        return MeasureState(self.state).label
