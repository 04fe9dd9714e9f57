"""A report that an agency hands in: one for each agency, kind and period."""

from collections.abc import Callable
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from zhiben.domains.campaigns.models.versions import ReportVersion
from zhiben.domains.campaigns.terms import TEXTS, USUAL, HandedIn, ReportState
from zhiben.kernel.workflow.models import Case, CaseQuerySet

HANDED_IN = (ReportState.SUBMITTED, ReportState.ACCEPTED)


class ReportQuerySet(CaseQuerySet["Report"]):
    def counted(self) -> Self:
        """Every report that is or was to be handed in."""
        return self.all()

    def standing(self, wanted: str, on: date) -> Self:
        """Those that stand to their day in one way at the end of ``on``."""
        return self.filter(CONDITIONS[HandedIn(wanted)](on))


class Report(Case):
    """一期报表. Figures are never typed: they are counted until the clerk has checked them, then kept as
    ``checked``; signed, that is ``version``, the last one that left the agency, and ``round`` its number.

    ``since`` and ``until`` are the days it speaks of, ``due_on`` the last day to hand it in. ``submitted_on`` is the day
    of the first submission, for ever; ``resubmitted_on`` that of the last one after a return, ``resubmit_by`` the day
    until which that counts as on time, ``missed`` that this was ever overstepped. ``receiver_id`` is empty where the
    receiver is not on the platform. ``own`` True: only what the agency itself looks after, not its whole division.
    """

    kind = models.CharField("表种", max_length=40)
    name = models.CharField("报表", max_length=100)
    period = models.CharField("统计期", max_length=40)
    division_code = models.CharField("区划", max_length=9)
    level = models.CharField("层级", max_length=16)
    since = models.DateField("统计期起")
    until = models.DateField("统计期止")
    due_on = models.DateField("报送日")
    rule = models.CharField("报送依据", max_length=300, blank=True)
    own = models.BooleanField("只统计本机关监管的", default=False)
    receiver_id = models.UUIDField("接收机关", null=True)
    receiver_name = models.CharField("接收单位", max_length=100)
    sections = models.JSONField("文字部分的标题", default=list)
    work = models.TextField("工作情况", max_length=4000, blank=True)
    problems = models.TextField("存在问题", max_length=4000, blank=True)
    next_steps = models.TextField("下一步打算", max_length=4000, blank=True)
    explanations = models.JSONField("校验说明", default=dict)
    zero = models.BooleanField("零报告", default=False)
    checked = models.ForeignKey(ReportVersion, models.PROTECT, null=True, related_name="+", verbose_name="核对稿")
    version = models.ForeignKey(ReportVersion, models.PROTECT, null=True, related_name="+", verbose_name="报送版本")
    round = models.PositiveSmallIntegerField("第几版", default=0)
    checked_by = models.CharField("填报人", max_length=64, blank=True)
    checked_on = models.DateField("核对日期", null=True)
    signed_by = models.CharField("签发人", max_length=64, blank=True)
    submitted_on = models.DateField("首次报送日期", null=True)
    resubmitted_on = models.DateField("重新报送日期", null=True)
    returned_on = models.DateField("退回日期", null=True)
    returned_why = models.TextField("退回理由", max_length=1000, blank=True)
    resubmit_by = models.DateField("重报期限", null=True)
    missed = models.BooleanField("逾期重报", default=False)
    accepted_on = models.DateField("接收日期", null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报表"
        constraints: ClassVar = [
            models.CheckConstraint(name="report_state_known", condition=Q(state__in=ReportState.values)),
            models.CheckConstraint(name="report_period_ordered", condition=Q(since__lte=F("until"))),
            models.CheckConstraint(
                name="report_handed_in_whole",
                condition=~Q(state__in=HANDED_IN) | Q(version__isnull=False, submitted_on__isnull=False),
            ),
            models.UniqueConstraint(fields=["agency_id", "kind", "since", "until"], name="report_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["county", "due_at", "id"], condition=Q(closed_at=None), name="report_open_county"),
            models.Index(fields=["city", "due_at", "id"], condition=Q(closed_at=None), name="report_open_city"),
            models.Index(fields=["province", "due_at", "id"], condition=Q(closed_at=None), name="report_open_province"),
            models.Index(fields=["place"], name="report_place"),
            models.Index(fields=["receiver_id", "kind", "until"], name="report_by_receiver"),
            models.Index(fields=["due_on"], name="report_due_on"),
        ]

    @property
    def headings(self) -> dict[str, str]:
        """What its three texts are called, by their fields."""
        return dict(zip(TEXTS, self.sections or USUAL, strict=True))

    def get_state_display(self) -> str:
        return ReportState(self.state).label

    @property
    def late(self) -> bool:
        """补报: first handed in after its day."""
        return self.submitted_on is not None and self.submitted_on > self.due_on

    def stands(self, on: date) -> HandedIn:
        """The same as ``ReportQuerySet.standing``, for a row in hand."""
        if self.state == ReportState.RETURNED:
            return HandedIn.RETURNED
        if self.submitted_on is None:
            return HandedIn.WAITING if self.due_on >= on else HandedIn.MISSING
        again = self.returned_on is None or (self.resubmitted_on is not None and not self.missed)
        return HandedIn.ON_TIME if again and not self.late else HandedIn.LATE


def handed_in_on_time(on: date) -> Q:
    """First submission by the due day; after a return only when handed in again in time, each time. As known at ``on``."""
    again = Q(returned_on=None) | Q(returned_on__gt=on) | Q(resubmitted_on__lte=on, missed=False)
    return Q(submitted_on__lte=F("due_on")) & Q(submitted_on__lte=on) & again


RETURNED = Q(state=ReportState.RETURNED)
CONDITIONS: dict[HandedIn, Callable[[date], Q]] = {
    HandedIn.RETURNED: lambda on: RETURNED,
    HandedIn.WAITING: lambda on: ~RETURNED & Q(submitted_on=None, due_on__gte=on),
    HandedIn.MISSING: lambda on: ~RETURNED & Q(submitted_on=None, due_on__lt=on),
    HandedIn.ON_TIME: lambda on: ~RETURNED & Q(submitted_on__isnull=False) & handed_in_on_time(on),
    HandedIn.LATE: lambda on: ~RETURNED & Q(submitted_on__isnull=False) & ~handed_in_on_time(on),
}
