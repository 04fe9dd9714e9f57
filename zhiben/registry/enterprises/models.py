"""Tables of enterprises."""

from typing import Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import ReachKind
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.base.text import clean_code, name_key
from zhiben.registry.enterprises.terms import EnterpriseKind, HeadPost


class EnterpriseQuerySet(models.QuerySet["Enterprise"]):
    def visible_to(self, actor: Actor) -> Self:
        """An open registry: every regulator reads all of it; an enterprise sees itself."""
        standing = self.filter(merged_into=None)
        if actor.is_regulator or actor.is_system:
            return standing
        if actor.reach == ReachKind.ENTERPRISE:
            return standing.filter(pk=actor.reach_id)
        return self.none()

    def search(self, text: str) -> Self:
        """A part of the name in any spelling, or the beginning of the credit code."""
        return self.filter(Q(name_key__contains=name_key(text)) | Q(uscc__startswith=clean_code(text)))


@pghistory.track(append_only=True)
class Enterprise(models.Model):
    """一家企业."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField("企业名称", max_length=200)
    name_key = models.CharField("名称比对键", max_length=200, db_index=True, editable=False)
    uscc = models.CharField("统一社会信用代码", max_length=32, blank=True)
    kinds = ArrayField(models.CharField(max_length=16, choices=EnterpriseKind), verbose_name="类别", default=list)
    division_code = models.CharField("注册地", max_length=6, blank=True, db_index=True)
    address = models.CharField("注册地址", max_length=300, blank=True)
    legal_person = models.CharField("法定代表人", max_length=64, blank=True)
    qualification = models.CharField("资质", max_length=300, blank=True)
    founded_on = models.DateField("成立日期", null=True, blank=True)
    doubtful = models.BooleanField("存疑", default=False)
    doubts = ArrayField(models.CharField(max_length=200), verbose_name="存疑之处", default=list, blank=True)
    merged_into = models.UUIDField("并入", null=True, editable=False)
    created_at = models.DateTimeField("登记时间")

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "企业"
        indexes = [models.Index(fields=["name", "id"], include=["merged_into"], name="enterprises_in_order")]
        constraints = [
            models.UniqueConstraint(fields=["uscc"], condition=~models.Q(uscc=""), name="one_enterprise_per_uscc"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kinds_text(self) -> str:
        return "、".join(EnterpriseKind(k).label for k in self.kinds)


@pghistory.track(append_only=True)
class EnterprisePost(models.Model):
    """主要负责人 or 实际控制人 from a day on; ``valid_to`` is the first day on which somebody else is."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="posts", verbose_name="企业")
    post = models.CharField("职务", max_length=16, choices=HeadPost)
    name = models.CharField("姓名", max_length=64)
    phone_masked = models.CharField("电话（遮蔽）", max_length=32, blank=True)
    phone_cipher = models.BinaryField("电话（密文）", null=True, editable=False)
    phone_index = models.CharField("电话检索键", max_length=64, blank=True, editable=False)
    valid_from = models.DateField("任职自")
    valid_to = models.DateField("任职至", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "企业负责人"
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "post"], condition=models.Q(valid_to=None), name="enterprise_post_held_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_post_display()} {self.name}"
