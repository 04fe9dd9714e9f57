"""Blank workbooks as other people make them."""

from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.styles import Border, Font, PatternFill, Side

THIN = Border(*(Side(style="thin"),) * 4)
BLUE = PatternFill("solid", start_color="DDEBF7")


def _book() -> tuple[Any, Any]:
    book = openpyxl.Workbook()
    return book, book.active


def _done(book: Any) -> BytesIO:
    buffer = BytesIO()
    book.save(buffer)
    buffer.seek(0)
    return buffer


def record_form(lines: int = 2) -> BytesIO:
    """A ledger of major hazards: title, header of two lines with merged cells and units, few free lines, sums below."""
    book, sheet = _book()
    sheet.title = "附件2"
    sheet.merge_cells("A1:I1")
    sheet["A1"] = "全市重大事故隐患整治情况表"
    sheet["A1"].font = Font(size=18, bold=True)
    sheet["A2"] = "填报单位（盖章）："
    for column, text in (("A", "序号"), ("B", "工程名称"), ("C", "项目所在地"), ("D", "隐患描述"), ("I", "分管领导")):
        sheet[f"{column}3"] = text
        sheet.merge_cells(f"{column}3:{column}4")
    sheet["E3"] = "整改情况"
    sheet.merge_cells("E3:H3")
    for column, text in (("E", "整改责任人"), ("F", "整改时限"), ("G", "整改资金（万元）"), ("H", "是否销号")):
        sheet[f"{column}4"] = text
    for row in range(5, 5 + lines):
        sheet.row_dimensions[row].height = 30
        for place in range(1, 10):
            sheet.cell(row, place).border = THIN
            sheet.cell(row, place).font = Font(name="仿宋_GB2312", size=11)
    foot = 5 + lines
    sheet.merge_cells(f"A{foot}:F{foot}")
    sheet[f"A{foot}"] = "合计"
    sheet[f"G{foot}"] = f"=SUM(G5:G{foot - 1})"
    sheet[f"A{foot + 1}"] = "填报人："
    sheet[f"D{foot + 1}"] = "审核人："
    return _done(book)


def summary_form() -> BytesIO:
    """Names of districts already printed, a formula for the rate, a line of totals, a column nobody has data for."""
    book, sheet = _book()
    sheet["A1"] = "××市安全生产治理行动月报"
    names = ("序号", "县（市、区）", "排查一般隐患数（本月）", "已整改一般隐患数（本月）", "整改率", "排查一般隐患数（累计）",
             "排查重大隐患数（其中）", "罚款金额（万元）", "联系人")  # fmt: skip
    for place, text in enumerate(names, start=1):
        sheet.cell(2, place, text).fill = BLUE
    for row, name in enumerate(("龙华", "秀英区", "洋浦新区"), start=3):
        sheet.cell(row, 1, row - 2)
        sheet.cell(row, 2, name)
        sheet.cell(row, 5, f"=D{row}/C{row}")
    sheet["A6"] = "合计"
    return _done(book)


def odd_form() -> BytesIO:
    """One column known, some unknown, and one that might be several."""
    book, sheet = _book()
    for place, text in enumerate(
        ("工程名称", "隐患部位", "隐患描述信息", "包保领导姓名", "天气", "身份证号码"), start=1
    ):
        sheet.cell(1, place, text)
    return _done(book)


def no_form() -> BytesIO:
    book, sheet = _book()
    sheet["A1"] = "会议通知"
    sheet["A2"] = "请各单位准时参加"
    return _done(book)


def deep_form() -> BytesIO:
    """Three lines of header with merged cells, breaks and units; a hidden column; a line of totals below; one unknown."""
    book, sheet = _book()
    sheet.title = "附表1"
    sheet.merge_cells("A1:J1")
    sheet["A1"] = "房屋市政工程安全隐患排查整治情况统计表\n（2026年）"
    for column, text in (
        ("A", "序\n号"),
        ("B", "县\n（市、区）"),
        ("I", "带队领导\n（姓名）"),
        ("J", "挂牌督办数\n（条）"),
    ):
        sheet[f"{column}2"] = text
        sheet.merge_cells(f"{column}2:{column}4")
    sheet["C2"], sheet["C3"], sheet["E3"], sheet["G3"] = (
        "排查整治情况",
        "排查一般\n隐患数（条）",
        "已整改一般隐患数\n（条）",
        "排查重大\n事故隐患数（条）",
    )
    sheet.merge_cells("C2:H2")
    for left, right in (("C", "D"), ("E", "F"), ("G", "H")):
        sheet.merge_cells(f"{left}3:{right}3")
    for column in "CEG":
        sheet[f"{column}4"] = "本月"
    for column in "DFH":
        sheet[f"{column}4"] = "本年\n累计"
    sheet.column_dimensions["G"].hidden = True
    for row, name in enumerate(("秀英区", "龙华区", "洋浦新区"), start=5):
        sheet.cell(row, 1, row - 4)
        sheet.cell(row, 2, name)
    sheet["A8"] = "合 计"
    sheet.merge_cells("A8:B8")
    sheet["A9"] = "填报人：　　　　审核人："
    return _done(book)


def broken_heads_form() -> BytesIO:
    """A ledger whose headers are broken over lines, with units; numbers of columns below; a hidden column in between."""
    book, sheet = _book()
    sheet["B1"] = "重大事故隐患清单"
    sheet["H2"] = "单位：万元"
    heads = (
        "序\n号",
        "工程\n名称",
        "隐患\n描述",
        "整改责任\n人",
        "整改\n时限",
        "整改资金\n（万元）",
        "属地包保\n单位意见",
        "是否\n销号",
    )
    for place, text in enumerate(heads, start=1):
        sheet.cell(3, place, text)
        sheet.cell(4, place, f"({place})")
        sheet.cell(5, place).border = THIN
    sheet.column_dimensions["D"].hidden = True
    sheet["A7"] = "总计"
    sheet["F7"] = "=SUM(F5:F6)"
    return _done(book)


def plain_form() -> bytes:
    """What an old program writes: a page for each sheet, no styles that are read; as text, for the tests make no .xls."""
    lines = ["××县报表,,,", ",,,", "地区,在建项目数（个）,检查家次（家次）-本月,分管领导", "秀英区,,,", "合计,,,"]
    return "\n".join(lines).encode("gb18030")
