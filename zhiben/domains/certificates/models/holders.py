"""The holder's own door: a one-time code, the phone it opened, and how often certificates are carried."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from zhiben.domains.certificates.terms import CodeWay
from zhiben.kernel.base.ids import new_id


class HolderCodeQuerySet(models.QuerySet["HolderCode"]):
    def unused(self, at: datetime) -> Self:
        return self.filter(used_at=None, valid_until__gt=at)

    def opened(self, at: datetime) -> Self:
        """Phones that are still in."""
        return self.filter(used_at__isnull=False, left_at=None, opened_until__gt=at)


class HolderCode(models.Model):
    """一个亮证码 and, once it is used, the phone it let in. Kept as a keyed hash; sealed only until it has been sent."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", verbose_name="持证人")
    way = models.CharField("给出方式", max_length=16, choices=CodeWay)
    code_hash = models.CharField("验证码摘要", max_length=64, db_index=True)
    code_cipher = models.BinaryField("验证码（密文，发出后清除）", null=True, editable=False)
    made_by = models.CharField("给出人", max_length=64, blank=True)
    created_at = models.DateTimeField("生成时间")
    valid_until = models.DateTimeField("有效至")
    sent_at = models.DateTimeField("发出时间", null=True)
    sent_words = models.CharField("发送情况", max_length=300, blank=True)
    used_at = models.DateTimeField("使用时间", null=True)
    secret_hash = models.CharField("设备凭据摘要", max_length=64, blank=True, db_index=True)
    opened_until = models.DateTimeField("本机打开至", null=True)
    left_at = models.DateTimeField("退出时间", null=True)

    objects = HolderCodeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "亮证验证码"
        indexes: ClassVar = [
            models.Index(fields=["person", "-created_at"], name="holder_codes_of_person"),
            models.Index(fields=["valid_until"], condition=Q(used_at=None), name="holder_codes_unused"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}"
