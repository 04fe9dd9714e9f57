"""Tables of parameters and of the working calendar."""

from django.db import models
from django.db.models.functions import Now

from zhiben.kernel.audit.triggers import append_only
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.parameters.terms import DayKind, Mark, Origin


class Parameter(models.Model):
    """一项参数的一次设定: from this day, in this division, this value. Rows are only ever added.

    A row ends where the next one of the same key and division begins, or at its own ``valid_to`` (that day is out).
    ``value`` null means: from this day the division follows the one above again.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField("参数", max_length=64)
    division_code = models.CharField("区划", max_length=6)
    path = models.CharField("区划路径", max_length=64, blank=True, db_collation="C")
    value = models.JSONField("值", null=True)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)
    source = models.CharField("依据", max_length=300)
    mark = models.CharField("确认程度", max_length=16, choices=Mark)
    origin = models.CharField("来历", max_length=16, choices=Origin)
    note = models.CharField("说明", max_length=500, blank=True)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.UUIDField("登记人", null=True)
    recorded_name = models.CharField("登记人姓名", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "参数设定"
        indexes = [models.Index(fields=["key", "path", "valid_from"], name="parameter_rows")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gt=models.F("valid_from")),
                name="parameter_runs_forward",
            )
        ]
        triggers = [append_only("parameter_append_only")]

    def __str__(self) -> str:
        return self.key


class EffectiveParameter(models.Model):
    """某区划自己的参数值, cut into periods that do not overlap: what rules join.

    Rows exist only where a value is set; the nearest ancestor is found by probing the few prefixes of a place's path
    (``parameter_paths(place)`` in SQL). So a change costs one division's periods whether it is made for a county or
    for the nation, a new zone needs nothing, and there are no 3,500 copies of a national number to keep true.
    """

    key = models.CharField("参数", max_length=64)
    path = models.CharField("区划路径", max_length=64, blank=True, db_collation="C")
    division_code = models.CharField("区划", max_length=6)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True)
    value = models.JSONField("值")
    parameter = models.ForeignKey(Parameter, models.PROTECT, related_name="+", verbose_name="设定")

    class Meta:
        verbose_name = verbose_name_plural = "参数取值"
        constraints = [models.UniqueConstraint(fields=["key", "path", "valid_from"], name="one_value_at_a_time")]

    def __str__(self) -> str:
        return self.key


class WorkingDay(models.Model):
    """日历上的一天. ``ordinal`` counts the working days up to and including it, from the first day of the calendar."""

    date = models.DateField("日期", primary_key=True)
    ordinal = models.IntegerField("工作日序号")
    is_working = models.BooleanField("是否工作日")
    provisional = models.BooleanField("暂定", default=False)
    kind = models.CharField("来历", max_length=16, choices=DayKind)
    note = models.CharField("说明", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "工作日历"
        indexes = [models.Index(fields=["ordinal"], condition=models.Q(is_working=True), name="working_day_by_ordinal")]

    def __str__(self) -> str:
        return self.date.isoformat()


class CalendarChange(models.Model):
    """工作日历的一次变动. Its id is the calendar's version: what was computed from an older one may differ now."""

    id = models.BigAutoField(primary_key=True)
    why = models.CharField("原因", max_length=200)
    days = models.PositiveIntegerField("改动天数")
    at = models.DateTimeField("变动时间", db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "工作日历变动"

    def __str__(self) -> str:
        return self.why
