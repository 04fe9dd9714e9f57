"""Words of indicators. Stored codes are permanent; labels may change."""

from django.db.models import TextChoices


class Part(TextChoices):
    """Which records of a figure: those it counts, those it is measured against, those still missing."""

    NUMERATOR = "numerator", "已计入"
    DENOMINATOR = "denominator", "全部"
    REMAINDER = "remainder", "未计入"


class Goal(TextChoices):
    """How a target is compared."""

    AT_LEAST = "at_least", "不低于"
    AT_MOST = "at_most", "不高于"
    LESS_THAN_BEFORE = "less_than_before", "比上年同期下降"


class Status(TextChoices):
    """How a value stands to its target (design §5)."""

    MET = "met", "已达到"
    ON_TRACK = "on_track", "按进度"
    BEHIND = "behind", "落后于进度"
    MISSED = "missed", "未按期达到"
    NOT_COLLECTED = "not_collected", "未采集"
    NO_TARGET = "no_target", "未定目标值"


class Taking(TextChoices):
    """How the figures of a day were arrived at."""

    WHOLE = "whole", "全量"
    CHANGES = "changes", "增量"
    CHECKED = "checked", "增量并全量核对"
    LATER = "later", "事后补算"
