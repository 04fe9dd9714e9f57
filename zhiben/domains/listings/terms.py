"""The words of 挂牌督办. Stored values never change; labels may."""

from typing import Final

from django.db.models import TextChoices


class ListingState(TextChoices):
    DRAFT = "DRAFT", "待决定"
    LISTED = "LISTED", "待报治理方案"
    PLANNED = "PLANNED", "方案待审核"
    GOVERNING = "GOVERNING", "治理中"
    REPORTED = "REPORTED", "待现场审查"
    REVIEWED = "REVIEWED", "审查合格待解除"
    DELISTED = "DELISTED", "已解除"
    DECLINED = "DECLINED", "不予挂牌"
    VOIDED = "VOIDED", "已撤销"
    OVERTAKEN = "OVERTAKEN", "隐患已消除，不再挂牌"


class ProgressState(TextChoices):
    """一期治理进展. A missed one is an open one whose day has passed."""

    DUE = "DUE", "待报"
    REPORTED = "REPORTED", "已报"
    ENDED = "ENDED", "不再需要"


class FollowUpKind(TextChoices):
    """不治理的处理 (建质〔2011〕158号): what was done about those who do not put things right."""

    STOP = "STOP", "责令停工"
    CIRCULAR = "CIRCULAR", "通报"
    CREDIT = "CREDIT", "计入不良信用记录"
    SUSPEND = "SUSPEND", "提请暂扣安全生产许可证"
    TRANSFER = "TRANSFER", "移送"


RUNNING: Final = (
    ListingState.LISTED, ListingState.PLANNED, ListingState.GOVERNING, ListingState.REPORTED, ListingState.REVIEWED,
)  # fmt: skip
OPEN: Final = (ListingState.DRAFT, *RUNNING)
SIGNED: Final = (*RUNNING, ListingState.DELISTED)
