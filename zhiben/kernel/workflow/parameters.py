"""What agencies may set about the way work is passed on. Values: ``criteria/parameters``."""

from typing import Final

from zhiben.kernel.access.delegation import LENDERS
from zhiben.kernel.parameters.declarations import declare
from zhiben.kernel.parameters.terms import ValueType

URGE_HOUR: Final = "workflow.urge_hour"
URGES_PER_DAY: Final = "workflow.urges_per_day"

declare(
    URGE_HOUR,
    "自动催办时刻",
    "时",
    ValueType.INTEGER,
    meaning="逾期满规定天数的那一天，从几点起发自动催办（全国一个值）",
)
declare(
    URGES_PER_DAY, "每日人工催办次数", "次", ValueType.INTEGER, least=1,
    meaning="同一人对同一事项一天最多催办几次",
)  # fmt: skip
declare(
    "access.delegation_most_days", "代理最长天数", "天", ValueType.INTEGER, least=1,
    meaning="一次委托他人代理最多几天，到期自动终止",
)  # fmt: skip
declare(
    "access.delegation_roles", "可以委托代理的身份", "", ValueType.CHOICES,
    meaning="哪些身份可以委托本单位同事代理；系统、安全、审计管理员一律不能委托",
    options=tuple((role.value, str(role.label)) for role in LENDERS),
)  # fmt: skip
