"""Numbers of campaigns and reports that policies set. Values: ``criteria/parameters``."""

from zhiben.kernel.parameters.declarations import declare
from zhiben.kernel.parameters.terms import ValueType

declare("reports.open_days", "报表提前生成天数", "天", ValueType.INTEGER, least=1,
        meaning="在报送日前几天生成报表草稿、派出待办")  # fmt: skip
declare("reports.due_soon_days", "报送临期提示", "天", ValueType.INTEGER, meaning="距报送日几天以内提醒")
declare("reports.urge_days", "报送自动催办", "天", ValueType.NUMBERS,
        meaning="报表逾期满几天时自动催办填报单位，没有就填“无”")  # fmt: skip
declare("reports.accept_working_days", "报表审核时限", "个工作日", ValueType.INTEGER, least=1,
        meaning="上级收到报表后，应在几个工作日内接收或者退回")  # fmt: skip
declare("reports.resubmit_working_days", "退回重报时限", "个工作日", ValueType.INTEGER, least=1,
        meaning="报表退回后几个工作日内重新报送的（或者在原报送日前重新报送的），仍算按期")  # fmt: skip
