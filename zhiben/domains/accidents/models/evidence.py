"""What a trace holds: evidence gathered from the platform, must-do items, who was found responsible."""

from typing import ClassVar

from django.db import models

from zhiben.domains.accidents.models.trace import Trace
from zhiben.domains.accidents.terms import Blame, EvidenceKind, TaskState
from zhiben.kernel.base.ids import new_id


class TraceEvidence(models.Model):
    """一条证据. ``flow`` and ``object_id`` name the record it was read from; ``connected`` False: nothing to read yet."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    trace = models.ForeignKey(Trace, models.CASCADE, related_name="evidence", verbose_name="责任倒查")
    kind = models.CharField("种类", max_length=16, choices=EvidenceKind)
    position = models.PositiveIntegerField("次序")
    since = models.DateField("自", null=True)
    until = models.DateField("至", null=True)
    words = models.TextField("内容", max_length=2000)
    who = models.CharField("人员或单位", max_length=300, blank=True)
    source = models.CharField("来源", max_length=200, blank=True)
    flow = models.CharField("来源类别", max_length=32, blank=True)
    object_id = models.UUIDField("来源记录", null=True)
    connected = models.BooleanField("已接入", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "倒查证据"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["trace", "position"], name="evidence_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.words[:40]}"


class TraceTask(models.Model):
    """一项必办事项, with what demands it here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    trace = models.ForeignKey(Trace, models.CASCADE, related_name="tasks", verbose_name="责任倒查")
    position = models.PositiveSmallIntegerField("次序", default=0)
    code = models.CharField("事项", max_length=16)
    name = models.CharField("事项名称", max_length=100)
    basis = models.CharField("依据", max_length=500, blank=True)
    state = models.CharField("办理情况", max_length=16, choices=TaskState, default=TaskState.PENDING)
    note = models.CharField("办理说明", max_length=500, blank=True)
    done_on = models.DateField("办理日期", null=True)
    done_by = models.CharField("办理人", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "倒查必办事项"
        constraints: ClassVar = [models.UniqueConstraint(fields=["trace", "code"], name="trace_task_once")]

    def __str__(self) -> str:
        return self.name


class TraceParty(models.Model):
    """责任认定: a unit and, where one was found, a person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    trace = models.ForeignKey(Trace, models.CASCADE, related_name="responsible", verbose_name="责任倒查")
    position = models.PositiveSmallIntegerField("次序")
    unit = models.CharField("责任单位", max_length=200)
    person = models.CharField("责任人", max_length=64, blank=True)
    post = models.CharField("职务或岗位", max_length=64, blank=True)
    blame = models.CharField("责任类别", max_length=16, choices=Blame)
    finding = models.CharField("认定事实", max_length=1000)

    class Meta:
        verbose_name = verbose_name_plural = "责任认定"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["trace", "position"], name="trace_party_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.person}"
