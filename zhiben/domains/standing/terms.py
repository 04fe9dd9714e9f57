"""Words for restrictions. Stored codes are permanent; labels may change."""

from typing import Final

from django.db.models import TextChoices


class SubjectKind(TextChoices):
    """Who or what can be restricted."""

    ENTERPRISE = "enterprise", "企业"
    PERSON = "person", "人员"


class BarKind(TextChoices):
    """From what a subject is barred."""

    BID = "bid", "限制投标"
    HOLD_POST = "hold_post", "限制任职"
    PERMIT = "permit", "限制办理许可"
    RATING = "rating", "限制评优评先"
    MARKET = "market", "市场禁入"


# What bars an enterprise as a whole, so that those who head it are watched elsewhere too.
OF_THE_FIRM: Final = (BarKind.BID, BarKind.MARKET, BarKind.PERMIT)
