"""Two records that were one: which stays, what was moved, so that it can be undone."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from zhiben.kernel.base.ids import new_id
from zhiben.kernel.records.terms import MergeState


class Merge(models.Model):
    """一次合并. ``gone`` keeps its id and points to ``survivor``; ``before`` is what both rows held, for undoing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField("档案类别", max_length=32)
    gone_id = models.UUIDField("并入的档案")
    gone_title = models.CharField("并入的档案名称", max_length=300)
    survivor_id = models.UUIDField("保留的档案")
    survivor_title = models.CharField("保留的档案名称", max_length=300)
    reason = models.CharField("理由", max_length=500)
    state = models.CharField("状态", max_length=16, choices=MergeState, default=MergeState.DONE)
    agency_id = models.UUIDField("办理机关", null=True)
    agency_name = models.CharField("办理机关名称", max_length=200, blank=True)
    done_by = models.UUIDField("办理人账号", null=True)
    done_name = models.CharField("办理人", max_length=64)
    at = models.DateTimeField("合并时间")
    moved = models.PositiveIntegerField("转移的关联", default=0)
    left_count = models.PositiveIntegerField("重复而未转移的关联", default=0)
    before = models.JSONField("合并前", default=dict, encoder=DjangoJSONEncoder, editable=False)
    undone_at = models.DateTimeField("撤销时间", null=True)
    undone_name = models.CharField("撤销人", max_length=64, blank=True)
    undone_reason = models.CharField("撤销理由", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "合并"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "gone_id"], condition=Q(state=MergeState.DONE), name="merged_once"),
            models.CheckConstraint(condition=~Q(gone_id=models.F("survivor_id")), name="merged_into_another"),
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "survivor_id"], name="merges_of_survivor")]

    def __str__(self) -> str:
        return f"{self.gone_title} → {self.survivor_title}"


class MergeMove(models.Model):
    """The rows of one table whose reference went over."""

    id = models.BigAutoField(primary_key=True)
    merge = models.ForeignKey(Merge, models.PROTECT, related_name="moves", verbose_name="合并")
    model = models.CharField("表", max_length=100)
    column = models.CharField("列", max_length=64)
    keys = ArrayField(models.CharField(max_length=64), verbose_name="行")
    left = models.PositiveIntegerField("重复而未转移", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "转移的关联"

    def __str__(self) -> str:
        return f"{self.model}.{self.column}"
