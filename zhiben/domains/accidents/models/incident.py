"""非亡人事故 and 重大险情: what happened, told by the site or the agency. Four moments are kept apart."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from zhiben.domains.accidents.catalogue import name_of
from zhiben.domains.accidents.terms import IncidentKind, IncidentState
from zhiben.kernel.workflow.models import Case, CaseQuerySet


class IncidentQuerySet(CaseQuerySet["Incident"]):
    def counted(self) -> Self:
        """What enters ledgers and figures: not what was found to be nothing."""
        return self.exclude(state=IncidentState.DISMISSED)


class Incident(Case):
    """一起非亡人事故或者重大险情. Occurred, known, reported and received are four moments, to the minute."""

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="+", verbose_name="工程项目")
    kind = models.CharField("类别", max_length=16, choices=IncidentKind)
    criterion = models.CharField("判定口径", max_length=16)
    criterion_text = models.CharField("判定口径（登记时）", max_length=100)
    occurred_at = models.DateTimeField("发生时间")
    known_at = models.DateTimeField("知悉时间", null=True)
    reported_at = models.DateTimeField("报告时间")
    received_at = models.DateTimeField("接报时间", null=True)
    spot = models.CharField("事故地点", max_length=300)
    part = models.CharField("发生部位", max_length=16, blank=True)
    acc_type = models.CharField("事故类型", max_length=8)
    injuries = models.PositiveIntegerField("重伤人数", default=0)
    minor = models.PositiveIntegerField("轻伤人数", default=0)
    exposed = models.PositiveIntegerField("涉险人数", null=True)
    loss_wan = models.DecimalField("初步直接经济损失（万元）", max_digits=12, decimal_places=4, null=True)
    course = models.TextField("简要经过", max_length=4000)
    first_cause = models.TextField("初步原因", max_length=1000, blank=True)
    measures = models.TextField("已采取措施", max_length=2000)
    reporter_unit = models.CharField("报告单位", max_length=200)
    reporter = models.CharField("报告人", max_length=64)
    reporter_phone_masked = models.CharField("报告人电话（遮蔽）", max_length=32, blank=True)
    reporter_phone_cipher = models.BinaryField("报告人电话（密文）", null=True, editable=False)
    confirmed_by = models.CharField("核实人", max_length=64, blank=True)
    confirmed_on = models.DateField("核实日期", null=True)
    opinion = models.TextField("核实情况", max_length=1000, blank=True)
    result = models.TextField("处理结果", max_length=2000, blank=True)
    closed_on = models.DateField("办结日期", null=True)
    batch_id = models.UUIDField("导入批次", null=True, blank=True, editable=False)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "事故险情"
        constraints: ClassVar = [
            models.CheckConstraint(name="incident_state_known", condition=Q(state__in=IncidentState.values)),
            models.CheckConstraint(
                name="incident_reported_after", condition=Q(reported_at__gte=models.F("occurred_at"))
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["county", "due_at", "id"], condition=Q(closed_at=None), name="incident_open_county"),
            models.Index(fields=["city", "due_at", "id"], condition=Q(closed_at=None), name="incident_open_city"),
            models.Index(
                fields=["province", "due_at", "id"], condition=Q(closed_at=None), name="incident_open_province"
            ),
            models.Index(fields=["place"], name="incident_place"),
            models.Index(fields=["project", "occurred_at"], name="incident_by_project"),
        ]

    def get_state_display(self) -> str:
        return IncidentState(self.state).label

    @property
    def type_name(self) -> str:
        return name_of("types", self.acc_type)

    @property
    def part_name(self) -> str:
        return name_of("parts", self.part)

    @property
    def harm(self) -> str:
        """Who was hurt or in danger, in one phrase."""
        counted = (("重伤", self.injuries), ("轻伤", self.minor), ("涉险", self.exposed))
        return "、".join(f"{word} {number} 人" for word, number in counted if number) or "没有人员伤亡"
