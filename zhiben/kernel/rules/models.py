"""Findings of rules, what happened to them, how the rules ran, and what waits to be checked again."""

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.audit.triggers import append_only
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.rules.terms import FindingState, FindingVerb, Severity


class FindingQuerySet(models.QuerySet["Finding"]):
    def visible_to(self, actor: Actor) -> Self:
        """A regulator sees what concerns its division in any part; what has no place is everybody's."""
        if actor.is_system:
            return self
        if not actor.is_regulator:
            return self.none()
        if actor.level == "nation" or not actor.path:
            return self
        return self.filter(Q(areas__contains=[actor.division_code]) | Q(areas=[]))

    def standing(self) -> Self:
        """Whose facts are still there, dismissed or not."""
        return self.filter(cleared_at=None)


class Finding(models.Model):
    """一条核查发现. ``key`` is what makes it the same finding tomorrow; ``path`` how one thing leads to the other.

    ``agency_id`` answers for it; ``agencies`` and ``areas`` are all that it concerns. ``facts``: label and value.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    rule = models.CharField("规则", max_length=40)
    key = models.CharField("比对键", max_length=120, editable=False)
    subject_kind = models.CharField("对象类别", max_length=16)
    subject_id = models.UUIDField("对象", db_index=True)
    subject_name = models.CharField("对象名称", max_length=200)
    severity = models.CharField("程度", max_length=8, choices=Severity)
    state = models.CharField("状态", max_length=12, choices=FindingState, default=FindingState.OPEN)
    facts = models.JSONField("事实", default=list)
    path = models.JSONField("关联路径", default=list)
    digest = models.CharField("事实摘要", max_length=32, editable=False)
    agency_id = models.UUIDField("责任机构", null=True, db_index=True)
    agencies = ArrayField(models.UUIDField(), verbose_name="相关机构", default=list)
    places = ArrayField(models.CharField(max_length=64), verbose_name="涉及地点", default=list)
    areas = ArrayField(models.CharField(max_length=6), verbose_name="涉及区划", default=list)
    province = models.CharField("省", max_length=6, blank=True)
    city = models.CharField("市", max_length=6, blank=True)
    county = models.CharField("县（区）", max_length=6, blank=True)
    raised_at = models.DateTimeField("发现时间")
    changed_at = models.DateTimeField("最近变动")
    cleared_at = models.DateTimeField("消除时间", null=True)
    reason = models.CharField("说明", max_length=500, blank=True)
    decided_by = models.CharField("说明人", max_length=100, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "核查发现"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "key"], condition=Q(cleared_at=None), name="finding_open_once"),
        ]
        indexes: ClassVar = [
            GinIndex(fields=["areas"], name="finding_by_area"),
            models.Index(fields=["-raised_at", "id"], name="finding_in_order"),
            models.Index(fields=["state", "-raised_at", "id"], name="finding_by_state"),
        ]

    def __str__(self) -> str:
        return self.subject_name


class FindingSubject(models.Model):
    """Whoever and whatever a finding's path passes through, so that each one's page can show it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    finding = models.ForeignKey(Finding, models.CASCADE, related_name="subjects", verbose_name="核查发现")
    kind = models.CharField("对象类别", max_length=16)
    subject_id = models.UUIDField("对象")

    class Meta:
        verbose_name = verbose_name_plural = "发现涉及的对象"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["finding", "kind", "subject_id"], name="finding_subject_once")
        ]
        indexes: ClassVar = [models.Index(fields=["subject_id", "kind"], name="findings_of_subject")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"


class FindingMove(models.Model):
    """One step of a finding's history. ``run_id``: the evaluation that made it; empty for people's steps."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="moves", verbose_name="核查发现")
    verb = models.CharField("动作", max_length=12, choices=FindingVerb)
    run_id = models.UUIDField("核查批次", null=True, db_index=True)
    at = models.DateTimeField("时间")
    by = models.CharField("办理人", max_length=100)
    note = models.CharField("说明", max_length=500, blank=True)
    facts = models.JSONField("当时的事实", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "发现的经过"
        triggers: ClassVar = [append_only("finding_move_append_only")]
        indexes: ClassVar = [models.Index(fields=["finding", "at", "id"], name="moves_of_finding")]

    def __str__(self) -> str:
        return self.get_verb_display()


class RuleRun(models.Model):
    """One evaluation of one rule. With an ``error`` it neither raised nor cleared anything."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    rule = models.CharField("规则", max_length=40)
    whole = models.BooleanField("全面核查")
    at = models.DateTimeField("时间")
    seconds = models.FloatField("用时（秒）")
    raised = models.PositiveIntegerField("新发现", default=0)
    changed = models.PositiveIntegerField("有变化", default=0)
    cleared = models.PositiveIntegerField("已消除", default=0)
    open = models.PositiveIntegerField("待核查", default=0)
    error = models.TextField("没有完成的原因", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "规则核查记录"
        indexes: ClassVar = [models.Index(fields=["rule", "-at"], name="runs_of_rule")]

    def __str__(self) -> str:
        return f"{self.rule} {self.at}"


class DirtyKey(models.Model):
    """What changed and waits to be checked again. Written by triggers; the same key may stand here more than once."""

    id = models.BigAutoField(primary_key=True)
    rule = models.CharField("规则", max_length=40)
    key = models.CharField("比对键", max_length=120)

    class Meta:
        verbose_name = verbose_name_plural = "待复核"

    def __str__(self) -> str:
        return f"{self.rule} {self.key}"
