"""Columns of the two hazard ledgers, with the other names bureaus give them."""

import re
from typing import Any, Final

from zhiben.domains.hazards.terms import Level, Source
from zhiben.kernel.papers.columns import Column, choices_of
from zhiben.kernel.papers.terms import CellType
from zhiben.registry.projects.public import three_parties

T = CellType
DAY: Final = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?|(?<!\d)\d{8}(?!\d)")
AROUND: Final = " 　,，、;；/:：()（）\n"
SOURCES: Final = {
    "SELF_CHECK": ("自查", "自查自纠", "企业排查", "项目自查", "自查自报"),
    "SUPERVISION": ("监督检查", "部门检查", "抽查", "日常监督", "日常检查", "双随机", "专项检查", "监管检查", "执法检查"),
    "TIP_OFF": ("投诉举报", "群众举报", "信访"), "PLATFORM": ("系统预警", "监测预警"),
    "UPPER": ("上级检查", "督查", "督导检查", "省级督查", "国务院督查"),
}  # fmt: skip
LEVELS: Final = {"GENERAL": ("一般", "较大", "较大隐患", "一般事故隐患"), "MAJOR": ("重大", "重大隐患")}


def split_day(text: str) -> tuple[str, str]:
    """The day in a text like ``王五 2026-03-05``, and what is left: who."""
    found = DAY.search(text)
    if found is None:
        return "", text.strip(AROUND)
    rest = (text[: found.start()] + " " + text[found.end() :]).replace("00:00:00", "")
    return found[0], rest.strip(AROUND)


def judged(text: str) -> dict[str, str]:
    day, who = split_day(text)
    return {"judged": day, "judge_by": who}


def reviewed(text: str) -> dict[str, str]:
    day, who = split_day(text)
    return {"reviewed": day, "review_by": who}


PROJECT: Final = (
    Column("project_name", "工程名称", ("项目名称", "工程项目名称", "单位工程名称", "所属工程", "所属项目"), required=True, longest=200,
           width=30),
    Column("supervise_no", "监督编号", ("报监编号", "监督登记号", "监督注册号"), type=T.CODE, longest=50),
)  # fmt: skip
NUMBER: Final = Column("number", "隐患编号", ("编号", "隐患编码", "隐患台账编号"), type=T.CODE, longest=64)
REGION: Final = (
    "区县",
    "所属区县",
    "所在区县",
    "所属区域",
    "所在地区",
    "地区",
    "县区",
    "县市区",
    "工程所在地",
    "行政区划",
    "所属地区",
)
RECHECK: Final = (
    Column("review", "复查（验收）人及日期", ("复查人及日期", "验收人及日期", "复查人及复查日期", "复查情况"),
           export=False, spread=reviewed),
    Column("reviewed", "复查日期", ("验收日期", "复查时间", "验收时间"), type=T.DATE),
    Column("review_by", "复查人", ("验收人", "复查（验收）人", "复查人员"), longest=64),
)  # fmt: skip
RESPONSIBLE: Final = (
    Column("resp_unit", "整改责任单位", ("责任单位", "整改单位"), required=True, longest=200, width=26),
    Column("resp_person", "整改责任人及电话", ("整改责任人", "责任人", "责任人及电话", "整改负责人", "整改责任人及联系电话"),
           type=T.PERSON, required=True),
    Column("resp_phone", "整改责任人电话", ("责任人电话", "责任人联系电话", "联系电话"), type=T.PHONE, export=False),
)  # fmt: skip
MAJOR_COLUMNS: Final = (
    NUMBER,
    *PROJECT,
    Column("region", "项目所在地", REGION, required=True),
    Column("parties", "建设/施工/监理单位", ("参建单位", "责任主体"), export=False, spread=three_parties),
    Column("owner", "建设单位", ("业主单位",), required=True, longest=200, width=26),
    Column("contractor", "施工单位", ("总包单位", "施工总承包单位", "施工企业"), required=True, longest=200, width=26),
    Column("consultant", "监理单位", ("监理企业", "监理公司"), required=True, longest=200, width=26),
    Column("location", "隐患部位", ("部位", "隐患位置", "具体部位"), required=True, longest=200),
    Column("description", "隐患描述", ("隐患内容", "重大事故隐患描述", "隐患情况", "问题描述", "隐患具体情况"), type=T.LINES, required=True,
           longest=2000),
    Column("category", "隐患类别", ("类别", "隐患类型"), required=True, longest=32,
           help="基坑、模板、脚手架、起重机械、高处作业、施工用电、拆除、有限空间、暗挖等"),
    Column("clause", "判定依据", ("判定依据（条款）", "判定条款", "依据条款", "判定标准条款", "判定标准"),
           required=True, longest=200, width=26,
           help="如 建质规〔2024〕5号第五条第（四）项，或 2024-5.4"),
    Column("source", "发现方式", ("隐患来源", "来源", "排查方式", "发现途径"), type=T.CHOICE, required=True,
           choices=choices_of(Source.choices, SOURCES)),
    Column("found", "发现日期", ("发现时间", "排查日期", "排查时间", "检查日期"), type=T.DATE, required=True),
    Column("judgement", "判定日期与判定人", ("判定日期及判定人", "判定人及日期", "判定情况"), export=False, spread=judged),
    Column("judged", "判定日期", ("判定时间",), type=T.DATE),
    Column("judge_by", "判定人", ("判定人员",), longest=64),
    Column("stop_work", "是否停工", ("停工",), type=T.BOOLEAN, required=True),
    Column("listing", "是否挂牌督办及层级", ("挂牌督办及层级", "是否挂牌督办", "挂牌督办", "督办层级", "挂牌督办层级", "是否挂牌及层级"),
           help="否，或 部级、省级、市级、县级"),
    Column("list_doc", "督办文号", ("挂牌督办文号",), type=T.CODE, longest=64),
    Column("measure", "整改措施", ("治理措施", "整改方案"), type=T.LINES, longest=2000),
    Column("fund_wan", "整改资金（万元）", ("整改资金", "治理资金"), type=T.MONEY_WAN, places=4),
    *RESPONSIBLE,
    Column("due", "整改时限", ("整改期限", "治理期限", "整改完成时限", "计划完成日期", "完成时限"), type=T.DATE, required=True),
    Column("emergency", "应急措施", ("应急预案", "防范措施"), type=T.LINES, longest=1000),
    Column("fixed", "整改完成日期", ("完成日期", "整改完成时间", "实际完成日期"), type=T.DATE),
    *RECHECK,
    Column("closed", "是否销号", ("销号", "是否闭环", "销号情况", "是否整改完成", "整改情况"), type=T.BOOLEAN, required=True),
    Column("closed_on", "销号日期", ("销号时间",), type=T.DATE),
    Column("close_doc", "销号文号", ("销号文件", "摘牌文号", "解除文号"), type=T.CODE, longest=64),
    Column("penalty", "处罚情况", ("行政处罚", "处罚"), longest=300),
    Column("double_report", "是否向职代会及部门双报告", ("是否双报告", "双报告"), type=T.BOOLEAN),
    Column("remark", "备注", ("说明",), longest=500),
)  # fmt: skip
GENERAL_COLUMNS: Final = (
    NUMBER,
    *PROJECT,
    Column("found", "检查日期", ("排查日期", "发现日期", "检查时间"), type=T.DATE, required=True),
    Column("checked_by", "检查人", ("检查人员", "排查人", "发现人"), longest=64),
    Column("description", "问题描述", ("隐患描述", "存在问题", "隐患内容", "检查发现问题", "隐患情况"),
           type=T.LINES, required=True, longest=2000),
    Column("location", "部位", ("隐患部位", "具体部位", "位置"), longest=200),
    Column("category", "类别", ("隐患类别", "隐患类型", "问题类别"), longest=32),
    Column("clause", "依据规范条款", ("规范条款", "依据", "判定依据", "依据条款"), longest=200),
    Column("source", "发现方式", ("隐患来源", "来源"), type=T.CHOICE, choices=choices_of(Source.choices, SOURCES)),
    Column("level", "隐患级别", ("隐患等级", "级别", "等级"), type=T.CHOICE, required=True, choices=choices_of(Level.choices, LEVELS)),
    Column("notice_no", "整改通知单号", ("整改通知书编号", "通知单号", "文书编号"), longest=64, export=False),
    Column("measure", "整改措施", ("整改要求",), type=T.LINES, longest=2000),
    Column("resp_unit", "整改责任单位", ("责任单位", "整改单位"), longest=200),
    Column("resp_person", "整改责任人", ("责任人", "整改责任人及电话", "责任人及电话"), type=T.PERSON),
    Column("resp_phone", "责任人电话", ("联系电话",), type=T.PHONE, export=False),
    Column("due", "整改期限", ("整改时限", "完成时限"), type=T.DATE),
    Column("fixed", "完成日期", ("整改完成日期", "整改日期"), type=T.DATE),
    *RECHECK,
    Column("conclusion", "复查结论", ("复查意见",), longest=200, export=False),
    Column("closed", "是否闭环", ("是否销号", "闭环情况", "是否整改", "是否完成"), type=T.BOOLEAN),
    Column("remark", "备注", ("说明",), longest=500),
)  # fmt: skip
SAMPLES: Final[tuple[dict[str, Any], ...]] = (
    {
        "number": "ZD-2026-001", "project_name": "某某花园一期工程", "region": "某某区", "owner": "某某置业有限公司",
        "contractor": "某某建设集团有限公司", "consultant": "某某监理有限公司", "location": "3号楼基坑东侧",
        "description": "基坑坡顶堆载超过设计限值", "category": "基坑", "clause": "建质规〔2024〕5号第五条第（四）项",
        "source": "SUPERVISION", "found": "2026-03-05", "judged": "2026-03-05", "judge_by": "王五", "stop_work": True,
        "listing": "否", "measure": "卸载并复核支护", "fund_wan": "12", "resp_unit": "某某建设集团有限公司",
        "resp_person": [{"name": "张三", "phone": "13800000000"}], "due": "2026-03-12", "closed": False,
    },
)  # fmt: skip
