"""The signed code a certificate carries, and its place in the published status lists."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhiben.domains.certificates.models.certificate import Certificate
from zhiben.domains.certificates.terms import ProofStatus


class Proof(models.Model):
    """Never changed but for ``status``. ``ordinal`` decides ``list_no`` and ``index`` (see ``proofs.lists``).

    Holds nothing that the paper does not say; the code names holder and number as the paper does.
    """

    ordinal = models.BigAutoField(primary_key=True)
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="proofs", verbose_name="证照")
    list_no = models.PositiveIntegerField("名单")
    index = models.PositiveIntegerField("名单中的位置")
    key_id = models.CharField("密钥", max_length=16)
    code = models.TextField("二维码内容")
    status = models.PositiveSmallIntegerField("名单状态", choices=ProofStatus, default=ProofStatus.GOOD)
    made_at = models.DateTimeField("签发时间")
    changed_at = models.DateTimeField("名单状态变更时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "证照二维码"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["list_no", "index"], name="proof_place_once"),
            models.CheckConstraint(condition=Q(status__in=ProofStatus.values), name="proof_status_known"),
            models.UniqueConstraint(
                fields=["certificate"], condition=~Q(status=ProofStatus.REPLACED), name="proof_in_use_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["list_no"], condition=Q(status__gt=ProofStatus.GOOD), name="proof_not_good"),
        ]

    def __str__(self) -> str:
        return f"{self.list_no}-{self.index}"
