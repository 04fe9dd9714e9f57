"""The county's own ledgers as they lie on somebody's desktop: titles, merged headers, totals, dates in every spelling."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from tests.journeys.county import COUNTY_NAME, STATION

NAMES: Final = (
    "青石路安置房一期工程",
    "江滨学校扩建工程",
    "白云溪污水管网二标段",
    "旗山科创园4号地块",
    "荆溪人才公寓",
    "南屿快速路改造工程",
)
UNKNOWN: Final = "青石路安置房一期"  # nearly the first one
PROJECT_HEAD: Final = (
    ("序号",), ("工程名称",), ("监督编号",), ("施工许可证号",), ("工程地址",), ("所属区县",), ("工程类别",),
    ("建筑面积（万m2）",), ("合同价（万元）",), ("参建单位", "建设单位"), ("参建单位", "施工单位"), ("参建单位", "监理单位"),
    ("项目经理及电话",), ("开工日期",), ("计划竣工",), ("形象进度",), ("状态",),
)  # fmt: skip
HAZARD_HEAD: Final = (
    ("序号",), ("隐患编号",), ("工程名称",), ("项目所在地",), ("建设单位",), ("施工单位",), ("监理单位",), ("隐患部位",),
    ("隐患描述",), ("隐患类别",), ("判定依据",), ("发现方式",), ("发现日期",), ("是否停工",), ("是否挂牌督办",),
    ("整改情况", "整改责任单位"), ("整改情况", "整改责任人及电话"), ("整改情况", "整改时限"), ("整改情况", "整改完成日期"),
    ("复查人及日期",), ("是否销号",), ("备注",),
)  # fmt: skip
STARTS: Final = ("2025-03-05", "2025/4/6", "2025.5.7", "2025年6月8日", "20250709", date(2025, 8, 10))


def project_book() -> bytes:
    """Six projects under construction."""
    rows = [
        [n, name, f"HJ2025{n:03}", f"3501212025{n:08}", f"青石路 {n} 号", COUNTY_NAME, "房建" if n % 3 else "市政",
         f"{n}.{n}", f"{n},000.50", f"闽侯城投第{n}公司", f"闽江第{n}建设公司", "旗山监理公司",
         f"吴大{'山川河江海洋'[n - 1]} 1380000000{n}", start, "2027年12月31日", "主体施工", "在建"]
        for n, (name, start) in enumerate(zip(NAMES, STARTS, strict=True), 1)
    ]  # fmt: skip
    return write_ledger("在建项目台账", PROJECT_HEAD, rows)


def hazard_book(*, wrong: bool = True) -> bytes:
    """Open, long overdue and closed rows; with ``wrong`` also a day that does not exist and a project nobody knows."""
    rows = [
        _hazard(
            1,
            NAMES[0],
            found="2025-03-18",
            due="2025.4.2",
            fixed="2025年3月30日",
            review="林一 2025-04-01",
            closed="是",
        ),
        _hazard(2, NAMES[1], found="2025/9/5", due="2025年9月20日", closed="否", stop="√"),
        _hazard(3, NAMES[2], found="20260106", due="2026/1/20", closed="×"),
    ]
    if wrong:
        rows += [
            _hazard(4, NAMES[3], found="2026年2月30日", due="2026-03-15", closed="否"),
            _hazard(5, UNKNOWN, found="2026-02-03", due="2026-03-03", closed="否"),
        ]
    return write_ledger("重大事故隐患台账", HAZARD_HEAD, rows)


def _hazard(
    n: int, project: str, *, found: str, due: str, closed: str, fixed: str = "", review: str = "", stop: str = "否"
) -> list[Any]:
    number = NAMES.index(project) + 1 if project in NAMES else 1
    return [
        n, f"YH{n:04}", project, COUNTY_NAME, f"闽侯城投第{number}公司", f"闽江第{number}建设公司", "旗山监理公司",
        "3号楼北立面", "双排脚手架连墙件缺失，架体可见外倾", "脚手架", "建质规〔2024〕5号第七条第（一）项", "监督抽查", found, stop,
        "否", f"闽江第{number}建设公司", f"吴大山 1380000000{number}", due, fixed, review, closed, "",
    ]  # fmt: skip


def write_ledger(title: str, head: Sequence[Sequence[str]], rows: Sequence[Sequence[Any]]) -> bytes:
    """Title across all columns, who reports and when, a header of two lines, the rows, a total, who wrote it."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False})
    sheet, day = book.add_worksheet("Sheet1"), book.add_format({"num_format": "yyyy-mm-dd"})
    last = len(head) - 1
    sheet.merge_range(0, 0, 0, last, f"{COUNTY_NAME}2026年{title}")
    sheet.write(1, 0, f"填报单位（盖章）：{STATION}")
    sheet.write(1, last - 2, "填报时间：2026年 月 日")
    _write_head(sheet, head)
    for r, row in enumerate(rows, 4):
        for c, cell in enumerate(row):
            sheet.write(r, c, cell, day if isinstance(cell, date) else None)
    end = 4 + len(rows)
    sheet.write(end, 0, "合计")
    sheet.write(end, 2, f"{len(rows)}项")
    sheet.write(end + 1, 0, "填报人：许文　审核人：陈二　联系电话：0591-87000000")
    book.close()
    return out.getvalue()


def _write_head(sheet: Any, head: Sequence[Sequence[str]]) -> None:
    start = 0
    while start < len(head):
        parent = head[start][0]
        end = start
        while end + 1 < len(head) and len(head[start]) > 1 and head[end + 1][0] == parent:
            end += 1
        if len(head[start]) == 1:
            sheet.merge_range(2, start, 3, start, parent)
        else:
            sheet.merge_range(2, start, 2, end, parent)
            for c in range(start, end + 1):
                sheet.write(3, c, head[c][1])
        start = end + 1
