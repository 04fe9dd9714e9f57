"""Whom people work for, from when to when, and the certificates that ledgers state of them."""

from typing import Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.audit.triggers import history_by_set
from zhiben.kernel.base.dated import DatedQuerySet
from zhiben.kernel.base.ids import new_id
from zhiben.registry.people.models.people import Person
from zhiben.registry.people.terms import StatedKind


class EmploymentQuerySet(DatedQuerySet["Employment"]):
    def visible_to(self, actor: Actor) -> Self:
        """Of the people one sees."""
        return self.filter(person__in=Person.objects.visible_to(actor))


@pghistory.track(*history_by_set(), append_only=True)
class Employment(models.Model):
    """受聘: one person with one enterprise, half-open. ``Person.employer`` is the one that runs now."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="employments", verbose_name="人员")
    enterprise = models.ForeignKey(
        "enterprises.Enterprise", models.PROTECT, related_name="+", verbose_name="受聘单位"
    )  # fmt: skip
    title = models.CharField("职务", max_length=64, blank=True)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)

    objects = EmploymentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "受聘"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "enterprise"], condition=Q(valid_to=None), name="employed_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="employment_runs_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from:%Y-%m-%d}"


@pghistory.track(*history_by_set(), append_only=True)
class StatedCertificate(models.Model):
    """台账所载证书: what a ledger says somebody holds. Proves nothing; whoever keeps certificates takes it from here.

    ``linked`` once a certificate of the register stands for it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="stated_certificates", verbose_name="人员")
    kind = models.CharField("证书类别", max_length=24, choices=StatedKind)
    class_code = models.CharField("工种代码", max_length=16, blank=True)
    class_name = models.CharField("工种", max_length=64, blank=True)
    number = models.CharField("证书编号", max_length=80)
    number_key = models.CharField("证书编号比对键", max_length=80, db_index=True, editable=False)
    issuer = models.CharField("发证机关", max_length=100, blank=True)
    first_issued_on = models.DateField("初领日期", null=True, blank=True)
    valid_to = models.DateField("有效期止", null=True, blank=True)
    employer_name = models.CharField("受聘（注册）单位", max_length=200, blank=True)
    verified = models.CharField("网上核验结果", max_length=40, blank=True)
    verified_on = models.DateField("核验日期", null=True, blank=True)
    doubts = ArrayField(models.CharField(max_length=200), verbose_name="存疑之处", default=list, blank=True)
    linked = models.BooleanField("已关联证书", default=False)
    stated_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "台账所载证书"
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "number_key"], name="stated_once"),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(linked=False), name="stated_not_linked")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"
