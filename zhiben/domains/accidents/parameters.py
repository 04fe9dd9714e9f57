"""What must be traced where, what counts as an incident, deadlines. Values: ``criteria/parameters/accidents.yaml``."""

from zhiben.domains.accidents.catalogue import pairs
from zhiben.domains.accidents.terms import TriggerCode
from zhiben.kernel.parameters.declarations import declare
from zhiben.kernel.parameters.terms import ValueType

INTEGER, TEXT, CHOICES = ValueType.INTEGER, ValueType.TEXT, ValueType.CHOICES
BY_RULE = tuple((t.value, str(t.label)) for t in TriggerCode if t != TriggerCode.MANUAL)

declare("accidents.trace_triggers", "责任倒查的触发情形", "", CHOICES, options=BY_RULE,
        meaning="本地规定出现哪些情形要开责任倒查案件")  # fmt: skip
declare("accidents.trace_self_reported", "自报重大隐患是否倒查", "", ValueType.BOOLEAN,
        meaning="企业自查上报的重大隐患，是否也按“发现重大事故隐患”开倒查案件；未按期整改的不受此限")  # fmt: skip
declare("accidents.trace_check_days", "自查回溯天数", "天", INTEGER, least=1,
        meaning="监管或者举报发现重大隐患时，回看项目此前几天的自查，判断是未排查还是查不出")  # fmt: skip
declare("accidents.trace_refused_rounds", "复查不合格几次算拒不整改", "次", INTEGER, least=1,
        meaning="重大隐患复查几次都没有通过，按拒不整改列为应倒查")  # fmt: skip
declare("accidents.trace_reach_days", "倒查追溯天数", "天", INTEGER, least=1,
        meaning="发现日期在几天以内的重大隐患才自动开倒查案件；更早的由机关决定")  # fmt: skip
declare("accidents.trace_window_days", "证据汇集天数", "天", INTEGER, least=1,
        meaning="倒查案卷汇集事项发生前几天内的检查、自查、文书和岗位记录")  # fmt: skip
for trigger, label in BY_RULE:
    declare(f"accidents.trace_tasks.{trigger}", f"{label}的必办事项", "", CHOICES, options=pairs("tasks"),
            meaning=f"因“{label}”开的倒查案件要逐项办理的事项，全部办完才能认定")  # fmt: skip
declare("accidents.trace_tasks.MANUAL", "机关决定倒查的必办事项", "", CHOICES, options=pairs("tasks"),
        meaning="机关自行决定开的倒查案件要逐项办理的事项")  # fmt: skip
declare("accidents.begin_working_days", "启动倒查时限", "个工作日", INTEGER, least=1,
        meaning="应倒查事项列出后，应在几个工作日内启动或者写明不予倒查的理由")  # fmt: skip
declare("accidents.trace_days", "倒查认定时限", "天", INTEGER, least=1,
        meaning="启动倒查后，应在几天内查明原因、作出责任认定")  # fmt: skip
declare("accidents.close_working_days", "处理结果登记时限", "个工作日", INTEGER, least=1,
        meaning="责任认定后，应在几个工作日内登记处理结果")  # fmt: skip
declare("accidents.confirm_working_days", "事故险情核实时限", "个工作日", INTEGER, least=1,
        meaning="事故险情登记后，监管机关应在几个工作日内核实")  # fmt: skip
declare("accidents.incident_close_days", "事故险情办结时限", "天", INTEGER, least=1,
        meaning="事故险情核实后，应在几天内办结")  # fmt: skip
declare("accidents.due_soon_days", "倒查临期提示", "天", INTEGER, meaning="距倒查、核实期限几天以内提醒")
declare("accidents.urge_days", "倒查自动催办", "天", ValueType.NUMBERS,
        meaning="倒查、核实逾期满几天时自动催办承办人，没有就填“无”")  # fmt: skip
declare("accidents.non_fatal_criteria", "非亡人事故的口径", "", CHOICES, options=pairs("criteria", "NON_FATAL"),
        meaning="本地把哪些情形登记为非亡人事故，登记时选其中一条")  # fmt: skip
declare("accidents.near_miss_criteria", "重大险情的口径", "", CHOICES, options=pairs("criteria", "NEAR_MISS"),
        meaning="本地把哪些情形登记为重大险情，登记时选其中一条")  # fmt: skip
declare(
    "accidents.trace_number_template", "倒查案件编号格式", "", ValueType.PATTERN,
    meaning="倒查案件的编号怎样由机关代字、文种、年份、序号组成",
    blanks=(("prefix", "机关代字"), ("kind_short", "文种"), ("year", "年份"), ("seq", "序号")),
    needed=frozenset({"year", "seq"}),
)  # fmt: skip
declare("accidents.trace_short", "倒查案件文种字", "", TEXT, meaning="倒查案件编号里机关代字后面的字")
declare("accidents.dossier_name", "倒查案卷名称", "", TEXT, meaning="责任倒查案卷在本地叫什么")
