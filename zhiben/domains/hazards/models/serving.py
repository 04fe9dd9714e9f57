"""送知: a major hazard handed to the heads of the enterprise, each of whom signs for it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhiben.domains.hazards.models.link import LinkCode
from zhiben.domains.hazards.terms import ServingState, SigningMethod
from zhiben.kernel.workflow.models import Case, CaseQuerySet, list_indexes
from zhiben.registry.enterprises.terms import HeadPost


class ServingQuerySet(CaseQuerySet["Serving"]):
    pass


class Serving(Case):
    """One recipient. ``person_name`` is empty while nobody is registered; reading and signing are told apart."""

    hazard = models.ForeignKey("hazards.Hazard", models.PROTECT, related_name="servings", verbose_name="隐患")
    enterprise = models.ForeignKey("enterprises.Enterprise", models.PROTECT, related_name="+", verbose_name="企业")
    enterprise_name = models.CharField("企业名称", max_length=200)
    post = models.CharField("职务", max_length=16, choices=HeadPost)
    person_name = models.CharField("收件人", max_length=64, blank=True)
    registered = models.BooleanField("已登记", default=False)
    phone_masked = models.CharField("电话（遮蔽）", max_length=32, blank=True)
    phone_cipher = models.BinaryField("电话（密文）", null=True, editable=False)
    token = models.CharField("链接标识", max_length=32, unique=True)
    sent_at = models.DateTimeField("送出时间", null=True)
    read_at = models.DateTimeField("打开时间", null=True)
    signed_at = models.DateTimeField("签收时间", null=True)
    signed_by = models.CharField("签收人", max_length=64, blank=True)
    method = models.CharField("签收方式", max_length=16, choices=SigningMethod, blank=True)
    chased = models.PositiveSmallIntegerField("催签次数", default=0)

    objects = ServingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "送知"
        constraints: ClassVar = [
            models.CheckConstraint(name="serving_state_known", condition=Q(state__in=ServingState.values)),
            models.UniqueConstraint(
                fields=["hazard", "enterprise", "post"], condition=Q(closed_at=None), name="serving_open_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["county", "due_at", "id"], condition=Q(closed_at=None), name="serving_open_county"),
            models.Index(fields=["city", "due_at", "id"], condition=Q(closed_at=None), name="serving_open_city"),
            models.Index(
                fields=["province", "due_at", "id"], condition=Q(closed_at=None), name="serving_open_province"
            ),
            models.Index(fields=["due_at"], condition=Q(closed_at=None), name="serving_clock"),
            *list_indexes("serving_list", "due_at", "closed_at"),
            models.Index(fields=["place"], name="serving_place"),
        ]

    def get_state_display(self) -> str:
        return ServingState(self.state).label


class ServingCode(LinkCode):
    """签收码 of one 送知."""

    serving = models.ForeignKey(Serving, models.CASCADE, related_name="codes", verbose_name="送知")

    class Meta:
        verbose_name = verbose_name_plural = "送知签收码"

    def __str__(self) -> str:
        return f"{self.serving_id}"
