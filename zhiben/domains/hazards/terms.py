"""The words of this domain, as the regulation uses them. Stored values never change; labels may."""

from typing import Final

from django.db.models import TextChoices


class Level(TextChoices):
    GENERAL = "GENERAL", "一般隐患"
    MAJOR = "MAJOR", "重大事故隐患"


class Source(TextChoices):
    """发现方式: how a hazard became known."""

    SELF_CHECK = "SELF_CHECK", "企业自查"
    SUPERVISION = "SUPERVISION", "监督抽查"
    TIP_OFF = "TIP_OFF", "举报"
    PLATFORM = "PLATFORM", "平台预警"
    UPPER = "UPPER", "上级督查"


class HazardState(TextChoices):
    REPORTED = "REPORTED", "待核实"
    CONFIRMED = "CONFIRMED", "待下达整改"
    RECORDED = "RECORDED", "随文书待下达"
    RECTIFYING = "RECTIFYING", "整改中"
    SUBMITTED = "SUBMITTED", "待复查"
    CLOSED = "CLOSED", "已销号"
    VOIDED = "VOIDED", "已作废"


OPEN_STATES: Final = frozenset(HazardState) - {HazardState.CLOSED, HazardState.VOIDED}


class NoticeKind(TextChoices):
    """执法文书种类. The names printed on paper are parameters by province; these are the labels on screen."""

    RECTIFY = "RECTIFY", "责令限期整改通知书"
    STOP = "STOP", "停工整改通知书"
    RESUME = "RESUME", "复工通知书"


class NoticeState(TextChoices):
    DRAFT = "DRAFT", "拟稿"
    REVIEWING = "REVIEWING", "待审核"
    SIGNING = "SIGNING", "待签发"
    ISSUED = "ISSUED", "整改中"
    REPLIED = "REPLIED", "待复查"
    CLEARED = "CLEARED", "待下达复工"
    COMPLETED = "COMPLETED", "已办结"
    VOIDED = "VOIDED", "已作废"


class DeliveryMethod(TextChoices):
    """送达方式."""

    DIRECT = "DIRECT", "直接送达"
    LEFT = "LEFT", "留置送达"
    POST = "POST", "邮寄送达"
    ELECTRONIC = "ELECTRONIC", "电子送达"
    PUBLIC = "PUBLIC", "公告送达"


class ChangeKind(TextChoices):
    """What a change request asks an agency's leader to approve."""

    EXTEND = "EXTEND", "延长整改期限"
    REGRADE = "REGRADE", "变更隐患等级"
    VOID = "VOID", "作废隐患"


class ChangeState(TextChoices):
    PENDING = "PENDING", "待审批"
    APPROVED = "APPROVED", "已同意"
    DECLINED = "DECLINED", "不同意"
    WITHDRAWN = "WITHDRAWN", "已撤回"


class ListingLevel(TextChoices):
    """挂牌督办层级, as ledgers state it."""

    MINISTRY = "MINISTRY", "部级"
    PROVINCE = "PROVINCE", "省级"
    CITY = "CITY", "市级"
    COUNTY = "COUNTY", "县级"


class MeasureKind(TextChoices):
    """必办措施: what a region demands for a major hazard, one by one."""

    STOP = "STOP", "停工整改"
    LIST = "LIST", "挂牌督办"
    CREDIT = "CREDIT", "信用扣分"
    SERVE = "SERVE", "送知"


class MeasureState(TextChoices):
    REQUIRED = "REQUIRED", "待办理"
    DONE = "DONE", "已完成"
    WAIVED = "WAIVED", "免办"


class ServingState(TextChoices):
    """送知: one recipient of one major hazard. Nobody known for the post yet: UNNAMED."""

    UNNAMED = "UNNAMED", "待登记收件人"
    SENT = "SENT", "待签收"
    SIGNED = "SIGNED", "已签收"
    WITHDRAWN = "WITHDRAWN", "已撤回"


class SigningMethod(TextChoices):
    ACCOUNT = "ACCOUNT", "平台账号"
    LINK = "LINK", "链接签收"
    PAPER = "PAPER", "纸质送达"


class StopArea(TextChoices):
    """How much of a site a stop notice stops. Which part is said in words (停工范围)."""

    WHOLE = "WHOLE", "全部停工"
    PART = "PART", "局部停工"


class PlanState(TextChoices):
    """治理方案 of a major hazard."""

    REQUESTED = "REQUESTED", "待报送"
    HANDED_IN = "HANDED_IN", "待审阅"
    ACCEPTED = "ACCEPTED", "已收"
    LAPSED = "LAPSED", "不再需要"


class DoubleReportState(TextChoices):
    """双报告: to the department and to the workers."""

    PENDING = "PENDING", "未双报告"
    DONE = "DONE", "已双报告"
    LAPSED = "LAPSED", "不再需要"


class LookBackState(TextChoices):
    """回头看."""

    PLANNED = "PLANNED", "待回头看"
    HELD = "HELD", "合格"
    FAILED = "FAILED", "反弹"
    CANCELLED = "CANCELLED", "已取消"


# 送知 proves who has been told. It does not keep a hazard open that has been put right: whoever will not sign would
# otherwise decide whether an agency may close its own case. The others are acts of the agency itself.
BLOCKING_MEASURES: Final = (MeasureKind.STOP, MeasureKind.LIST, MeasureKind.CREDIT)

# 三类渠道 of the documents, and which 发现方式 belong to each; the platform's own warnings are a fourth, 其他渠道.
CHANNELS: Final = (
    ("self", "自查上报", (Source.SELF_CHECK,)), ("inspection", "督导检查", (Source.SUPERVISION, Source.UPPER)),
    ("tip_off", "举报查实", (Source.TIP_OFF,)),
)  # fmt: skip
