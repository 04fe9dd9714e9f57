"""What indicators were, day by day: what was said on a day stays readable after records are corrected."""

from django.db import models

from zhiben.kernel.base.ids import new_id


class Snapshot(models.Model):
    """一个指标某日在某区划的数值. Taken once a day for the day before; a repeated run of the same day replaces it."""

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

    def __str__(self) -> str:
        return f"{self.key} {self.division_code} {self.on}"
