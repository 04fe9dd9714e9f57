"""Faces: the consent, the encrypted template under a key of its own, and the filing that a large number demands."""

from typing import ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import F, Q

from zhiben.domains.certificates.terms import ConsentMethod, ErasureReason
from zhiben.kernel.base.ids import new_id


class FaceConsent(models.Model):
    """一次告知同意. ``words`` is the notice exactly as it was shown. Taking it back is one more fact, not a deletion."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", verbose_name="本人")
    method = models.CharField("同意方式", max_length=16, choices=ConsentMethod)
    words = models.TextField("告知内容")
    given_at = models.DateTimeField("同意时间")
    recorded_by = models.CharField("记录人", max_length=64)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawn_by = models.CharField("撤回经办", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "人脸使用同意"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person"], condition=Q(withdrawn_at=None), name="one_face_consent")
        ]
        triggers: ClassVar = [
            pgtrigger.ReadOnly(name="face_consent_fixed", exclude=["person", "withdrawn_at", "withdrawn_by"]),
            pgtrigger.Protect(name="face_consent_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return str(self.get_method_display())


class FaceTemplateQuerySet(models.QuerySet["FaceTemplate"]):
    def kept(self) -> Self:
        """Those that can still be opened."""
        return self.filter(erased_at=None)


class FaceTemplate(models.Model):
    """一份人脸特征. ``subject`` is what a service knows it by: random, so that it names nobody over there.

    Erasing is losing ``key_cipher`` and the ciphertext with it; the row stays and says when and why. The photo it was
    made from is never kept.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", verbose_name="本人")
    consent = models.ForeignKey(FaceConsent, models.PROTECT, related_name="+", verbose_name="同意")
    subject = models.CharField("代号", max_length=32, unique=True, editable=False)
    template_cipher = models.BinaryField("特征（密文）", null=True, editable=False)
    key_cipher = models.BinaryField("特征密钥（密文）", null=True, editable=False)
    service = models.CharField("比对服务", max_length=100)
    model = models.CharField("算法版本", max_length=100)
    remote = models.BooleanField("服务方留存", default=False)
    agency_id = models.UUIDField("采集机关")
    agency_name = models.CharField("采集机关名称", max_length=200)
    enrolled_by = models.CharField("采集人", max_length=64)
    enrolled_at = models.DateTimeField("采集时间")
    keep_until = models.DateField("保存至")
    erased_at = models.DateTimeField("删除时间", null=True)
    erased_why = models.CharField("删除原因", max_length=16, choices=ErasureReason, blank=True)
    erased_by = models.CharField("删除经办", max_length=64, blank=True)
    forgotten_at = models.DateTimeField("服务方删除时间", null=True)

    objects = FaceTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "人脸特征"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person"], condition=Q(erased_at=None), name="one_face_template"),
            models.CheckConstraint(
                name="erased_face_is_gone",
                condition=Q(erased_at=None, key_cipher__isnull=False, template_cipher__isnull=False)
                | Q(erased_at__isnull=False, key_cipher=None, template_cipher=None),
            ),
            models.CheckConstraint(
                name="forgotten_after_erased", condition=Q(forgotten_at=None) | Q(forgotten_at__gte=F("erased_at"))
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["keep_until"], condition=Q(erased_at=None), name="faces_kept_until"),
            models.Index(
                fields=["erased_at"], condition=Q(remote=True, forgotten_at=None, erased_at__isnull=False),
                name="faces_to_forget",
            ),
            models.Index(fields=["enrolled_at", "id"], name="faces_in_order"),
        ]  # fmt: skip
        triggers: ClassVar = [pgtrigger.Protect(name="face_template_row_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.subject


class FaceFiling(models.Model):
    """一次备案: due so many working days after the number of persons reached what the parameter says."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    persons = models.PositiveIntegerField("达到人数")
    threshold = models.PositiveIntegerField("备案人数")
    reached_at = models.DateTimeField("达到时间")
    due_on = models.DateField("备案期限")
    filed_on = models.DateField("备案日期", null=True)
    filed_no = models.CharField("备案编号", max_length=100, blank=True)
    filed_by = models.CharField("经办人", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "人脸信息备案"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["threshold"], condition=Q(filed_on=None), name="one_face_filing_due")
        ]

    def __str__(self) -> str:
        return f"{self.persons}"
