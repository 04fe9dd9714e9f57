"""Numbers of campaigns and reports that policies set. Values: ``criteria/parameters``."""

from zhiben.kernel.parameters.declarations import declare
from zhiben.kernel.parameters.terms import ValueType

declare(
    "reports.monthly_due_day", "月报报送日", "", ValueType.MONTH_DAY,
    meaning="每月几日前报送上月工作进展；月底报送的，报当月情况",
)  # fmt: skip
