"""What agencies may set about corrections. Values: ``criteria/parameters/records.yaml``."""

from zhiben.kernel.parameters.declarations import declare
from zhiben.kernel.parameters.terms import ValueType

INTEGER = ValueType.INTEGER

declare("records.decide_working_days", "更正审批时限", "个工作日", INTEGER, least=1,
        meaning="收到更正申请后，应在几个工作日内审批")  # fmt: skip
declare("records.acknowledge_working_days", "更正告知确认时限", "个工作日", INTEGER, least=1,
        meaning="看过或者导出过旧值的人收到更正告知后，应在几个工作日内确认")  # fmt: skip
declare("records.due_soon_days", "更正临期提示", "天", INTEGER, meaning="距更正审批、告知确认期限几天以内提醒")
declare("records.urge_days", "更正自动催办", "天", ValueType.NUMBERS,
        meaning="更正审批、告知确认逾期满几天时自动催办，没有就填“无”")  # fmt: skip
declare("records.receipts_keep_days", "查看和导出记录保存天数", "天", INTEGER, least=30,
        meaning="谁看过、导出过档案的记录保存多少天；更早的旧值查不出到过谁（全国一个值）")  # fmt: skip
declare("records.undo_merge_days", "合并可撤销天数", "天", INTEGER, least=1,
        meaning="合并重复档案后多少天以内，没有再改动过的可以撤销")  # fmt: skip
declare("records.direct_correction", "不须另一人审批的更正项", "", ValueType.TEXT,
        meaning="一名工作人员可以直接更正的档案项，写成“企业.注册地址、人员.手机号”，其余要另一人审批，没有就填“无”")  # fmt: skip
declare("records.not_by_ledger", "台账不直接改的档案项", "", ValueType.TEXT,
        meaning="台账与已登记的不同也不直接改的项，留作待更正，写成“企业.企业名称”；只能更正的项不必重复写，没有就填“无”")  # fmt: skip
declare("records.only_corrected", "只能更正的档案项", "", ValueType.TEXT,
        meaning="这些编号登记以后不会变，改动已登记的值一律走更正，写成“企业.统一社会信用代码”，没有就填“无”")  # fmt: skip
