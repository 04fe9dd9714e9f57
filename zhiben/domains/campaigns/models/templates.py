"""A blank workbook of somebody above, kept with what its columns mean, so that next month it fills itself."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.ids import new_id


class FillTemplateQuerySet(models.QuerySet["FillTemplate"]):
    def visible_to(self, actor: Actor) -> Self:
        """An agency's own; whoever works there uses them."""
        if actor.is_system:
            return self
        return self.filter(agency_id=actor.reach_id) if actor.is_regulator and actor.reach_id else self.none()

    def in_use(self) -> Self:
        return self.filter(withdrawn_at=None)


class FillTemplate(models.Model):
    """一份填报模板. ``mapping`` gives a column's name for the index of a header; what is not in it stays blank.

    ``hidden``: indices of headers whose columns the sheet hides.
    ``source`` is the kind of ledger, or the summary table, its rows come from. ``file_key``: the file lies sealed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency_id = models.UUIDField("机关", db_index=True)
    name = models.CharField("模板名称", max_length=100)
    source = models.CharField("数据来源", max_length=32)
    file_name = models.CharField("文件名", max_length=200)
    file_format = models.CharField("格式", max_length=8)
    file_key = models.BinaryField("文件密钥", editable=False)
    sheet = models.CharField("工作表", max_length=100, blank=True)
    row = models.PositiveIntegerField("表头行")
    depth = models.PositiveSmallIntegerField("表头行数")
    headers = models.JSONField("表头", default=list)
    mapping = models.JSONField("对应关系", default=dict)
    hidden = models.JSONField("隐藏列", default=list)
    settled = models.BooleanField("已确认对应关系", default=False)
    made_by = models.CharField("建立人", max_length=64)
    made_at = models.DateTimeField("建立时间")
    used_at = models.DateTimeField("最近使用", null=True)
    times = models.PositiveIntegerField("使用次数", default=0)
    withdrawn_at = models.DateTimeField("停用时间", null=True)
    withdrawn_by = models.CharField("停用人", max_length=64, blank=True)

    objects = FillTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "填报模板"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency_id", "name"], condition=Q(withdrawn_at=None), name="fill_template_named_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
