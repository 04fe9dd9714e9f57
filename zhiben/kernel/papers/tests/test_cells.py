"""Cells as people write them."""

import math
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiben.kernel.papers.cells.numbers import unit_in_header
from zhiben.kernel.papers.cells.parse import parse_cell
from zhiben.kernel.papers.columns import Choice, Column
from zhiben.kernel.papers.terms import CellType, Mark

NOON = datetime(2026, 3, 5, 14, 30)  # noqa: DTZ001 - a spreadsheet knows no time zone
DAY = Column("day", "日期", type=CellType.DATE)
MONTH_OK = Column("day", "日期", type=CellType.DATE, month_ok=True)
MOMENT = Column("at", "时间", type=CellType.DATETIME)
YES_NO = Column("stop", "是否停工", type=CellType.BOOLEAN)
MONEY = Column("price", "合同价", type=CellType.MONEY_WAN, places=4)
AREA = Column("area", "建筑面积", type=CellType.NUMBER, unit="m2")
COUNT = Column("count", "台数", type=CellType.INTEGER, unit="台")
CODE = Column("code", "编号", type=CellType.CODE)
NAME = Column("name", "名称")
LINES = Column("text", "描述", type=CellType.LINES)
PERSON = Column("pm", "项目经理及电话", type=CellType.PERSON)
PHONE = Column("phone", "电话", type=CellType.PHONE)
ID = Column("id", "身份证号", type=CellType.ID_NUMBER)
KIND = Column("kind", "类别", type=CellType.CHOICE, choices=(
    Choice(code="housing", label="房建", aliases=("房屋建筑", "房屋建筑工程")), Choice(code="municipal", label="市政"),
))  # fmt: skip


ALL = [DAY, MOMENT, YES_NO, MONEY, AREA, COUNT, CODE, NAME, LINES, PERSON, PHONE, ID, KIND]


@pytest.mark.parametrize("raw", [
    "2026-03-05", "2026/3/5", "2026.3.5", "2026年3月5日", "20260305", 20260305, 20260305.0, 46086, 46086.0, "46086",
    date(2026, 3, 5), NOON, "２０２６－０３－０５", " 2026 年 3 月 5 日 ", "2026-03-05 00:00:00",
    "2026-03-05T00:00:00",
    "二〇二六年三月五日", "2026年3月5日（星期四）", "2026-3-5 14:30",
    "2026年3月5号",
])  # fmt: skip
def test_every_spelling_of_a_day_is_that_day(raw: Any) -> None:
    assert parse_cell(DAY, raw).value == "2026-03-05"


@pytest.mark.parametrize(("raw", "reason"), [
    ("2026年2月30日", "没有这一天：2026年2月30日"), ("2023-02-29", "没有这一天：2023年2月29日"), 
    ("20261301", "没有13月"),
    ("2026-03", "只写到了2026年3月，这一列要写到日"), ("202603", "只写到了2026年3月，这一列要写到日"),
    ("26.3.5", "“26.3.5”的年份要写四位，如 2026-03-05"), ("3月5日", "“3月5日”没有写年份，如 2026-03-05"),
    ("尽快", "“尽快”不是日期，请写成如 2026-03-05 的样子"), (True, "应填日期"), ("1026-03-05", "年份1026不对"),
])  # fmt: skip
def test_what_is_no_day_says_why(raw: Any, reason: str) -> None:
    cell = parse_cell(DAY, raw)
    assert (cell.mark, cell.reason) == (Mark.WRONG, reason)


@pytest.mark.parametrize("raw", ["2026-03", "2026年3月", "2026.3", "202603", 2026.3, "2026年3月份", "二〇二六年三月"])
def test_a_month_stays_a_month(raw: Any) -> None:
    assert parse_cell(MONTH_OK, raw).value == "2026-03"


def test_a_month_that_excel_has_shortened_is_not_guessed() -> None:
    assert "分不清是1月还是10月" in parse_cell(MONTH_OK, 2026.10).reason


@pytest.mark.parametrize(("raw", "said"), [
    ("2026-03-05 14:30", "2026-03-05T14:30:00"),
    ("2026年3月5日14时30分", "2026-03-05T14:30:00"),
    ("2026-03-05", "2026-03-05"),
    (NOON, "2026-03-05T14:30:00"), (46086.5, "2026-03-05T12:00:00"),
])  # fmt: skip
def test_moments(raw: Any, said: str) -> None:
    assert parse_cell(MOMENT, raw).value == said


@pytest.mark.parametrize(
    "raw", ["是", "√", "有", "1", 1, 1.0, "已", "已销号", "Y", True, "✔", "是（已下达停工通知书）"]
)
def test_yes(raw: Any) -> None:
    assert parse_cell(YES_NO, raw).value is True


@pytest.mark.parametrize("raw", ["否", "×", "无", "0", 0, "未", "未完成", "N", False, "✗"])
def test_no(raw: Any) -> None:
    assert parse_cell(YES_NO, raw).value is False


def test_neither_yes_nor_no_is_refused() -> None:
    assert parse_cell(YES_NO, "再议").reason == "“再议”看不出是或否，请填 是/否"


@pytest.mark.parametrize(("raw", "unit", "said"), [
    (1234.56, "", "1234.56"), ("1,234.56", "", "1234.56"), ("500万元", "", "500"), ("3亿元", "", "30000"),
    ("12000元", "", "1.2"), (12000, "元", "1.2"), ("500", "万元", "500"), ("500万", "元", "500"),
    ("￥12,000.00元", "", "1.2"),
    (1234.5600000000001, "", "1234.56"), ("2", "亿元", "20000"),
])  # fmt: skip
def test_money_is_in_wan_whatever_the_header_or_the_cell_says(raw: Any, unit: str, said: str) -> None:
    assert parse_cell(MONEY, raw, header_unit=unit).value == said


@pytest.mark.parametrize(("raw", "unit", "said"), [
    (32000, "m2", "32000"), ("3.2", "万m2", "32000"), ("3.2万㎡", "", "32000"), ("32,000平方米", "", "32000"),
    ("32000", "", "32000"), (3.2, "万平方米", "32000"), ("约32000㎡", "", "32000"),
])  # fmt: skip
def test_areas_are_in_square_metres(raw: Any, unit: str, said: str) -> None:
    assert parse_cell(AREA, raw, header_unit=unit).value == said


@pytest.mark.parametrize("raw", ["很大", "3.2吨", "-5", "99999999999999", "abc12"])
def test_what_is_no_area_is_refused(raw: str) -> None:
    assert parse_cell(AREA, raw).mark == Mark.WRONG


def test_counts_are_whole() -> None:
    assert parse_cell(COUNT, "3台").value == 3
    assert parse_cell(COUNT, 3.0).value == 3
    assert parse_cell(COUNT, 2.5).reason == "应填整数，现为2.5"


@pytest.mark.parametrize(("header", "unit"), [
    ("合同价（万元）", "万元"), ("建筑面积(万㎡)", "万m2"), ("罚款金额（单位：元）", "元"), 
    ("面积[m²]", "m2"), ("工程名称", ""),
])  # fmt: skip
def test_units_in_headers(header: str, unit: str) -> None:
    assert unit_in_header(header) == unit


def test_codes_keep_zeros_and_long_digits() -> None:
    assert parse_cell(CODE, "0012").value == "0012"
    assert parse_cell(CODE, "'350102202603050101").value == "350102202603050101"
    assert parse_cell(CODE, 12.0).value == "12"


def test_codes_that_the_spreadsheet_has_spoilt_are_refused() -> None:
    assert "超过15位的尾数" in parse_cell(CODE, 350102202603050101.0).reason
    assert "科学计数" in parse_cell(CODE, "3.50102E+17").reason
    assert parse_cell(ID, 350102199001011234.0).mark == Mark.WRONG


def test_blank_none_and_not_applicable_are_three_things() -> None:
    assert parse_cell(CODE, None).mark == Mark.BLANK
    assert parse_cell(CODE, "  ").mark == Mark.BLANK
    assert parse_cell(CODE, "无").mark == Mark.NONE
    assert parse_cell(DAY, "/").mark == Mark.NOT_APPLICABLE
    assert parse_cell(NAME, "无").value == "无"
    assert parse_cell(YES_NO, "/").mark == Mark.NOT_APPLICABLE


@pytest.mark.parametrize("column", [CODE, PHONE, ID, NAME])
def test_masked_cells_never_overwrite(column: Column) -> None:
    cell = parse_cell(column, "3501**********1234")
    assert (cell.mark, cell.overwrites) == (Mark.MASKED, False)


def test_an_asterisk_in_a_sentence_is_no_mask() -> None:
    assert parse_cell(LINES, "600*600方木间距过大").value == "600*600方木间距过大"


def test_choices_by_any_spelling() -> None:
    assert parse_cell(KIND, " 房屋建筑 工程").value == "housing"
    assert parse_cell(KIND, "市政").value == "municipal"
    assert parse_cell(KIND, "园林").reason == "“园林”不在可选范围：房建、市政"


@pytest.mark.parametrize("raw", [
    "张三 13800138000", "张三13800138000", "张三（13800138000）", "张三/13800138000", "张三\n13800138000",
    "张三：138-0013-8000",
    "张 三　电话：13800138000", "13800138000 张三", "张三，手机：13800138000",
])  # fmt: skip
def test_a_person_with_phone(raw: str) -> None:
    assert parse_cell(PERSON, raw).value == [{"name": "张三", "phone": "13800138000"}]


def test_several_people_a_landline_and_a_masked_phone() -> None:
    two = [{"name": "张三", "phone": "13800138000"}, {"name": "李四", "phone": "13900139000"}]
    assert parse_cell(PERSON, "张三 13800138000、李四 13900139000").value == two
    assert parse_cell(PERSON, "张三13800138000 李四13900139000").value == two
    assert parse_cell(PERSON, "王五 0591-87654321").value == [{"name": "王五", "phone": "0591-87654321"}]
    assert parse_cell(PERSON, "王五 138****8000").value == [{"name": "王五", "phone": ""}]
    assert parse_cell(PERSON, "王*").mark == Mark.MASKED
    for name in ("方志强", "电力", "机智", "方电"):
        assert parse_cell(PERSON, f"{name} 联系电话：13800138000").value[0]["name"] == name
    assert parse_cell(PERSON, "欧阳娜娜").value == [{"name": "欧阳娜娜", "phone": ""}]
    assert parse_cell(PERSON, "13800138000").mark == Mark.WRONG


def test_names_lose_the_line_break_that_made_them_fit() -> None:
    assert parse_cell(NAME, "滨江花园\n一期工程").value == "滨江花园一期工程"
    assert parse_cell(LINES, "一、缺栏杆\r\n二、缺盖板").value == "一、缺栏杆\n二、缺盖板"


def test_a_formula_error_is_named() -> None:
    assert parse_cell(NAME, "#REF!").reason == "这一格是公式错误（#REF!），请改成具体内容"


@given(st.dates(min_value=date(1950, 1, 2), max_value=date(2099, 12, 30)))
def test_all_spellings_of_any_day_agree(day: date) -> None:
    spellings = [
        day.isoformat(), f"{day.year}/{day.month}/{day.day}", f"{day.year}.{day.month}.{day.day}", day,
        f"{day.year}年{day.month}月{day.day}日", day.strftime("%Y%m%d"), (day - date(1899, 12, 30)).days,
    ]  # fmt: skip
    assert {parse_cell(DAY, s).value for s in spellings} == {day.isoformat()}


@given(st.decimals(min_value=0, max_value=10_000_000, places=4))
def test_money_survives_being_written_as_yuan(amount: Decimal) -> None:
    yuan = parse_cell(MONEY, f"{amount * 10000:f}元").value
    assert Decimal(yuan) == Decimal(parse_cell(MONEY, f"{amount:f}").value) == amount


@given(
    st.text(max_size=60),
    st.sampled_from(ALL),
)
def test_nothing_a_person_can_type_raises(text: str, column: Column) -> None:
    cell = parse_cell(column, text)
    assert (cell.value is None) == (cell.mark is not None)
    assert (cell.mark == Mark.WRONG) == bool(cell.reason)


@given(st.floats(), st.sampled_from(ALL))
def test_no_number_raises(number: float, column: Column) -> None:
    """A crafted sheet holds infinities and what is no number at all."""
    cell = parse_cell(column, number)
    assert cell.mark == Mark.WRONG or math.isfinite(number)
