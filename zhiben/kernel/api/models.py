"""Tables of the interface: writes that were answered, sign-ins that failed."""

from django.db import models


class KeyedWrite(models.Model):
    """A write done under an ``Idempotency-Key`` and its first answer, kept 90 days."""

    owner = models.CharField("提交方", max_length=64)
    key = models.CharField("幂等键", max_length=100)
    digest = models.CharField("请求指纹", max_length=64)
    created_at = models.DateTimeField("时间", db_index=True)
    status = models.PositiveSmallIntegerField("应答状态", default=0)
    content_type = models.CharField("应答格式", max_length=100, blank=True)
    answer = models.TextField("应答", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "幂等写入"
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="one_write_per_key")]

    def __str__(self) -> str:
        return self.key


class FailureCount(models.Model):
    """How often sign-in failed from one source since ``since``."""

    source = models.CharField("来源", max_length=100, primary_key=True)
    since = models.DateTimeField("起算时间")
    failures = models.PositiveIntegerField("失败次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "登录失败计数"

    def __str__(self) -> str:
        return self.source
