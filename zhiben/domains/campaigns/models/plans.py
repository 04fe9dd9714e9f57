"""A plan (行动方案) as data: what ``plans/<key>.yaml`` says, one row for each thing it asks.

Loading a plan again replaces its rows; whatever people do about them refers to ``plan.key`` and ``key``, which are
permanent, never to a row's id.
"""

from typing import ClassVar

from django.db import models

from zhiben.domains.campaigns.terms import ClauseState, Goal, Period, Recurrence
from zhiben.kernel.base.ids import new_id


class Plan(models.Model):
    """一个行动方案. ``division_code``: where it is in force; ``digest``: of the file that was loaded.

    ``bundled``: the file came with the product; what somebody loaded himself is not replaced by it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField("代号", max_length=40, unique=True)
    title = models.CharField("名称", max_length=200)
    issuer = models.CharField("发文机关", max_length=100, blank=True)
    number = models.CharField("文号", max_length=60, blank=True)
    issued_on = models.DateField("发文日期", null=True)
    level = models.CharField("层级", max_length=20)
    division_code = models.CharField("适用区划", max_length=9)
    path = models.CharField("区划路径", max_length=60, blank=True, db_collation="C")
    starts_on = models.DateField("起")
    ends_on = models.DateField("止")
    chapters = models.JSONField("目录", default=list)
    digest = models.CharField("文件摘要", max_length=64)
    bundled = models.BooleanField("随平台提供", default=False)
    loaded_at = models.DateTimeField("载入时间")

    class Meta:
        verbose_name = verbose_name_plural = "行动方案"

    def __str__(self) -> str:
        return self.title


class OfPlan(models.Model):
    """Something a plan says, in the order in which it says it. ``clauses``: ids of the ledger of clauses.

    ``note``: how something the document leaves open was read.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="%(class)ss", verbose_name="方案")
    key = models.CharField("代号", max_length=80)
    order = models.PositiveIntegerField("序号")
    clauses = models.JSONField("条款", default=list)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        abstract = True
        ordering: ClassVar = ["order"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "key"], name="one_%(class)s_of_plan")]

    def __str__(self) -> str:
        return self.key


class PlanClause(OfPlan):
    """一条要求. ``waits_for``: the capabilities it still waits for, in words.

    ``parameters``: pairs of key and division code, whose values stand in ``criteria/parameters``.
    """

    chapter = models.CharField("章节", max_length=40, blank=True)
    ask = models.TextField("要求")
    state = models.CharField("落实状态", max_length=10, choices=ClauseState.choices)
    waits_for = models.CharField("待建功能", max_length=200, blank=True)
    parameters = models.JSONField("参数", default=list)

    class Meta(OfPlan.Meta):
        verbose_name = verbose_name_plural = "方案条款"


class PlanTask(OfPlan):
    """一项任务. ``units``: who does it, as the document names them; ``levels``: the levels of agencies meant.

    ``indicators``: keys of the figures that show how far it is; ``due_on`` with ``recurrence`` ONCE.
    """

    chapter = models.CharField("章节", max_length=40, blank=True)
    title = models.CharField("任务", max_length=300)
    units = models.JSONField("责任单位", default=list)
    levels = models.JSONField("层级", default=list)
    recurrence = models.CharField("频次", max_length=12, choices=Recurrence.choices)
    due_on = models.DateField("期限", null=True)
    indicators = models.JSONField("指标", default=list)
    waits_for = models.CharField("待建功能", max_length=200, blank=True)
    mark = models.CharField("核实标记", max_length=6)

    class Meta(OfPlan.Meta):
        verbose_name = verbose_name_plural = "方案任务"


class PlanTarget(OfPlan):
    """一个指标的目标. ``value`` is compared by ``goal``; where the document gives no number, ``words`` are its words."""

    indicator = models.CharField("指标", max_length=80)
    goal = models.CharField("比较", max_length=20, choices=Goal.choices)
    value = models.DecimalField("目标值", max_digits=14, decimal_places=2, null=True)
    words = models.CharField("原文口径", max_length=200)
    since = models.DateField("起算", null=True)
    due_on = models.DateField("期限", null=True)
    mark = models.CharField("核实标记", max_length=6)

    class Meta(OfPlan.Meta):
        verbose_name = verbose_name_plural = "方案目标"


class ReportDuty(OfPlan):
    """一项报送要求. Due on ``day`` of a month (0: its last day), that day included, or once on ``due_on``.

    It rules from ``since`` to ``until``; without an end it goes on when the plan has ended, until another plan says
    otherwise. ``sections``: what its three texts are called, empty: as usual.
    ``levels``: which levels of agencies hand it in; ``receiver``: ``upper`` for the level above, else a name.
    """

    title = models.CharField("报表", max_length=100)
    kind = models.CharField("表种", max_length=40)
    period = models.CharField("统计期", max_length=20, choices=Period.choices)
    day = models.PositiveSmallIntegerField("报送日", null=True)
    due_on = models.DateField("期限", null=True)
    since = models.DateField("自")
    until = models.DateField("至", null=True)
    levels = models.JSONField("报送层级", default=list)
    receiver = models.CharField("接收单位", max_length=100)
    sections = models.JSONField("文字部分的标题", default=list)
    mark = models.CharField("核实标记", max_length=6)

    class Meta(OfPlan.Meta):
        verbose_name = verbose_name_plural = "报送日历"
