"""The words of the ladder. Stored values never change; labels may."""

from typing import Final

from django.db.models import TextChoices


class RungCode(TextChoices):
    """督办阶梯的一级: what is put on a leader's desk when a clock has run out long enough."""

    ORDER = "ORDER", "督办单"
    LISTING = "LISTING", "挂牌督办"
    INTERVIEW = "INTERVIEW", "约谈"
    OWN = "OWN", "本机关督办"
    ABOVE = "ABOVE", "上级督办"


class Outcome(TextChoices):
    """What came of a rung that was reached."""

    WAITING = "WAITING", "等前一级"
    BATCH = "BATCH", "待集中挂牌"
    DRAFTED = "DRAFTED", "待签批"
    SIGNED = "SIGNED", "已签发"
    DECLINED = "DECLINED", "不同意"
    OVERTAKEN = "OVERTAKEN", "已不需要"
    UNNEEDED = "UNNEEDED", "未另拟"


class OrderState(TextChoices):
    DRAFT = "DRAFT", "待签批"
    ISSUED = "ISSUED", "待反馈"
    ANSWERED = "ANSWERED", "待核实"
    CLOSED = "CLOSED", "已办结"
    DECLINED = "DECLINED", "不同意"
    OVERTAKEN = "OVERTAKEN", "已不需要"
    VOIDED = "VOIDED", "已作废"


class ListingMode(TextChoices):
    """挂牌方式: how listings come about in a region."""

    EACH = "EACH", "逐条拟挂牌"
    BATCH = "BATCH", "集中一批挂牌"
    NONE = "NONE", "不自动拟挂牌"


# Who settled a rung that nobody decided upon.
SYSTEM: Final = "系统"
SITE_RUNGS: Final = (RungCode.ORDER, RungCode.LISTING, RungCode.INTERVIEW)
AGENCY_RUNGS: Final = (RungCode.OWN, RungCode.ABOVE)
# A rung that still waits for something: what stands there can be overtaken.
PENDING: Final = (Outcome.WAITING, Outcome.BATCH, Outcome.DRAFTED)
# What the parameter of a rung is called: ``ladder.major.order_days``.
PARAMETER_NAMES: Final = {
    RungCode.ORDER: "order", RungCode.LISTING: "listing", RungCode.INTERVIEW: "interview", RungCode.OWN: "own",
    RungCode.ABOVE: "above",
}  # fmt: skip
