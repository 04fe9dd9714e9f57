"""One 约谈: from the draft on a leader's desk until everything that was promised is done."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from zhiben.domains.interviews.terms import SIGNED, InterviewState
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.workflow.models import Case, CaseQuerySet

UNSENT = (InterviewState.DRAFT, InterviewState.DECLINED, InterviewState.OVERTAKEN)


class InterviewQuerySet(CaseQuerySet["Interview"]):
    def visible_to(self, actor: Actor) -> Self:
        """As any case; an agency that is to be talked to learns of it when the notice is signed."""
        rows = super().visible_to(actor)
        return rows.exclude(subject_agency=actor.reach_id, state__in=UNSENT) if actor.is_regulator else rows

    def signed(self) -> Self:
        """What was ever notified and not taken back: the rows of the ledger."""
        return self.filter(state__in=SIGNED)


class Interview(Case):
    """一次约谈 with one enterprise or one subordinate agency. It is no penalty; papers are frozen at signing.

    ``case_kind`` and ``case_id`` name what led to it (the code of a flow), ``case_title`` what that was called then.
    """

    enterprise = models.ForeignKey(
        "enterprises.Enterprise", models.PROTECT, related_name="+", null=True, verbose_name="被约谈企业"
    )
    subject_agency = models.ForeignKey(
        "agencies.Agency", models.PROTECT, related_name="+", null=True, verbose_name="被约谈机构"
    )
    subject_name = models.CharField("约谈对象", max_length=200)
    person_name = models.CharField("被约谈人", max_length=64, blank=True)
    person_post = models.CharField("职务", max_length=64, blank=True)
    case_kind = models.CharField("来源事项类别", max_length=32, blank=True)
    case_id = models.UUIDField("来源事项", null=True)
    case_title = models.CharField("来源事项名称", max_length=300, blank=True)
    number = models.CharField("文号", max_length=64, blank=True)
    agency_name = models.CharField("约谈机关", max_length=200, blank=True)
    matter = models.TextField("约谈事由", max_length=2000)
    reason = models.TextField("拟约谈理由", max_length=1000, blank=True)
    drafted_by = models.CharField("拟稿人", max_length=64, blank=True)
    drafted_by_rule = models.CharField("触发规则", max_length=300, blank=True)
    decided_by = models.CharField("签发人", max_length=64, blank=True)
    declined_why = models.TextField("不予约谈理由", max_length=1000, blank=True)
    notified_on = models.DateField("通知日期", null=True)
    meet_on = models.DateField("约谈日期", null=True)
    meet_time = models.CharField("约谈时间", max_length=16, blank=True)
    meet_place = models.CharField("约谈地点", max_length=200, blank=True)
    received_on = models.DateField("签收日期", null=True)
    received_by = models.CharField("签收人", max_length=64, blank=True)
    rescheduled = models.PositiveSmallIntegerField("改期次数", default=0)
    absences = models.PositiveSmallIntegerField("缺席次数", default=0)
    absent_note = models.CharField("缺席情况", max_length=500, blank=True)
    held_on = models.DateField("约谈时间（实际）", null=True)
    host = models.CharField("主持人", max_length=64, blank=True)
    attendees = models.CharField("参加人", max_length=500, blank=True)
    problems = models.TextField("主要问题", max_length=4000, blank=True)
    promise = models.TextField("整改承诺", max_length=2000, blank=True)
    done_on = models.DateField("落实日期", null=True)
    void_why = models.CharField("撤销理由", max_length=300, blank=True)

    objects = InterviewQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "约谈"
        constraints: ClassVar = [
            models.CheckConstraint(name="interview_state_known", condition=Q(state__in=InterviewState.values)),
            models.CheckConstraint(
                name="interview_one_subject",
                condition=Q(enterprise__isnull=False, subject_agency=None)
                | Q(enterprise=None, subject_agency__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["agency_id", "case_id", "enterprise"], name="interview_enterprise_once",
                condition=Q(closed_at=None, case_id__isnull=False, enterprise__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["agency_id", "case_id", "subject_agency"], name="interview_agency_once",
                condition=Q(closed_at=None, case_id__isnull=False, subject_agency__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["agency_id", "number"], condition=~Q(number=""), name="interview_number_once"
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["county", "due_at", "id"], condition=Q(closed_at=None), name="interview_open_county"),
            models.Index(fields=["city", "due_at", "id"], condition=Q(closed_at=None), name="interview_open_city"),
            models.Index(
                fields=["province", "due_at", "id"], condition=Q(closed_at=None), name="interview_open_province"
            ),
            models.Index(fields=["place"], name="interview_place"),
            models.Index(fields=["case_id"], condition=Q(case_id__isnull=False), name="interview_by_case"),
            models.Index(fields=["enterprise", "id"], name="interview_by_enterprise"),
        ]

    def get_state_display(self) -> str:
        return InterviewState(self.state).label

    @property
    def when(self) -> str:
        """约谈时间 as people write it."""
        return (
            f"{self.meet_on.year}年{self.meet_on.month}月{self.meet_on.day}日 {self.meet_time}".strip()
            if self.meet_on
            else ""
        )

    @property
    def subject_person(self) -> str:
        """对象与职务 in one line."""
        return f"{self.person_name}（{self.person_post}）" if self.person_name else self.person_post
