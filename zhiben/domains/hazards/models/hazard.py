"""One hazard on one project, from finding to closure. The columns are those of the ledger 重大事故隐患台账."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from zhiben.domains.hazards.terms import HazardState, Level, ListingLevel, Source
from zhiben.kernel.workflow.models import Case, CaseQuerySet

# What a list filters, counts and may see by without looking at the row itself.
CARRIED = ("state", "level", "source", "deadline_on", "listing_level", "silent", "place", "seen_by_parties")


def open_by_clock(level: str) -> models.Index:
    name, first = (f"hazard_open_{level}", [level]) if level else ("hazard_open", [])
    carried = (*CARRIED, "found_on", "closed_at")
    return models.Index(fields=[*first, "due_at", "id"], include=carried, condition=Q(closed_at=None), name=name)


def found_by_day(level: str) -> models.Index:
    name, first = (f"hazard_found_{level}", [level]) if level else ("hazard_found", [])
    return models.Index(fields=[*first, "found_on", "id"], include=(*CARRIED, "closed_at"), name=name)


def open_few(name: str, condition: Q) -> models.Index:
    """The open ones of which there are few: everybody's fit into one index, in the order in which they are listed."""
    carried = ("province", "city", "county", *CARRIED, "found_on", "closed_at")
    return models.Index(fields=["due_at", "id"], include=carried, condition=Q(closed_at=None) & condition, name=name)


class HazardQuerySet(CaseQuerySet["Hazard"]):
    def major(self) -> Self:
        return self.filter(level=Level.MAJOR)

    def counted(self) -> Self:
        """What enters ledgers and figures: not drafts of notices, not voided."""
        return self.exclude(state__in=(HazardState.RECORDED, HazardState.VOIDED))

    def past_deadline(self, *, on: date) -> Self:
        """逾期未销号: open, and the day by which it had to be rectified lies before ``on``."""
        return self.filter(closed_at=None, deadline_on__lt=on).exclude(state=HazardState.RECORDED)


class Hazard(Case):
    """一条事故隐患. "Overdue" is not a state: it is an open hazard whose deadline has passed."""

    number = models.CharField("隐患编号", max_length=64, blank=True)
    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="+", verbose_name="工程项目")
    notice = models.ForeignKey("hazards.Notice", models.PROTECT, related_name="items", null=True, verbose_name="文书")
    item_no = models.PositiveSmallIntegerField("序号", default=0)
    level = models.CharField("隐患等级", max_length=16, choices=Level)
    source = models.CharField("发现方式", max_length=16, choices=Source)
    category = models.CharField("隐患类别", max_length=32, blank=True)
    clause_code = models.CharField("判定条款", max_length=32, blank=True)
    clause_text = models.CharField("判定依据（原文）", max_length=200, blank=True)
    location = models.CharField("隐患部位", max_length=200, blank=True)
    description = models.TextField("隐患描述", max_length=2000)
    found_on = models.DateField("发现日期")
    found_by = models.CharField("发现人", max_length=64, blank=True)
    graded_on = models.DateField("判定日期", null=True, blank=True)
    graded_by = models.CharField("判定人", max_length=64, blank=True)
    stop_work = models.BooleanField("是否停工", default=False)
    measure = models.TextField("整改措施", max_length=2000, blank=True)
    fund_wan = models.DecimalField("整改资金（万元）", max_digits=12, decimal_places=4, null=True, blank=True)
    responsible_unit = models.CharField("整改责任单位", max_length=200, blank=True)
    responsible_person = models.CharField("整改责任人", max_length=64, blank=True)
    responsible_phone_masked = models.CharField("责任人电话（遮蔽）", max_length=32, blank=True)
    responsible_phone_cipher = models.BinaryField("责任人电话（密文）", null=True, editable=False)
    deadline_on = models.DateField("整改时限", null=True, blank=True)
    emergency = models.TextField("应急措施", max_length=1000, blank=True)
    rectified_on = models.DateField("整改完成日期", null=True, blank=True)
    rechecked_on = models.DateField("复查日期", null=True, blank=True)
    rechecked_by = models.CharField("复查人", max_length=64, blank=True)
    closed_on = models.DateField("销号日期", null=True, blank=True)
    close_no = models.CharField("销号文号", max_length=64, blank=True)
    fixed_on_spot = models.BooleanField("当场整改", default=False)
    round = models.PositiveSmallIntegerField("整改轮次", default=1)
    listing_level = models.CharField("挂牌督办层级", max_length=16, choices=ListingLevel, blank=True)
    listing_no = models.CharField("督办文号", max_length=64, blank=True)
    penalty = models.CharField("处罚情况", max_length=300, blank=True)
    recurs = models.ForeignKey("self", models.PROTECT, related_name="recurrences", null=True, blank=True,
                               verbose_name="重复于")  # fmt: skip
    recurs_why = models.TextField("复发原因", max_length=500, blank=True, default="")
    double_report = models.BooleanField("双报告", null=True, blank=True)
    remark = models.CharField("备注", max_length=500, blank=True)
    batch_id = models.UUIDField("导入批次", null=True, blank=True, editable=False)

    objects = HazardQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "隐患"
        constraints: ClassVar = [
            models.CheckConstraint(name="hazard_state_known", condition=Q(state__in=HazardState.values)),
            models.CheckConstraint(
                name="hazard_closed_is_final",
                condition=Q(state__in=(HazardState.CLOSED, HazardState.VOIDED), closed_at__isnull=False)
                | (~Q(state__in=(HazardState.CLOSED, HazardState.VOIDED)) & Q(closed_at=None)),
            ),
            models.CheckConstraint(
                name="hazard_deadline_after_finding",
                condition=Q(deadline_on=None) | Q(deadline_on__gte=models.F("found_on")),
            ),
            models.CheckConstraint(name="hazard_recurrence_has_a_cause", condition=Q(recurs=None) | ~Q(recurs_why="")),
            models.UniqueConstraint(fields=["agency_id", "number"], condition=~Q(number=""), name="hazard_number_once"),
        ]
        indexes: ClassVar = [
            # Open ones by their clock, all by when they were found: as a county, a city, a province and the nation look.
            *(open_by_clock(level) for level in ("county", "city", "province", "")),
            *(found_by_day(level) for level in ("county", "city", "province", "")),
            open_few("hazard_open_major", Q(level="MAJOR")), open_few("hazard_open_listed", ~Q(listing_level="")),
            models.Index(fields=["place"], name="hazard_place"),
            models.Index(fields=["project", "state"], name="hazard_by_project"),
            # What the database of major hazards counts, without a look at the rows themselves: their text is long.
            models.Index(
                fields=["province", "found_on"], condition=Q(level="MAJOR"), name="hazard_major_figures",
                include=["id", "city", "county", "place", "seen_by_parties", "agency_id", "project", "state", "source",
                         "category", "clause_code", "deadline_on", "closed_on", "closed_at"],
            ),
            models.Index(fields=["batch_id"], condition=Q(batch_id__isnull=False), name="hazard_by_batch"),
        ]  # fmt: skip

    def get_state_display(self) -> str:
        return HazardState(self.state).label
