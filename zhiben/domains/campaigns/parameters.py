"""Numbers of campaigns and reports that policies set. Values: ``criteria/parameters``."""

from zhiben.kernel.parameters.declarations import declare
from zhiben.kernel.parameters.terms import ValueType

declare(
    "reports.monthly_due_day", "月报报送日", "", ValueType.TEXT,
    meaning="每月几日前报送上月工作进展；last 表示当月最后一天前报送当月情况",
)  # fmt: skip
