"""Changes that need a leader's approval: a later deadline, another grade, voiding."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhiben.domains.hazards.terms import ChangeKind, ChangeState, Level
from zhiben.kernel.workflow.models import Case, CaseQuerySet


class ChangeRequestQuerySet(CaseQuerySet["ChangeRequest"]):
    pass


class ChangeRequest(Case):
    """一项变更申请. The hazard's own clock runs on until the leader has decided."""

    kind = models.CharField("申请事项", max_length=16, choices=ChangeKind)
    hazard = models.ForeignKey("hazards.Hazard", models.PROTECT, related_name="changes", verbose_name="隐患")
    reason = models.TextField("理由", max_length=1000)
    new_deadline_on = models.DateField("申请延至", null=True)
    new_level = models.CharField("申请等级", max_length=16, choices=Level, blank=True)
    new_clause_code = models.CharField("判定条款", max_length=32, blank=True)
    requested_by = models.CharField("申请人", max_length=64)
    requested_user_id = models.UUIDField("申请账号", null=True)
    decided_by = models.CharField("审批人", max_length=64, blank=True)
    opinion = models.CharField("审批意见", max_length=500, blank=True)

    objects = ChangeRequestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "变更申请"
        constraints: ClassVar = [
            models.CheckConstraint(name="change_state_known", condition=Q(state__in=ChangeState.values)),
            models.UniqueConstraint(fields=["hazard", "kind"], condition=Q(closed_at=None), name="change_pending_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["place"], name="change_place")]

    def get_state_display(self) -> str:
        return ChangeState(self.state).label
