"""Words of plans and reports. Stored codes are permanent; labels may change."""

from typing import Final

from django.db.models import TextChoices

TEXTS: Final = ("work", "problems", "next_steps")  # what a report says besides its figures
USUAL: Final = ("工作情况", "存在问题", "下一步打算")
MONTHLY: Final = "monthly"  # the kind of report that is the 月报


class Goal(TextChoices):
    """What a target asks of a value. Only ``AT_LEAST``, ``AT_MOST`` and the comparisons can be met by a figure."""

    AT_LEAST = "at_least", "不低于"
    AT_MOST = "at_most", "不高于"
    LESS_THAN_BEFORE = "less_than_before", "比上年同期下降"
    DONE = "done", "办结"
    WORDS = "words", "原文未给数值"


class Period(TextChoices):
    """Which days a report speaks of, seen from the day it is due."""

    MONTH_BEFORE = "month_before", "上月"
    THIS_MONTH = "this_month", "当月"
    QUARTER_BEFORE = "quarter_before", "上季度"
    YEAR = "year", "当年"
    ONCE = "once", "一次性"


class Recurrence(TextChoices):
    """How often a task is done."""

    ONCE = "once", "一次"
    CONTINUOUS = "continuous", "常态"
    MONTHLY = "monthly", "每月"
    QUARTERLY = "quarterly", "每季度"
    HALF_YEARLY = "half_yearly", "每半年"
    YEARLY = "yearly", "每年"


class ClauseState(TextChoices):
    """What has become of a clause of a plan on this platform."""

    IN_USE = "in_use", "已落实"
    PARTLY = "partly", "部分落实"
    WAITS = "waits", "待建"
    PREAMBLE = "preamble", "发文说明"


class Aspect(TextChoices):
    """The six sides of the national plan, to which every plan's own chapters are mapped; what fits none is OTHER."""

    PREVENTION = "prevention", "事前预防"
    DIGITAL = "digital", "数字化监管"
    LINKAGE = "linkage", "市场现场联动"
    ENFORCEMENT = "enforcement", "监督执法能力"
    ENTERPRISE = "enterprise", "企业本质安全"
    CULTURE = "culture", "安全文化"
    OTHER = "other", "其他"


class ReportState(TextChoices):
    """Where a report is. Late, missing and on time are no states: they follow from its days."""

    DRAFT = "DRAFT", "待核对"
    SIGNING = "SIGNING", "待签发"
    SUBMITTED = "SUBMITTED", "已报送"
    RETURNED = "RETURNED", "已退回"
    ACCEPTED = "ACCEPTED", "已接收"


class HandedIn(TextChoices):
    """How a report stands to its day, as the receiver sees it."""

    WAITING = "waiting", "应报，未到期"
    ON_TIME = "on_time", "按时"
    LATE = "late", "迟报"
    MISSING = "missing", "缺报"
    RETURNED = "returned", "退回"


class SpanKind(TextChoices):
    """Which days a page of figures speaks of, up to the chosen day."""

    MONTH = "month", "本月"
    QUARTER = "quarter", "本季度"
    HALF = "half", "本半年"
    YEAR = "year", "本年"
    CAMPAIGN = "campaign", "行动以来"
    ANY = "any", "自选日期"
