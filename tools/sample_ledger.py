"""A ledger of hazards as a bureau might hand it in, for a picture: title, merged header, a total, a day that is none."""

import io
from collections.abc import Sequence

import xlsxwriter

HEAD = (
    "序号", "隐患编号", "工程名称", "项目所在地", "建设单位", "施工单位", "监理单位", "隐患部位", "隐患描述", "隐患类别", "判定依据",
    "发现方式", "发现日期", "是否停工", "整改责任单位", "整改责任人及电话", "整改时限", "是否销号",
)  # fmt: skip


def wrong_ledger(rows: Sequence[tuple[str, str]]) -> bytes:
    """One row for each project with the day it was found, as written."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("台账")
    sheet.merge_range(0, 0, 0, len(HEAD) - 1, "武进区2026年重大事故隐患台账")
    sheet.write(1, 0, "填报单位（盖章）：武进区住房和城乡建设局")
    sheet.write_row(2, 0, HEAD)
    for n, (project, found) in enumerate(rows, 1):
        sheet.write_row(
            n + 2, 0,
            (n, f"WJ2026-{n:03}", project, "武进区", "城投公司", "建工公司", "监理公司", f"{n}号楼", f"第{n}步连墙件缺失",
             "脚手架", "建质规〔2024〕5号第七条第（一）项", "监督抽查", found, "否", "建工公司", "吴大山", "2026年4月5日", "否"),
        )  # fmt: skip
    sheet.write(len(rows) + 3, 0, "合计")
    book.close()
    return out.getvalue()
