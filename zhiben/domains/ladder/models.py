"""The tables of the ladder: rungs reached, 督办单 and the hazards they name."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from zhiben.domains.ladder.terms import AGENCY_RUNGS, PENDING, OrderState, Outcome, RungCode
from zhiben.kernel.access.actors import DIVISION_COLUMNS, Actor
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.workflow.models import Case, CaseQuerySet


class OrderQuerySet(CaseQuerySet["Order"]):
    pass


class Order(Case):
    """一份督办单, to an enterprise about its site, or to an agency about what it leaves lying.

    ``enterprise`` and ``addressee_agency`` are empty when the project has no contractor yet: then the site is addressed.
    """

    number = models.CharField("文号", max_length=64, blank=True)
    name = models.CharField("文书名称", max_length=64)
    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="+", verbose_name="工程项目")
    enterprise = models.ForeignKey(
        "enterprises.Enterprise", models.PROTECT, null=True, related_name="+", verbose_name="被督办企业"
    )
    addressee_agency = models.ForeignKey(
        "agencies.Agency", models.PROTECT, null=True, related_name="+", verbose_name="被督办机构"
    )
    addressee = models.CharField("被督办单位", max_length=200)
    copies = models.CharField("抄送", max_length=300, blank=True)
    reason = models.TextField("督办事由", max_length=1000)
    demands = models.TextField("督办要求", max_length=2000)
    answer_on = models.DateField("反馈期限", null=True)
    drafted_by = models.CharField("拟稿人", max_length=64)
    drafted_by_rule = models.CharField("拟稿缘由", max_length=300, blank=True)
    signed_by = models.CharField("签发人", max_length=64, blank=True)
    issued_on = models.DateField("签发日期", null=True)
    received_at = models.DateTimeField("签收时间", null=True)
    received_by = models.CharField("签收人", max_length=64, blank=True)
    answer = models.TextField("反馈情况", max_length=2000, blank=True)
    answered_at = models.DateTimeField("反馈时间", null=True)
    verified_by = models.CharField("核实人", max_length=64, blank=True)
    conclusion = models.CharField("结果说明", max_length=500, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "督办单"
        constraints: ClassVar = [
            models.CheckConstraint(name="order_state_known", condition=Q(state__in=OrderState.values)),
            models.UniqueConstraint(fields=["agency_id", "number"], condition=~Q(number=""), name="order_number_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["county", "due_at", "id"], condition=Q(closed_at=None), name="order_open_county"),
            models.Index(fields=["city", "due_at", "id"], condition=Q(closed_at=None), name="order_open_city"),
            models.Index(fields=["province", "due_at", "id"], condition=Q(closed_at=None), name="order_open_province"),
            models.Index(fields=["place"], name="order_place"),
            models.Index(fields=["project", "state"], name="order_by_project"),
        ]

    def get_state_display(self) -> str:
        return OrderState(self.state).label

    @property
    def to_agency(self) -> bool:
        return self.addressee_agency_id is not None

    @property
    def to_site(self) -> bool:
        return self.addressee_agency_id is None

    @property
    def by_rule(self) -> bool:
        return bool(self.drafted_by_rule)

    @property
    def receipt_not_wanted(self) -> bool:
        """Signed for already, or sent to an agency, which has it on its screen."""
        return self.received_at is not None or self.to_agency


class OrderItem(models.Model):
    """一份督办单所督办的一条隐患. ``dropped_at``: it was closed while the order was still a draft."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="items", verbose_name="督办单")
    hazard = models.ForeignKey("hazards.Hazard", models.PROTECT, related_name="+", verbose_name="隐患")
    position = models.PositiveSmallIntegerField("序号")
    dropped_at = models.DateTimeField("移出时间", null=True)
    dropped_why = models.CharField("移出原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "督办隐患"
        constraints: ClassVar = [models.UniqueConstraint(fields=["order", "hazard"], name="order_item_once")]

    def __str__(self) -> str:
        return str(self.position)


class RungQuerySet(models.QuerySet["Rung"]):
    def visible_to(self, actor: Actor) -> "RungQuerySet":
        """Regulators, by where the hazard stands. What a leader has before him is nothing for the parties."""
        if actor.is_system:
            return self
        if not actor.is_regulator:
            return self.none()
        column = DIVISION_COLUMNS.get(actor.level)
        return self.filter(**{column: actor.division_code}) if column else self

    def pending(self) -> "RungQuerySet":
        return self.filter(outcome__in=PENDING)


class Rung(models.Model):
    """隐患到达督办阶梯的一级: append-only, but for what came of it.

    ``deadline_on`` is the deadline that had passed, empty when a measure demanded the rung at once; ``step`` the
    parameter's number that was reached; ``days`` how many had gone by. Once per hazard, rung, deadline and step.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hazard = models.ForeignKey("hazards.Hazard", models.PROTECT, related_name="+", verbose_name="隐患")
    project_id = models.UUIDField("工程项目")
    agency_id = models.UUIDField("办理机关")
    scope = models.CharField("辖区", max_length=64, db_collation="C")
    place = models.CharField("所在区划", max_length=64, db_collation="C")
    province = models.CharField("省级", max_length=9, blank=True)
    city = models.CharField("市级", max_length=9, blank=True)
    county = models.CharField("县级", max_length=9, blank=True)
    code = models.CharField("阶梯", max_length=16, choices=RungCode)
    deadline_on = models.DateField("到期日", null=True)
    step = models.PositiveSmallIntegerField("规定天数")
    days = models.IntegerField("逾期天数")
    parameter_id = models.UUIDField("依据的参数", null=True)
    reached_at = models.DateTimeField("到达时间")
    outcome = models.CharField("结果", max_length=16, choices=Outcome)
    draft_flow = models.CharField("文书流程", max_length=32, blank=True)
    draft_id = models.UUIDField("文书", null=True)
    settled_at = models.DateTimeField("结果时间", null=True)
    settled_by = models.CharField("决定人", max_length=64, blank=True)
    note = models.CharField("说明", max_length=500, blank=True)

    objects = RungQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "督办阶梯记录"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["hazard", "code", "deadline_on", "step"], name="rung_once", nulls_distinct=False
            ),
            models.CheckConstraint(name="rung_outcome_known", condition=Q(outcome__in=Outcome.values)),
        ]
        indexes: ClassVar = [
            models.Index(fields=["project_id"], condition=Q(outcome="WAITING"), name="rung_waiting"),
            models.Index(fields=["project_id"], condition=Q(outcome="DRAFTED"), name="rung_drafted"),
            models.Index(fields=["reached_at", "id"], condition=Q(outcome="BATCH"), name="rung_for_batch"),
            models.Index(fields=["hazard"], condition=Q(outcome__in=PENDING), name="rung_pending"),
            models.Index(fields=["draft_id"], condition=Q(draft_id__isnull=False), name="rung_by_draft"),
            models.Index(fields=["place", "outcome"], name="rung_place"),
        ]
        triggers: ClassVar = [
            pgtrigger.ReadOnly(
                name="rung_fixed",
                exclude=["project_id", "outcome", "draft_flow", "draft_id", "settled_at", "settled_by", "note"],
            ),
            pgtrigger.Protect(name="rung_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_code_display()} {self.step}"

    @property
    def why(self) -> str:
        """The rule that brought it here, with its numbers as they were on the day it was reached."""
        return self.why_after(self.days)

    def why_after(self, days: int) -> str:
        """The same with so many days gone by: what stands on the leader's desk today."""
        if self.deadline_on is None:
            return "重大事故隐患，本地规定一经判定即挂牌督办"
        day = f"{self.deadline_on.month}月{self.deadline_on.day}日"
        if self.code in AGENCY_RUNGS:
            target = "报上级机关负责人" if self.code == RungCode.ABOVE else "报本机关负责人"
            return f"办理期限 {day}，逾期 {days} 个工作日；本地规定逾期 {self.step} 个工作日拟督办单{target}"
        return f"整改期限 {day}，逾期 {days} 天；本地规定逾期 {self.step} 天拟{self.get_code_display()}"
