"""What indicators were, day by day; what was corrected afterwards; what has changed since they were last taken."""

from typing import Any, ClassVar

from django.db import models

from zhiben.kernel.audit.triggers import append_only
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.indicators.terms import Taking


class Snapshot(models.Model):
    """一个指标某日在某区划的数值, for the year so far. On a taken day a missing row means that nothing was there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField("指标", max_length=80)
    division_code = models.CharField("区划", max_length=9)
    on = models.DateField("日期")
    numerator = models.BigIntegerField("分子")
    denominator = models.BigIntegerField("分母", null=True)
    taken_at = models.DateTimeField("取数时间")

    class Meta:
        verbose_name = verbose_name_plural = "指标日快照"
        constraints = [models.UniqueConstraint(fields=["key", "division_code", "on"], name="one_snapshot_a_day")]
        indexes = [models.Index(fields=["on", "division_code"], name="snapshots_of_day")]

    def __str__(self) -> str:
        return f"{self.key} {self.division_code} {self.on}"


class TakenDay(models.Model):
    """A day whose figures were kept, and how. ``keys``: the indicators that were kept for it."""

    on = models.DateField("日期", primary_key=True)
    how = models.CharField("方式", max_length=8, choices=Taking)
    keys = models.JSONField("指标", default=list)
    taken_at = models.DateTimeField("取数时间")
    seconds = models.FloatField("用时（秒）", default=0)
    changed = models.PositiveIntegerField("变动记录数", default=0)
    moved = models.PositiveIntegerField("到日记录数", default=0)
    revised = models.PositiveIntegerField("更正数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "指标取数日"

    def __str__(self) -> str:
        return f"{self.on}"


class Revision(models.Model):
    """更正: the figure of a past day is another one now, because its records changed afterwards."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField("指标", max_length=80)
    division_code = models.CharField("区划", max_length=9)
    on = models.DateField("日期")
    was_numerator = models.BigIntegerField("原分子")
    was_denominator = models.BigIntegerField("原分母", null=True)
    numerator = models.BigIntegerField("现分子")
    denominator = models.BigIntegerField("现分母", null=True)
    seen_at = models.DateTimeField("更正时间")
    why = models.CharField("原因", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "指标更正"
        triggers: ClassVar[list[Any]] = [append_only("revision_append_only")]
        indexes: ClassVar = [models.Index(fields=["division_code", "seen_at", "key"], name="revisions_of_division")]

    def __str__(self) -> str:
        return f"{self.key} {self.division_code} {self.on}"


class Change(models.Model):
    """A row that figures rest on was written since they were last taken. Noted by triggers, used up by the next taking.

    ``before``: what it was, null for a new row. ``root_id``: the counted row it belongs to.
    """

    id = models.BigAutoField(primary_key=True)
    source = models.CharField("表", max_length=63)
    row_id = models.UUIDField()
    root_id = models.UUIDField(null=True)
    before = models.JSONField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "指标待算变动"

    def __str__(self) -> str:
        return f"{self.source} {self.row_id}"
