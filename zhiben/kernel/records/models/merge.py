"""Two records that were one: which stays, what was moved, so that it can be undone."""

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from zhiben.kernel.base.ids import new_id
from zhiben.kernel.records.terms import IN_FORCE, UNDER_WAY, CandidateState, MergeState


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
    total = models.PositiveIntegerField("要转移的关联", default=0)
    moved = models.PositiveIntegerField("转移的关联", default=0)
    finished_at = models.DateTimeField("转移完成时间", null=True)
    left_count = models.PositiveIntegerField("重复而未转移的关联", default=0)
    before = models.JSONField("合并前", default=dict, encoder=DjangoJSONEncoder, editable=False)
    undone_at = models.DateTimeField("撤销时间", null=True)
    undone_name = models.CharField("撤销人", max_length=64, blank=True)
    undone_reason = models.CharField("撤销理由", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "合并"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "gone_id"], condition=Q(state__in=IN_FORCE), name="merged_once"),
            models.CheckConstraint(condition=~Q(gone_id=models.F("survivor_id")), name="merged_into_another"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["kind", "survivor_id"], name="merges_of_survivor"),
            models.Index(fields=["id"], condition=Q(state__in=UNDER_WAY), name="merges_under_way"),
        ]

    def __str__(self) -> str:
        return f"{self.gone_title} → {self.survivor_title}"


class MergeMove(models.Model):
    """Rows of one table whose reference went over. ``ended``: the column by which they ended, because the survivor has
    the same: two that are one hold one post, not two."""

    id = models.BigAutoField(primary_key=True)
    merge = models.ForeignKey(Merge, models.PROTECT, related_name="moves", verbose_name="合并")
    model = models.CharField("表", max_length=100)
    column = models.CharField("列", max_length=64)
    keys = ArrayField(models.CharField(max_length=64), verbose_name="行")
    ended = models.CharField("结束于哪一列", max_length=64, blank=True, db_default="")
    back = models.BooleanField("已退回", default=False, db_default=False)
    left = models.PositiveIntegerField("重复而未转移", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "转移的关联"

    def __str__(self) -> str:
        return f"{self.model}.{self.column}"


class CandidateQuerySet(models.QuerySet["Candidate"]):
    def open(self) -> Self:
        return self.filter(state=CandidateState.FOUND)


class Candidate(models.Model):
    """疑似重复: two records that may be one, found by the nightly look. ``first_id`` is the smaller id.

    ``place``: the path of the division where the first stands, empty where that is not known.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField("档案类别", max_length=32)
    first_id = models.UUIDField("档案甲")
    second_id = models.UUIDField("档案乙")
    first_title = models.CharField("档案甲名称", max_length=300)
    second_title = models.CharField("档案乙名称", max_length=300)
    reason = models.CharField("为什么疑似", max_length=100)
    rank = models.PositiveSmallIntegerField("把握程度", default=1)
    place = models.CharField("所在地", max_length=64, blank=True, db_collation="C")
    state = models.CharField("状态", max_length=16, choices=CandidateState, default=CandidateState.FOUND)
    found_at = models.DateTimeField("发现时间")
    said_at = models.DateTimeField("核对时间", null=True)
    said_by = models.UUIDField("核对人账号", null=True)
    said_name = models.CharField("核对人", max_length=64, blank=True)
    said_why = models.CharField("不是重复的理由", max_length=500, blank=True)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "疑似重复"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "first_id", "second_id"], name="candidate_once"),
            models.CheckConstraint(condition=Q(first_id__lt=models.F("second_id")), name="candidate_in_order"),
            models.CheckConstraint(condition=Q(state__in=CandidateState.values), name="candidate_state_known"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["kind", "state", "rank", "id"], name="candidates_in_order"),
            models.Index(fields=["kind", "state", "place", "rank"], name="candidates_by_place"),
            models.Index(fields=["second_id"], name="candidates_of_second"),
        ]

    def __str__(self) -> str:
        return f"{self.first_title} / {self.second_title}"
