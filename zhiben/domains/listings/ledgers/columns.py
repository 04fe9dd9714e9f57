"""Columns of 挂牌督办台账, with the other names bureaus give them. Three cells hold several things at once."""

import re
from typing import Any, Final

from zhiben.domains.hazards.terms import ListingLevel
from zhiben.kernel.papers.columns import Column, choices_of
from zhiben.kernel.papers.terms import CellType

T = CellType
DAY: Final = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?|(?<!\d)20\d{6}(?!\d)")
AROUND: Final = " 　,，、;；/:：\n"
MARKS: Final = (
    ("MINISTRY", "部级|住房和城乡建设部|国家级"), ("PROVINCE", "省级|自治区级"), ("CITY", "市级|州级"),
    ("COUNTY", "县级|区级|县区级|区县级|旗级"),
)  # fmt: skip
LEVELS: Final = {
    "MINISTRY": ("部", "国家级"), "PROVINCE": ("省", "自治区级"), "CITY": ("市", "州级", "地市级"),
    "COUNTY": ("县", "区", "区级", "县区级", "区县级", "旗级"),
}  # fmt: skip


def office_parts(text: str) -> dict[str, str]:
    """``鼓楼区监督站（县级）``: who ordered it, and at which level."""
    for code, words in MARKS:
        found = re.search(rf"[（(、,，;；/\s]*(?:{words})[）)]?\s*$", text)
        if found:
            return {"agency_name": text[: found.start()].strip(AROUND + "（("), "level": code}
    return {"agency_name": text.strip(AROUND), "level": ""}


def review_parts(text: str) -> dict[str, str]:
    """``2026-03-05，王五、赵六，合格``: day, people, opinion."""
    day, rest = split_day(text)
    people, _, opinion = re.sub(r"[，,；;：:\s]+", "\x1f", rest, count=1).partition("\x1f")
    return {"reviewed": day, "review_by": people.strip(AROUND), "opinion": opinion.strip(AROUND)}


def delist_parts(text: str) -> dict[str, str]:
    """``榕解督〔2026〕1号，2026-03-05``: number and day."""
    day, rest = split_day(text)
    return {"delist_no": rest, "delisted": day}


def split_day(text: str) -> tuple[str, str]:
    """The first day in a text, and what is left."""
    found = DAY.search(text)
    if found is None:
        return "", text.strip(AROUND)
    rest = (text[: found.start()] + " " + text[found.end() :]).replace("00:00:00", "")
    return found[0], rest.strip(AROUND)


COLUMNS: Final = (
    Column("number", "督办文号", ("挂牌督办文号", "挂牌文号", "通知书文号", "督办编号"), type=T.CODE, required=True, longest=64,
           width=24),
    Column("office", "督办单位与层级", ("督办单位及层级", "督办单位、层级", "督办机关与层级"), spread=office_parts, width=30),
    Column("agency_name", "督办单位", ("督办机关", "挂牌单位", "下达单位"), longest=200, export=False),
    Column("level", "督办层级", ("层级", "挂牌层级", "督办级别"), type=T.CHOICE, export=False,
           choices=choices_of(ListingLevel.choices, LEVELS)),
    Column("project_name", "工程名称", ("项目名称", "工程项目名称", "所属工程"), required=True, longest=200, width=30),
    Column("supervise_no", "监督编号", ("报监编号", "监督登记号"), type=T.CODE, longest=50, export=False),
    Column("addressee", "责任单位", ("施工单位", "被督办单位", "治理责任单位", "整改责任单位"), longest=300, width=26),
    Column("matter", "隐患内容", ("重大隐患内容", "隐患描述", "督办事项", "重大隐患具体内容"), type=T.LINES, required=True,
           longest=4000),
    Column("clause", "判定条款", ("判定依据", "判定标准条款", "判定依据（条款）"), longest=500, width=26),
    Column("listed", "督办日期", ("挂牌日期", "下达日期", "挂牌督办日期", "督办时间"), type=T.DATE, required=True),
    Column("deadline", "治理期限", ("整改期限", "督办期限", "整改时限", "治理时限"), type=T.DATE, required=True),
    Column("plan", "治理方案报送日期", ("方案报送日期", "治理方案日期"), type=T.DATE),
    Column("progress", "治理进展（周报）", ("治理进展", "整改进展", "进展情况", "周报"), type=T.LINES, longest=4000),
    Column("reported", "治理报告日期", ("治理报告报送日期", "申请解除日期", "报告日期"), type=T.DATE),
    Column("reviewed_all", "现场审查日期、人员、意见", ("现场审查情况", "现场审查", "审查日期、人员、意见"), spread=review_parts,
           width=30),
    Column("reviewed", "现场审查日期", ("审查日期",), type=T.DATE, export=False),
    Column("review_by", "现场审查人员", ("审查人员", "审查人"), longest=200, export=False),
    Column("opinion", "现场审查意见", ("审查意见",), longest=1000, export=False),
    Column("delist", "解除文号、日期", ("解除文号及日期", "解除文号和日期", "摘牌文号、日期"), spread=delist_parts, width=28),
    Column("delist_no", "解除文号", ("摘牌文号", "销号文号"), type=T.CODE, longest=64, export=False),
    Column("delisted", "解除日期", ("摘牌日期", "解除时间"), type=T.DATE, export=False),
    Column("late", "是否逾期", ("逾期",), type=T.BOOLEAN, help="由治理期限和解除日期得出，导入时不用填"),
    Column("follow_up", "后续处理", ("处理情况", "后续处置"), type=T.LINES, longest=1000),
    Column("public_url", "公开网址", ("公示网址", "公开链接"), longest=300),
)  # fmt: skip
SAMPLES: Final[tuple[dict[str, Any], ...]] = (
    {
        "number": "某督办〔2026〕1号", "office": "某某区建设工程质量安全监督站（县级）", "project_name": "某某花园一期工程",
        "addressee": "某某建设集团有限公司", "matter": "3号楼基坑坡顶堆载超过设计限值", "listed": "2026-03-06",
        "clause": "建质规〔2024〕5号第五条第（四）项", "deadline": "2026-04-05", "plan": "2026-03-10",
        "progress": "3月13日：已卸载，支护复核中", "late": False,
    },
)  # fmt: skip
