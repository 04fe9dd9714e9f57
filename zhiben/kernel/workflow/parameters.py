"""What agencies may set about the way work is passed on. Values: ``criteria/parameters``."""

from zhiben.kernel.access.delegation import LENDERS
from zhiben.kernel.parameters.declarations import declare
from zhiben.kernel.parameters.terms import ValueType

declare(
    "access.delegation_most_days", "代理最长天数", "天", ValueType.INTEGER, least=1,
    meaning="一次委托他人代理最多几天，到期自动终止",
)  # fmt: skip
declare(
    "access.delegation_roles", "可以委托代理的身份", "", ValueType.CHOICES,
    meaning="哪些身份可以委托本单位同事代理；系统、安全、审计管理员一律不能委托",
    options=tuple((role.value, str(role.label)) for role in LENDERS),
)  # fmt: skip
