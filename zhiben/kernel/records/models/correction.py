"""A correction, and everybody whom the wrong value had reached."""

from typing import ClassVar, Self
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import ADMINISTRATORS
from zhiben.kernel.records.terms import CorrectionState, NoticeState, Way
from zhiben.kernel.workflow.models import Case, CaseQuerySet, list_indexes


class CorrectionQuerySet(CaseQuerySet["Correction"]):
    def visible_to(self, actor: Actor) -> Self:
        """As any case; whoever asked for it sees what became of it, wherever they work."""
        if actor.is_system or actor.user_id is None or actor.role in ADMINISTRATORS:
            return super().visible_to(actor)
        asked = self.filter(asked_by=actor.user_id, asked_reach_id=actor.reach_id)
        return super().visible_to(actor) | asked

    def of_record(self, kind: str, record_id: UUID) -> Self:
        return self.filter(kind=kind, record_id=record_id)


class Correction(Case):
    """一次更正 of one field of one record: asked with reason and proof, approved by another, applied as a new version.

    Texts are as people may read them: what is kept sealed stands here masked, and sealed beside it.
    """

    kind = models.CharField("档案类别", max_length=32)
    record_id = models.UUIDField("档案")
    record_title = models.CharField("档案名称", max_length=300)
    field = models.CharField("更正项", max_length=64)
    field_label = models.CharField("更正项名称", max_length=64)
    old_text = models.CharField("原值", max_length=500, blank=True)
    new_text = models.CharField("正确的值", max_length=500)
    value = models.JSONField("新值（存储形式）", null=True, editable=False)
    old_cipher = models.BinaryField("原值（密文）", null=True, editable=False)
    new_cipher = models.BinaryField("新值（密文）", null=True, editable=False)
    reason = models.TextField("更正理由", max_length=1000)
    asked_by = models.UUIDField("申请人账号", null=True)
    asked_name = models.CharField("申请人", max_length=64)
    asked_reach = models.CharField("申请人单位", max_length=200, blank=True)
    asked_reach_id = models.UUIDField("申请人单位标识", null=True, editable=False)
    decided_by = models.UUIDField("审批人账号", null=True)
    decided_name = models.CharField("审批人", max_length=64, blank=True)
    opinion = models.TextField("审批意见", max_length=1000, blank=True)
    four_eyes = models.BooleanField("须另一人审批", default=True)
    open_register = models.BooleanField("公开名册", default=False, editable=False)
    import_id = models.UUIDField("来自哪次台账导入", null=True, editable=False)
    wrong_since = models.DateTimeField("错误的值从何时起", null=True)
    applied_at = models.DateTimeField("更正时间", null=True)
    reached = models.PositiveIntegerField("旧值看过、导出过的人数", default=0)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "更正"
        constraints: ClassVar = [
            models.CheckConstraint(name="correction_state_known", condition=Q(state__in=CorrectionState.values)),
            models.UniqueConstraint(
                fields=["kind", "record_id", "field"], condition=Q(closed_at=None), name="correction_once_at_a_time"
            ),
        ]
        indexes: ClassVar = [
            *list_indexes("correction", "opened_at"),
            models.Index(fields=["record_id", "id"], name="correction_of_record"),
            models.Index(fields=["import_id"], condition=~Q(import_id=None), name="corrections_of_import"),
        ]

    def get_state_display(self) -> str:
        return CorrectionState(self.state).label


class CorrectionNoticeQuerySet(CaseQuerySet["CorrectionNotice"]):
    def visible_to(self, actor: Actor) -> Self:
        """Each reader sees what concerns him; who is told is his own affair and that of the correction's page."""
        if actor.is_system:
            return self
        return self.filter(user_id=actor.user_id) if actor.user_id else self.none()


class CorrectionNotice(Case):
    """告知一位看过或导出过旧值的人. It stands where the reader works, so that it reaches across divisions."""

    correction = models.ForeignKey(Correction, models.PROTECT, related_name="notices", verbose_name="更正")
    user_id = models.UUIDField("账号")
    reader_name = models.CharField("姓名", max_length=64)
    reader_reach = models.CharField("单位", max_length=200, blank=True)
    ways = ArrayField(models.CharField(max_length=16, choices=Way), verbose_name="途径")
    first_at = models.DateTimeField("首次")
    last_at = models.DateTimeField("末次")
    exports = models.PositiveIntegerField("导出次数", default=0)
    acknowledged_at = models.DateTimeField("确认时间", null=True)
    answer = models.CharField("处理情况", max_length=500, blank=True)

    objects = CorrectionNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "更正告知"
        constraints: ClassVar = [
            models.CheckConstraint(name="correction_notice_state_known", condition=Q(state__in=NoticeState.values)),
            models.UniqueConstraint(fields=["correction", "user_id"], name="told_once_of_a_correction"),
        ]
        indexes: ClassVar = [models.Index(fields=["user_id", "id"], name="correction_notice_of_user")]

    def get_state_display(self) -> str:
        return NoticeState(self.state).label

    @property
    def ways_text(self) -> str:
        return "、".join(Way(one).label for one in self.ways)
