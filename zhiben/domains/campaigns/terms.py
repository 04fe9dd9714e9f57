"""Words of plans and reports. Stored codes are permanent; labels may change."""

from django.db.models import TextChoices


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
