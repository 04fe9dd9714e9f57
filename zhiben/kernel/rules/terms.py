"""Words for rules and what they find. Stored codes are permanent; labels may change."""

from django.db.models import TextChoices


class Severity(TextChoices):
    """How much a finding matters."""

    HIGH = "high", "严重"
    MEDIUM = "medium", "一般"
    LOW = "low", "提示"


class FindingState(TextChoices):
    """``CLEARED``: the facts are gone. ``DISMISSED``: somebody answers for it being all right, until facts change."""

    OPEN = "open", "待核查"
    DISMISSED = "dismissed", "已说明"
    CLEARED = "cleared", "已消除"


class FindingVerb(TextChoices):
    """What happened to a finding."""

    RAISED = "raised", "发现"
    CHANGED = "changed", "情况有变"
    DISMISSED = "dismissed", "说明并关闭"
    REOPENED = "reopened", "重新打开"
    CLEARED = "cleared", "情况消除"
