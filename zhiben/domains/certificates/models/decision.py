"""What authorities decided about certificates, and what other agencies asked them to decide (报请)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhiben.domains.certificates.models.certificate import Certificate
from zhiben.domains.certificates.terms import RequestState
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.workflow.models import Case, CaseQuerySet, list_indexes


class Decision(models.Model):
    """一份决定书: 暂扣、发还、吊销、撤销、撤回、注销. The paper is frozen under the id of this row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    certificate = models.ForeignKey(Certificate, models.CASCADE, related_name="decisions", verbose_name="证照")
    action = models.CharField("决定", max_length=24)
    number = models.CharField("文号", max_length=80)
    name = models.CharField("文书", max_length=100)
    decided_on = models.DateField("决定日期")
    decided_by = models.CharField("决定人", max_length=64)
    agency_id = models.UUIDField("决定机关")
    agency_name = models.CharField("决定机关名称", max_length=200)
    reason = models.CharField("理由", max_length=500, blank=True)
    basis = models.CharField("依据", max_length=300, blank=True)
    since = models.DateField("自", null=True)
    until = models.DateField("至", null=True)
    because_of_accident = models.BooleanField("因生产安全事故", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "证照决定"
        indexes: ClassVar = [models.Index(fields=["certificate", "decided_on"], name="decisions_of_certificate")]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


class CertificateRequest(Case):
    """一件报请: an agency that may not decide asks the one that issued."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="requests", verbose_name="证照")
    wanted = models.CharField("请求事项", max_length=24)
    reason = models.CharField("事实和理由", max_length=1000)
    days = models.PositiveSmallIntegerField("建议暂扣天数", null=True)
    because_of_accident = models.BooleanField("因生产安全事故", default=False)
    asked_by_agency = models.UUIDField("报请机关")
    asked_by_name = models.CharField("报请机关名称", max_length=200)
    asked_by = models.CharField("经办人", max_length=64)
    answer = models.CharField("答复", max_length=500, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "证照处理报请"
        constraints: ClassVar = [
            models.CheckConstraint(name="certificate_request_state_known", condition=Q(state__in=RequestState.values)),
            models.UniqueConstraint(
                fields=["certificate", "wanted"], condition=Q(closed_at=None), name="certificate_request_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["certificate", "state"], name="requests_of_certificate"),
            *list_indexes("certificate_ask_list", "due_at", "closed_at"),
        ]

    def get_state_display(self) -> str:
        return RequestState(self.state).label
