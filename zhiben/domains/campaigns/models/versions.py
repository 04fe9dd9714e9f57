"""What was reported: a report that left the platform keeps its figures, whatever is corrected afterwards."""

from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from zhiben.kernel.audit.triggers import append_only
from zhiben.kernel.base.ids import new_id


class ReportVersion(models.Model):
    """报表的一个版本. Kept when a report is taken away and its figures are not those of the version before.

    ``report_id``: the report it was signed as; ``content`` is then everything that report said, and ``digest`` its hash.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    division_code = models.CharField("区划", max_length=9)
    month = models.DateField("统计月")
    cut = models.DateField("截至")
    figures = models.JSONField("数字", encoder=DjangoJSONEncoder)
    digest = models.CharField("摘要", max_length=64)
    made_at = models.DateTimeField("生成时间")
    made_by = models.CharField("生成人", max_length=64)
    made_by_id = models.UUIDField("账号", null=True)
    report_id = models.UUIDField("报表", null=True)
    content = models.JSONField("内容", encoder=DjangoJSONEncoder, null=True)

    class Meta:
        verbose_name = verbose_name_plural = "报表版本"
        triggers: ClassVar[list[Any]] = [append_only("report_version_append_only")]
        indexes: ClassVar = [
            models.Index(fields=["division_code", "month", "made_at"], name="report_version_of_month"),
            models.Index(fields=["report_id"], name="report_version_of_report", condition=~models.Q(report_id=None)),
        ]

    def __str__(self) -> str:
        return f"{self.division_code} {self.month:%Y-%m}"
