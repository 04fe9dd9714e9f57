"""What agencies set about notifications. Values: ``criteria/parameters``."""

from typing import Final

from zhiben.kernel.parameters.declarations import declare
from zhiben.kernel.parameters.terms import ValueType

QUIET_FROM: Final = declare(
    "notifications.quiet_from", "免打扰开始", "点", ValueType.INTEGER,
    meaning="每天从几点起不发邮件、短信和群消息，法定送达除外；与结束相同表示不设免打扰",
).key  # fmt: skip
QUIET_TO: Final = declare(
    "notifications.quiet_to", "免打扰结束", "点", ValueType.INTEGER, meaning="免打扰到几点为止，暂缓的消息从这时起发出"
).key
RETRY_HOURS: Final = declare(
    "notifications.retry_hours", "重试时限", "小时", ValueType.INTEGER, least=1,
    meaning="一条消息交不出去时反复再试多久，过后显示为失败",
).key  # fmt: skip
