"""Numbers and words of hazards and notices that policies and agencies set. Values: ``criteria/parameters``."""

from zhiben.domains.hazards.terms import MeasureKind
from zhiben.kernel.parameters.declarations import declare
from zhiben.kernel.parameters.terms import ValueType

INTEGER, BOOLEAN, TEXT = ValueType.INTEGER, ValueType.BOOLEAN, ValueType.TEXT

declare(
    "hazards.recheck_working_days",
    "复查时限",
    "个工作日",
    INTEGER,
    meaning="整改报告提交后，监管人员应在几个工作日内复查",
)
declare("hazards.due_soon_days", "临期提示", "天", INTEGER, meaning="距整改期限几天以内算临期")
declare(
    "hazards.urge_days", "隐患自动催办", "天", ValueType.NUMBERS, meaning="隐患逾期满几天时自动催办承办人，没有就填“无”"
)
declare(
    "notices.urge_days", "文书自动催办", "天", ValueType.NUMBERS, meaning="文书逾期满几天时自动催办承办人，没有就填“无”"
)
declare(
    "hazards.default_general_days", "一般隐患默认整改期限", "天", INTEGER, meaning="开具文书时一般隐患预填的整改天数"
)
declare("hazards.default_major_days", "重大隐患默认整改期限", "天", INTEGER, meaning="开具文书时重大隐患预填的整改天数")
declare(
    "hazards.major_fix_on_spot_allowed", "重大隐患可否当场整改", "", BOOLEAN,
    meaning="重大事故隐患能不能以“当场整改”了结，不开整改文书",
)  # fmt: skip
declare("hazards.min_officers", "执法人员下限", "人", INTEGER, meaning="一份检查文书上至少要有几名执法人员", least=2)
declare(
    "hazards.photos_required_after",
    "整改后照片下限",
    "张",
    INTEGER,
    meaning="提交整改报告时每条隐患至少要有几张整改后照片",
)
declare(
    "hazards.repeat_window_days", "重复隐患时段", "天", INTEGER, meaning="同一项目同一条款在几天内再次出现算重复隐患"
)
declare(
    "hazards.legacy_year", "存量隐患截止年份", "", INTEGER, meaning="这一年及以前排查发现、尚未销号的重大事故隐患算存量"
)
MEASURES = tuple((kind.value, kind.label) for kind in MeasureKind)
declare(
    "hazards.major_measures", "重大隐患必办措施", "", ValueType.CHOICES, options=MEASURES,
    meaning="监管机构判定的每条重大事故隐患必须逐项完成的措施",
)  # fmt: skip
declare(
    "hazards.self_reported_measures", "自查重大隐患必办措施", "", ValueType.CHOICES, options=MEASURES,
    meaning="企业自查上报、经核实的重大事故隐患必须完成的措施；自报原则上不触发扣分和挂牌",
)  # fmt: skip
declare(
    "hazards.measure_working_days", "必办措施时限", "个工作日", INTEGER, least=1,
    meaning="重大事故隐患确认后，停工、挂牌、扣分应在几个工作日内办完",
)  # fmt: skip
declare(
    "hazards.serving_hours",
    "送知签收时限",
    "小时",
    INTEGER,
    least=1,
    meaning="重大事故隐患送出后几小时仍未签收，提示监管人员",
)
declare(
    "hazards.serving_code_days",
    "送知签收码有效期",
    "天",
    INTEGER,
    least=1,
    meaning="企业负责人凭签收码打开送知链接的天数",
)
declare(
    "hazards.major_plan_required", "重大隐患治理方案", "", BOOLEAN,
    meaning="重大事故隐患下达整改后，责任单位要不要报送治理方案（责任、措施、资金、时限、预案）",
)  # fmt: skip
declare(
    "hazards.major_five_required", "下达时五定齐全", "", BOOLEAN,
    meaning="下达重大事故隐患整改时，监管人员是不是必须写全整改责任、措施、资金、时限、预案",
)  # fmt: skip
declare("hazards.plan_working_days", "治理方案报送时限", "个工作日", INTEGER, least=1,
        meaning="重大事故隐患下达整改后，责任单位应在几个工作日内报送治理方案")  # fmt: skip
declare("hazards.plan_review_working_days", "治理方案审阅时限", "个工作日", INTEGER, least=1,
        meaning="收到治理方案后，监管人员应在几个工作日内审阅")  # fmt: skip
declare("hazards.double_report_working_days", "双报告时限", "个工作日", INTEGER, least=1,
        meaning="重大事故隐患下达整改后，责任单位应在几个工作日内向部门和职工大会报告")  # fmt: skip
declare("hazards.look_back_days", "回头看时限", "天", INTEGER,
        meaning="重大事故隐患销号后应在几天内回头看，0 表示不自动安排")  # fmt: skip
declare(
    "notices.number_template",
    "文书文号格式",
    "",
    ValueType.PATTERN,
    meaning="文号怎样由机关代字、文种、年份、序号组成",
    blanks=(("prefix", "机关代字"), ("kind_short", "文种"), ("year", "年份"), ("seq", "序号")),
    needed=frozenset({"year", "seq"}),
)
declare("notices.name.RECTIFY", "整改文书名称", "", TEXT, meaning="责令限期整改的文书在本地叫什么")
declare("notices.name.STOP", "停工文书名称", "", TEXT, meaning="责令停工整改的文书在本地叫什么")
declare("notices.name.RESUME", "复工文书名称", "", TEXT, meaning="同意恢复施工的文书在本地叫什么")
declare("notices.short.RECTIFY", "整改文书文种字", "", TEXT, meaning="整改文书文号里机关代字后面的字")
declare("notices.short.STOP", "停工文书文种字", "", TEXT, meaning="停工文书文号里机关代字后面的字")
declare("notices.short.RESUME", "复工文书文种字", "", TEXT, meaning="复工文书文号里机关代字后面的字")
declare("notices.code_valid_days", "文书二维码有效期", "天", INTEGER, meaning="企业凭文书上的二维码可以办理整改的天数")
declare("notices.text.basis.RECTIFY", "整改文书的依据", "", TEXT, meaning="整改文书没有另写依据时印上的法律依据")
declare("notices.text.basis.STOP", "停工文书的依据", "", TEXT, meaning="停工文书没有另写依据时印上的法律依据")
declare("notices.text.recheck", "复查方式", "", TEXT, meaning="整改文书里写给企业的回复和复查办法")
declare("notices.text.resume_procedure", "复工程序", "", TEXT, meaning="停工文书里写给企业的申请复工办法")
declare("notices.text.consequence.RECTIFY", "逾期整改的后果", "", TEXT, meaning="整改文书里写明的逾期后果")
declare("notices.text.consequence.STOP", "拒不停工的后果", "", TEXT, meaning="停工文书里写明的拒不执行后果")
declare("notices.text.remedy", "救济途径", "", TEXT, meaning="停工文书里写明的复议和诉讼途径")
declare("notices.text.resume", "复工文书正文", "", TEXT, meaning="复工文书里的复查意见和要求")
