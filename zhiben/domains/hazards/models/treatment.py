"""What a major hazard asks of the site besides putting it right: 治理方案 and 双报告."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhiben.domains.hazards.terms import DoubleReportState, PlanState
from zhiben.kernel.workflow.models import Case, CaseQuerySet


class TreatmentPlanQuerySet(CaseQuerySet["TreatmentPlan"]):
    pass


class DoubleReportQuerySet(CaseQuerySet["DoubleReport"]):
    pass


class TreatmentPlan(Case):
    """治理方案: 整改责任、措施、资金、时限、预案. Earlier versions stay in the history and among the files."""

    hazard = models.ForeignKey("hazards.Hazard", models.PROTECT, related_name="plans", verbose_name="隐患")
    version = models.PositiveSmallIntegerField("版次", default=0)
    responsible = models.CharField("整改责任", max_length=200, blank=True)
    text = models.TextField("整改措施", max_length=4000, blank=True)
    fund_wan = models.DecimalField("整改资金（万元）", max_digits=12, decimal_places=4, null=True)
    finish_on = models.DateField("整改时限", null=True)
    emergency = models.TextField("应急预案", max_length=2000, blank=True)
    handed_in_at = models.DateTimeField("报送时间", null=True)
    handed_in_by = models.CharField("报送人", max_length=64, blank=True)
    answer = models.CharField("审阅意见", max_length=500, blank=True)

    objects = TreatmentPlanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "治理方案"
        constraints: ClassVar = [
            models.CheckConstraint(name="plan_state_known", condition=Q(state__in=PlanState.values)),
            models.UniqueConstraint(fields=["hazard"], condition=Q(closed_at=None), name="plan_open_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["place"], name="plan_place")]

    def get_state_display(self) -> str:
        return PlanState(self.state).label


class DoubleReport(Case):
    """双报告: a major hazard is reported to the department and to the workers' congress (安全生产法第四十一条)."""

    hazard = models.ForeignKey("hazards.Hazard", models.PROTECT, related_name="double_reports", verbose_name="隐患")
    department_on = models.DateField("向部门报告日期", null=True)
    department_name = models.CharField("报告部门", max_length=200, blank=True)
    workers_on = models.DateField("向职工大会报告日期", null=True)
    workers_meeting = models.CharField("会议名称", max_length=200, blank=True)

    objects = DoubleReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "双报告"
        constraints: ClassVar = [
            models.CheckConstraint(name="double_report_state_known", condition=Q(state__in=DoubleReportState.values)),
            models.UniqueConstraint(fields=["hazard"], condition=Q(closed_at=None), name="double_report_open_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["place"], name="double_report_place")]

    def get_state_display(self) -> str:
        return DoubleReportState(self.state).label
