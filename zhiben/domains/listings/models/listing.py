"""One 挂牌督办: from the draft on a leader's desk to 解除. The columns are those of the ledger 挂牌督办台账."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from zhiben.domains.hazards.terms import ListingLevel
from zhiben.domains.listings.terms import RUNNING, SIGNED, FollowUpKind, ListingState
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.workflow.models import Case, CaseQuerySet, list_indexes


class ListingQuerySet(CaseQuerySet["Listing"]):
    def signed(self) -> Self:
        """What was ever ordered and not taken back: the rows of ledgers and figures."""
        return self.filter(state__in=SIGNED)

    def running(self) -> Self:
        return self.filter(state__in=RUNNING)

    def past_deadline(self, *, on: date) -> Self:
        """逾期: signed, not yet delisted, and the day by which it had to be put right lies before ``on``."""
        return self.running().filter(deadline_on__lt=on)


class Listing(Case):
    """一件挂牌督办. The addressee is the contractor; owner and consultant urge it on. Papers are frozen at signing."""

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="+", verbose_name="工程项目")
    number = models.CharField("督办文号", max_length=64, blank=True)
    level = models.CharField("督办层级", max_length=16, choices=ListingLevel, blank=True)
    agency_name = models.CharField("督办单位", max_length=200, blank=True)
    addressee = models.CharField("责任单位", max_length=300, blank=True)
    matter = models.TextField("隐患内容", max_length=4000)
    clause_text = models.CharField("判定条款", max_length=500, blank=True)
    requirements = models.TextField("治理要求", max_length=2000, blank=True)
    other = models.TextField("其他要求", max_length=1000, blank=True)
    reason = models.TextField("拟挂牌理由", max_length=1000, blank=True)
    drafted_by = models.CharField("拟稿人", max_length=64, blank=True)
    drafted_by_rule = models.CharField("触发规则", max_length=300, blank=True)
    batch_id = models.UUIDField("同批挂牌", null=True, blank=True)
    decided_by = models.CharField("签发人", max_length=64, blank=True)
    declined_why = models.TextField("不予挂牌理由", max_length=1000, blank=True)
    listed_on = models.DateField("督办日期", null=True)
    deadline_on = models.DateField("治理期限", null=True)
    plan_on = models.DateField("治理方案报送日期", null=True)
    plan_duty = models.TextField("整改责任", max_length=500, blank=True)
    plan_measure = models.TextField("整改措施", max_length=4000, blank=True)
    plan_fund_wan = models.DecimalField("整改资金（万元）", max_digits=12, decimal_places=4, null=True)
    plan_until = models.DateField("方案完成时限", null=True)
    plan_emergency = models.TextField("应急预案", max_length=2000, blank=True)
    progress_text = models.TextField("治理进展", max_length=4000, blank=True)
    report_on = models.DateField("治理报告日期", null=True)
    report = models.TextField("治理报告", max_length=4000, blank=True)
    reviewed_on = models.DateField("现场审查日期", null=True)
    reviewed_by = models.CharField("现场审查人员", max_length=200, blank=True)
    review_opinion = models.TextField("现场审查意见", max_length=1000, blank=True)
    delist_no = models.CharField("解除文号", max_length=64, blank=True)
    delisted_on = models.DateField("解除日期", null=True)
    delisted_by = models.CharField("解除签发人", max_length=64, blank=True)
    follow_up = models.TextField("后续处理", max_length=1000, blank=True)
    round = models.PositiveSmallIntegerField("治理轮次", default=1)
    withheld_why = models.CharField("不公开的理由", max_length=300, blank=True)
    public_text = models.CharField("公开的隐患摘要", max_length=200, blank=True)
    public_from = models.DateField("公开起", null=True)
    public_until = models.DateField("公开止", null=True)
    public_url = models.CharField("公开网址", max_length=300, blank=True)
    import_id = models.UUIDField("导入批次", null=True, blank=True, editable=False)

    objects = ListingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "挂牌督办"
        constraints: ClassVar = [
            models.CheckConstraint(name="listing_state_known", condition=Q(state__in=ListingState.values)),
            models.CheckConstraint(
                name="listing_deadline_after_signing",
                condition=Q(deadline_on=None) | Q(listed_on=None) | Q(deadline_on__gte=models.F("listed_on")),
            ),
            models.UniqueConstraint(
                fields=["agency_id", "number"], condition=~Q(number=""), name="listing_number_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["county", "due_at", "id"], condition=Q(closed_at=None), name="listing_open_county"),
            models.Index(fields=["city", "due_at", "id"], condition=Q(closed_at=None), name="listing_open_city"),
            models.Index(
                fields=["province", "due_at", "id"], condition=Q(closed_at=None), name="listing_open_province"
            ),
            *list_indexes("listing_list", "due_at", "closed_at"),
            models.Index(fields=["place"], name="listing_place"),
            models.Index(fields=["project", "state"], name="listing_by_project"),
            models.Index(fields=["listed_on", "id"], name="listing_by_day"),
            models.Index(fields=["public_from"], condition=Q(public_from__isnull=False), name="listing_public"),
            models.Index(fields=["batch_id"], condition=Q(batch_id__isnull=False), name="listing_by_batch"),
            models.Index(fields=["import_id"], condition=Q(import_id__isnull=False), name="listing_by_import"),
        ]

    def get_state_display(self) -> str:
        return ListingState(self.state).label


class ListedHazard(models.Model):
    """Which hazards a listing is about. ``active`` until the listing ends: a hazard stands on one open listing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    listing = models.ForeignKey(Listing, models.CASCADE, related_name="items", verbose_name="挂牌督办")
    hazard = models.ForeignKey("hazards.Hazard", models.PROTECT, related_name="+", verbose_name="隐患")
    position = models.PositiveSmallIntegerField("次序", default=1)
    active = models.BooleanField("在办", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "督办的隐患"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["listing", "hazard"], name="listed_hazard_once"),
            models.UniqueConstraint(fields=["hazard"], condition=Q(active=True), name="hazard_listed_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["hazard"], name="listed_by_hazard")]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.hazard_id}"


class FollowUp(models.Model):
    """不治理的处理: a record of what was done elsewhere, with its paper. It changes nothing by itself."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    listing = models.ForeignKey(Listing, models.CASCADE, related_name="follow_ups", verbose_name="挂牌督办")
    kind = models.CharField("处理方式", max_length=16, choices=FollowUpKind)
    done_on = models.DateField("处理日期")
    number = models.CharField("文号", max_length=64, blank=True)
    note = models.CharField("说明", max_length=500, blank=True)
    recorded_by = models.CharField("登记人", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "后续处理"
        indexes: ClassVar = [models.Index(fields=["listing", "done_on"], name="follow_up_by_listing")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.done_on}"
