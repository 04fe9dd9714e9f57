"""Tables of restrictions (``valid_from`` is in, ``valid_to`` is the first day after), and of work on findings."""

from typing import ClassVar, Self

import pghistory
from django.db import models
from django.db.models import Q

from zhiben.domains.standing.terms import BarKind, SubjectKind
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import ReachKind
from zhiben.kernel.base.dated import DatedQuerySet
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.rules.terms import FindingState
from zhiben.kernel.workflow.models import Case, CaseQuerySet


class BarQuerySet(DatedQuerySet["Bar"]):
    def visible_to(self, actor: Actor) -> Self:
        """An open registry: every regulator reads all of it; an enterprise its own."""
        if actor.is_regulator or actor.is_system:
            return self
        if actor.reach == ReachKind.ENTERPRISE:
            return self.filter(subject_kind=SubjectKind.ENTERPRISE, subject_id=actor.reach_id)
        return self.none()


@pghistory.track(append_only=True)
class Bar(models.Model):
    """一项限制: who is barred from what, from when to when, by whose decision and why."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_kind = models.CharField("对象类别", max_length=12, choices=SubjectKind)
    subject_id = models.UUIDField("对象")
    subject_name = models.CharField("对象名称", max_length=200)
    what = models.CharField("限制事项", max_length=12, choices=BarKind)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)
    decision_no = models.CharField("决定文号", max_length=100)
    because = models.CharField("事由", max_length=500)
    decided_by = models.CharField("决定机关", max_length=200)
    agency_id = models.UUIDField("登记机构", null=True, db_index=True)
    recorded_by = models.CharField("登记人", max_length=100)
    recorded_at = models.DateTimeField("登记时间")
    lifted_on = models.DateField("提前解除", null=True, blank=True)
    lifted_because = models.CharField("解除理由", max_length=500, blank=True)

    objects = BarQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "限制事项"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "what", "decision_no"], name="bar_once_per_decision"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")), name="bar_runs_forward"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject_id", "subject_kind", "valid_from"], name="bars_of_subject"),
            models.Index(fields=["-valid_from", "id"], name="bars_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_name}　{self.get_what_display()}"


class FindingTask(Case):
    """核查一条发现: what the responsible agency has to do about it, and by when. Its id is the finding's own."""

    rule = models.CharField("规则", max_length=40)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "核查任务"
        constraints: ClassVar = [
            models.CheckConstraint(name="finding_task_state_known", condition=Q(state__in=FindingState.values)),
        ]
        indexes: ClassVar = [
            models.Index(fields=["rule", "id"], condition=Q(closed_at=None), name="finding_tasks_of_rule"),
            models.Index(fields=["place"], name="finding_task_place"),
        ]

    def get_state_display(self) -> str:
        return FindingState(self.state).label
