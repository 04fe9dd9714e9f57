"""Numbers and words of 约谈 that policies and agencies set. Values: ``criteria/parameters/interviews.yaml``."""

from zhiben.kernel.parameters.declarations import declare
from zhiben.kernel.parameters.terms import ValueType

INTEGER, TEXT = ValueType.INTEGER, ValueType.TEXT

declare(
    "interviews.number_template", "约谈通知书文号格式", "", ValueType.PATTERN,
    meaning="约谈通知书的文号怎样由机关代字、文种、年份、序号组成",
    blanks=(("prefix", "机关代字"), ("kind_short", "文种"), ("year", "年份"), ("seq", "序号")),
    needed=frozenset({"year", "seq"}),
)  # fmt: skip
declare("interviews.name.NOTICE", "约谈通知文书名称", "", TEXT, meaning="约谈通知书在本地叫什么")
declare("interviews.name.MINUTES", "约谈记录名称", "", TEXT, meaning="约谈记录在本地叫什么")
declare("interviews.name.MOVED", "约谈改期文书名称", "", TEXT, meaning="约谈改期的文书在本地叫什么")
declare("interviews.short.NOTICE", "约谈通知书文种字", "", TEXT, meaning="约谈通知书文号里机关代字后面的字")
declare("interviews.decide_working_days", "约谈决定时限", "个工作日", INTEGER, least=1,
        meaning="拟稿送到负责人后，应在几个工作日内签发或者不予约谈")  # fmt: skip
declare("interviews.verify_working_days", "承诺核实时限", "个工作日", INTEGER, least=1,
        meaning="收到承诺落实情况后，应在几个工作日内核实")  # fmt: skip
declare("interviews.due_soon_days", "约谈临期提示", "天", INTEGER, meaning="距约谈或者承诺期限几天以内提醒")
declare("interviews.text.nature", "约谈的性质", "", TEXT, meaning="约谈通知书里写明约谈是什么、不是什么")
declare("interviews.text.bring", "约谈要求", "", TEXT, meaning="约谈通知书里写给对方的准备事项")
declare("interviews.urge_days", "约谈自动催办", "天", ValueType.NUMBERS,
        meaning="约谈决定、约谈承诺逾期满几天时自动催办承办人，没有就填“无”")  # fmt: skip
