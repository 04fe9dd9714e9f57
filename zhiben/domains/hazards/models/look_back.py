"""回头看: what was closed is looked at again."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhiben.domains.hazards.terms import LookBackState
from zhiben.kernel.workflow.models import Case, CaseQuerySet, list_indexes


class LookBackQuerySet(CaseQuerySet["LookBack"]):
    pass


class LookBack(Case):
    """One closed hazard to be looked at again. Whatever came back is a new hazard (``rebound``)."""

    hazard = models.ForeignKey("hazards.Hazard", models.PROTECT, related_name="look_backs", verbose_name="隐患")
    theme = models.CharField("由来", max_length=64)
    found_on = models.DateField("隐患发现日期")
    due_on = models.DateField("期限")
    planned_by = models.CharField("安排人", max_length=64)
    held_on = models.DateField("回头看日期", null=True)
    held_by = models.CharField("回头看人员", max_length=64, blank=True)
    conclusion = models.TextField("情况", max_length=1000, blank=True)
    rebound = models.ForeignKey("hazards.Hazard", models.PROTECT, related_name="+", null=True, verbose_name="反弹隐患")

    objects = LookBackQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "回头看"
        constraints: ClassVar = [
            models.CheckConstraint(name="look_back_state_known", condition=Q(state__in=LookBackState.values)),
            models.UniqueConstraint(fields=["hazard"], condition=Q(closed_at=None), name="look_back_open_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["county", "due_at", "id"], condition=Q(closed_at=None), name="look_back_open_county"),
            models.Index(fields=["city", "due_at", "id"], condition=Q(closed_at=None), name="look_back_open_city"),
            models.Index(
                fields=["province", "due_at", "id"], condition=Q(closed_at=None), name="look_back_open_province"
            ),
            *list_indexes("look_back_list", "due_at", "closed_at"),
            models.Index(fields=["place"], name="look_back_place"),
        ]

    def get_state_display(self) -> str:
        return LookBackState(self.state).label
