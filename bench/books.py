"""A ledger of hazards with as many rows as asked for, as a bureau would keep it."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import xlsxwriter

HEAD: Final = (
    "序号", "隐患编号", "工程名称", "项目所在地", "建设单位", "施工单位", "监理单位", "隐患部位", "隐患描述", "隐患类别", "判定依据",
    "发现方式", "发现日期", "是否停工", "是否挂牌督办", "整改责任单位", "整改责任人及电话", "整改时限", "整改完成日期",
    "复查人及日期", "是否销号", "备注",
)  # fmt: skip
FIRST: Final = date(2025, 1, 6)


def hazard_rows(path: Path, projects: Sequence[str], count: int, *, place: str = "", prefix: str = "PY") -> Path:
    """Two of three rows are closed, the rest are open, some of them long overdue."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("台账")
    sheet.write(0, 0, "重大事故隐患台账")
    sheet.write_row(1, 0, HEAD)
    for n in range(1, count + 1):
        found = FIRST + timedelta(days=n % 500)
        due, closed = found + timedelta(days=15), n % 3 != 0
        fixed = (found + timedelta(days=9)).isoformat() if closed else ""
        again = f"林一 {(found + timedelta(days=11)).isoformat()}" if closed else ""
        sheet.write_row(
            n + 1, 0,
            (n, f"{prefix}{n:06}", projects[n % len(projects)], place, "城投公司", "闽江建设公司", "旗山监理公司", f"{n % 30 + 1}号楼",
             f"双排脚手架第{n}处连墙件缺失，架体可见外倾", "脚手架", "建质规〔2024〕5号第七条第（一）项", "监督抽查", found.isoformat(),
             "否", "否", "闽江建设公司", f"吴大山 138{n % 100000000:08}", due.isoformat(), fixed, again, "是" if closed else "否", ""),
        )  # fmt: skip
    book.close()
    return path
