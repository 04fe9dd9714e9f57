"""整改承诺: what was promised, by whom, until when, and whether it was kept."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhiben.domains.interviews.terms import CommitmentState
from zhiben.kernel.workflow.models import Case, CaseQuerySet


class CommitmentQuerySet(CaseQuerySet["Commitment"]):
    pass


class Commitment(Case):
    """一条整改承诺. Late is an open one whose day has passed."""

    interview = models.ForeignKey(
        "interviews.Interview", models.PROTECT, related_name="commitments", verbose_name="约谈"
    )
    enterprise_id = models.UUIDField("被约谈企业", null=True)
    position = models.PositiveSmallIntegerField("序号")
    text = models.TextField("承诺事项", max_length=1000)
    person = models.CharField("责任人", max_length=64)
    until = models.DateField("承诺期限")
    result = models.TextField("落实情况", max_length=2000, blank=True)
    submitted_on = models.DateField("报送日期", null=True)
    submitted_by = models.CharField("报送人", max_length=100, blank=True)
    verified_on = models.DateField("核实日期", null=True)
    verified_by = models.CharField("核实人", max_length=64, blank=True)
    opinion = models.CharField("核实意见", max_length=500, blank=True)
    round = models.PositiveSmallIntegerField("轮次", default=1)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "整改承诺"
        constraints: ClassVar = [
            models.CheckConstraint(name="commitment_state_known", condition=Q(state__in=CommitmentState.values)),
            models.UniqueConstraint(fields=["interview", "position"], name="commitment_position_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["county", "due_at", "id"], condition=Q(closed_at=None), name="commitment_open_county"),
            models.Index(fields=["city", "due_at", "id"], condition=Q(closed_at=None), name="commitment_open_city"),
            models.Index(
                fields=["province", "due_at", "id"], condition=Q(closed_at=None), name="commitment_open_province"
            ),
            models.Index(fields=["place"], name="commitment_place"),
            models.Index(fields=["enterprise_id"], name="commitment_of_enterprise"),
        ]

    def get_state_display(self) -> str:
        return CommitmentState(self.state).label
