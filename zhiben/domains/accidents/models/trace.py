"""责任倒查案件: one per hazard or incident. What triggered it adds up as rows."""

from typing import ClassVar
from uuid import UUID

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from zhiben.domains.accidents.terms import TraceState, TriggerCode
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.workflow.models import Case, CaseQuerySet


class TraceQuerySet(CaseQuerySet["Trace"]):
    pass


class Trace(Case):
    """一件责任倒查. Evidence is gathered while it is open and frozen as a paper when it is concluded."""

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="+", verbose_name="工程项目")
    hazard = models.ForeignKey("hazards.Hazard", models.PROTECT, null=True, related_name="+", verbose_name="隐患")
    incident = models.ForeignKey(
        "accidents.Incident", models.PROTECT, null=True, related_name="traces", verbose_name="事故险情"
    )
    number = models.CharField("案件编号", max_length=64, blank=True)
    happened_on = models.DateField("事项日期")
    investigator = models.CharField("主办人", max_length=200, blank=True)
    begun_on = models.DateField("启动日期", null=True)
    gathered_at = models.DateTimeField("证据汇集时间", null=True)
    cause = models.TextField("原因", max_length=4000, blank=True)
    opinion = models.TextField("认定意见", max_length=2000, blank=True)
    concluded_on = models.DateField("认定日期", null=True)
    concluded_by = models.CharField("认定人", max_length=64, blank=True)
    result = models.TextField("处理结果", max_length=4000, blank=True)
    closed_on = models.DateField("结案日期", null=True)
    ended_why = models.CharField("不予倒查或者转办理由", max_length=500, blank=True)

    objects = TraceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "责任倒查"
        constraints: ClassVar = [
            models.CheckConstraint(name="trace_state_known", condition=Q(state__in=TraceState.values)),
            models.CheckConstraint(
                name="trace_one_subject",
                condition=Q(hazard__isnull=False, incident=None) | Q(hazard=None, incident__isnull=False),
            ),
            models.UniqueConstraint(fields=["hazard"], condition=~Q(state="DISMISSED"), name="trace_hazard_once"),
            models.UniqueConstraint(fields=["incident"], condition=~Q(state="DISMISSED"), name="trace_incident_once"),
            models.UniqueConstraint(fields=["agency_id", "number"], condition=~Q(number=""), name="trace_number_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["county", "due_at", "id"], condition=Q(closed_at=None), name="trace_open_county"),
            models.Index(fields=["city", "due_at", "id"], condition=Q(closed_at=None), name="trace_open_city"),
            models.Index(fields=["province", "due_at", "id"], condition=Q(closed_at=None), name="trace_open_province"),
            models.Index(fields=["place"], name="trace_place"),
            models.Index(fields=["project", "state"], name="trace_by_project"),
        ]

    def get_state_display(self) -> str:
        return TraceState(self.state).label

    @property
    def subject_flow(self) -> str:
        """The code of the flow of what is traced."""
        return "hazard" if self.hazard_id else "incident"

    @property
    def subject_id(self) -> UUID:
        found = self.hazard_id or self.incident_id
        if found is None:
            raise ValueError("a trace is of a hazard or of an incident")
        return found


class TraceTrigger(models.Model):
    """一条触发情形, in words with the numbers as they were on the day. Once per subject and code, for ever."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    trace = models.ForeignKey(Trace, models.PROTECT, related_name="triggers", verbose_name="责任倒查")
    subject_id = models.UUIDField("事项")
    code = models.CharField("触发情形", max_length=16, choices=TriggerCode)
    words = models.CharField("情形说明", max_length=500)
    basis = models.CharField("依据", max_length=500, blank=True)
    parameter_id = models.UUIDField("依据的参数", null=True)
    numbers = models.JSONField("数据", default=dict, encoder=DjangoJSONEncoder)
    at = models.DateTimeField("触发时间")

    class Meta:
        verbose_name = verbose_name_plural = "触发情形"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject_id", "code"], name="trigger_once"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="trigger_kept", operation=pgtrigger.Delete | pgtrigger.Update),
        ]

    def __str__(self) -> str:
        return f"{self.get_code_display()} {self.words[:40]}"
