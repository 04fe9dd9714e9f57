"""What ledgers may contain. Values: ``criteria/parameters``."""

from zhiben.kernel.parameters.declarations import declare
from zhiben.kernel.parameters.terms import ValueType

declare("import.date_earliest", "台账日期下限", "", ValueType.DAY, meaning="导入台账时早于这一天的日期按填写错误处理")
