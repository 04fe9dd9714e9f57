"""Tables of numbering. ``series`` is a permanent word (notice.rectify, hazard …), ``owner_id`` whose series it is."""

from django.db import models


class NumberSeries(models.Model):
    """The last number given out in one series, for one owner, in one year."""

    series = models.CharField("编号类别", max_length=32)
    owner_id = models.UUIDField("所属")
    year = models.PositiveSmallIntegerField("年度")
    last = models.PositiveIntegerField("最后一号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "编号序列"
        constraints = [models.UniqueConstraint(fields=["series", "owner_id", "year"], name="one_series_a_year")]

    def __str__(self) -> str:
        return f"{self.series} {self.year}"


class IssuedNumber(models.Model):
    """一个编号 and what bears it. A void number stays and is not given out again."""

    series = models.CharField("编号类别", max_length=32)
    owner_id = models.UUIDField("所属")
    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveIntegerField("号")
    case_kind = models.CharField("用于", max_length=32)
    case_id = models.UUIDField("用于哪一件", db_index=True)
    issued_at = models.DateTimeField("取号时间")
    voided_at = models.DateTimeField("作废时间", null=True)
    voided_by = models.CharField("作废人", max_length=64, blank=True)
    void_reason = models.CharField("作废原因", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "已取编号"
        constraints = [
            models.UniqueConstraint(fields=["series", "owner_id", "year", "number"], name="a_number_is_given_once")
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year}-{self.number}"
