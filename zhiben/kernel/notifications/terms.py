"""Words of notifications. Stored codes are permanent; labels may change."""

from typing import Final

from django.db.models import TextChoices


class ChannelKind(TextChoices):
    EMAIL = "email", "邮件"
    SMS = "sms", "短信"
    WEBHOOK = "webhook", "系统推送"
    WECOM = "wecom", "企业微信群机器人"
    DINGTALK = "dingtalk", "钉钉群机器人"


PERSONAL: Final = (ChannelKind.EMAIL, ChannelKind.SMS)  # to one person's own address; the person has a say
BOTS: Final = (ChannelKind.WECOM, ChannelKind.DINGTALK)  # into a group; once per message, however many are told


class DeliveryState(TextChoices):
    """``UNCERTAIN``: it was on its way when the line or the sender broke, to a receiver that cannot tell a repeat."""

    WAITING = "WAITING", "待发"
    DEFERRED = "DEFERRED", "暂缓"
    SENDING = "SENDING", "发送中"
    HANDED = "HANDED", "已交"
    CONFIRMED = "CONFIRMED", "已确认"
    UNCERTAIN = "UNCERTAIN", "可能已发"
    FAILED = "FAILED", "失败"
    SKIPPED = "SKIPPED", "不发"


TO_SEND: Final = (DeliveryState.WAITING, DeliveryState.DEFERRED)
TO_LOOK_AT: Final = (DeliveryState.FAILED, DeliveryState.UNCERTAIN)


class SkipReason(TextChoices):
    NO_EMAIL = "no_email", "没有填写邮箱"
    NO_PHONE = "no_phone", "没有填写手机号"
    SWITCHED_OFF = "switched_off", "本人关闭了这类提醒"
    NO_TEMPLATE = "no_template", "这类消息没有短信模板"


class AttemptResult(TextChoices):
    HANDED = "handed", "已交"
    FAILED = "failed", "未成"
    UNKNOWN = "unknown", "不确定"
    NEVER = "never", "对方拒收"
    HELD = "held", "未试"
