"""When each rung is reached, region by region, and the words of a 督办单. Values: ``criteria/parameters/ladder.yaml``."""

from zhiben.domains.ladder.terms import SITE_RUNGS, ListingMode
from zhiben.kernel.parameters.declarations import declare
from zhiben.kernel.parameters.terms import ValueType

LEVELS = (("major", "重大隐患"), ("general", "一般隐患"))
SITE = (("order", "督办单"), ("listing", "挂牌督办"), ("interview", "约谈"))
AGENCY = (("own", "本机关负责人"), ("above", "上级机关负责人"))

for level, grade in LEVELS:
    for name, paper in SITE:
        declare(
            f"ladder.{level}.{name}_days", f"{grade}拟{paper}的逾期天数", "天", ValueType.NUMBERS,
            meaning=f"{grade}整改逾期满几天（自然日），拟一份{paper}报负责人签批；可填几个，前一次不同意的到下一个日子再拟",
        )  # fmt: skip
    for name, leader in AGENCY:
        declare(
            f"ladder.{level}.{name}_days", f"{grade}监管环节报{leader}的逾期天数", "个工作日", ValueType.NUMBERS,
            meaning=f"{grade}待核实、待下达或待复查逾期满几个工作日，拟督办单报{leader}签批",
        )  # fmt: skip

declare(
    "ladder.handle_working_days", "核实和下达的时限", "个工作日", ValueType.INTEGER,
    meaning="待核实、待下达整改的隐患没有另定期限的，监管人员应在几个工作日内办理", least=1,
)  # fmt: skip
declare(
    "ladder.listing_mode", "挂牌方式", "", ValueType.CHOICE, meaning="到了挂牌的一级，是逐条拟稿、集中一批，还是不自动拟稿",
    options=tuple((m.value, str(m.label)) for m in ListingMode),
)  # fmt: skip
declare(
    "ladder.self_reported", "企业自查隐患适用的阶梯", "", ValueType.CHOICES,
    meaning="企业自查自报的隐患逾期后，拟哪几级督办；没有列出的不拟",
    options=tuple((code.value, str(code.label)) for code in SITE_RUNGS),
)  # fmt: skip
declare(
    "ladder.gap_days", "两级之间的间隔", "天", ValueType.INTEGER,
    meaning="前一级签发或不同意以后，满几天（自然日）仍未整改的，才拟后一级",
)  # fmt: skip
declare(
    "ladder.decide_working_days", "督办单签批时限", "个工作日", ValueType.INTEGER,
    meaning="督办单拟稿后，负责人应在几个工作日内签发或写明不同意的理由", least=1,
)  # fmt: skip
declare(
    "ladder.answer_working_days", "督办单反馈时限", "个工作日", ValueType.INTEGER,
    meaning="督办单签发后，被督办单位应在几个工作日内反馈", least=1,
)  # fmt: skip
declare(
    "ladder.verify_working_days", "督办反馈核实时限", "个工作日", ValueType.INTEGER,
    meaning="收到督办反馈后，督办机关应在几个工作日内核实", least=1,
)  # fmt: skip
declare("ladder.due_soon_days", "督办临期提示", "天", ValueType.INTEGER, meaning="距督办期限几天以内算临期")
declare(
    "ladder.urge_days", "督办单自动催办", "天", ValueType.NUMBERS,
    meaning="督办单签批、反馈、核实逾期满几天时自动催办承办人，没有就填“无”",
)  # fmt: skip
declare(
    "ladder.order_number_template", "督办单文号格式", "", ValueType.PATTERN,
    meaning="督办单的文号怎样由机关代字、文种、年份、序号组成",
    blanks=(("prefix", "机关代字"), ("kind_short", "文种"), ("year", "年份"), ("seq", "序号")),
    needed=frozenset({"year", "seq"}),
)  # fmt: skip
declare("ladder.order_name", "督办单名称", "", ValueType.TEXT, meaning="督办单在本地叫什么")
declare("ladder.order_short", "督办单文种字", "", ValueType.TEXT, meaning="督办单文号里机关代字后面的字")
declare("ladder.text.basis", "督办单的依据", "", ValueType.TEXT, meaning="督办单写明的依据")
declare("ladder.text.demands", "对责任单位的督办要求", "", ValueType.TEXT, meaning="发给企业的督办单预填的督办要求")
declare(
    "ladder.text.agency_demands",
    "对监管机构的督办要求",
    "",
    ValueType.TEXT,
    meaning="发给监管机构的督办单预填的督办要求",
)
declare("ladder.text.consequence", "逾期不反馈的后果", "", ValueType.TEXT, meaning="发给企业的督办单写明的后果")
