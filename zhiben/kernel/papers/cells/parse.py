"""One cell under one column."""

import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from zhiben.kernel.papers.cells import dates, numbers, words
from zhiben.kernel.papers.cells.cell import BLANK, MASKED, NONE, NOT_APPLICABLE, Cell, CellError, folded, wrong
from zhiben.kernel.papers.columns import Column
from zhiben.kernel.papers.terms import CellType

NONE_WORDS: Final = frozenset({"无", "没有", "暂无", "无。"})
NA_WORDS: Final = frozenset({"/", "\\", "-", "--", "—", "——", "不适用", "N/A", "n/a", "NA", "／", "－"})
EXCEL_ERRORS: Final = frozenset(
    {"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
)
KEEP_WORDS: Final = (CellType.TEXT, CellType.LINES)
STRICT_MASK: Final = (CellType.CODE, CellType.PHONE, CellType.ID_NUMBER, CellType.ACCOUNT, CellType.ADDRESS)
MASKABLE: Final = (*STRICT_MASK, CellType.TEXT, CellType.PERSON)


def parse_cell(column: Column, raw: Any, *, header_unit: str = "") -> Cell:
    """What the cell says under this column. Never raises: what cannot be understood is marked wrong with a reason.

    Plain texts keep 无 and / as written; in other columns these two are marks of their own and say "empty".
    """
    text = folded(str(raw)) if isinstance(raw, str) else ""
    if raw is None or (isinstance(raw, str) and not text):
        return BLANK
    if isinstance(raw, float) and not math.isfinite(raw):
        return wrong("这一格的数字无法识别，请改成具体内容")
    if text in EXCEL_ERRORS:
        return wrong(f"这一格是公式错误（{text}），请改成具体内容")
    if text and column.type not in KEEP_WORDS and (marked := _mark_of(column, text)):
        return marked
    if text and column.type in MASKABLE and words.is_masked(text, strict=column.type in STRICT_MASK):
        return _masked(column, text)
    return _read(column, raw, header_unit)


def _mark_of(column: Column, text: str) -> Cell | None:
    if text in NA_WORDS:
        return NOT_APPLICABLE
    if text in NONE_WORDS and column.type != CellType.BOOLEAN and words.word_key(text) not in column.words:
        return NONE
    return None


def _masked(column: Column, text: str) -> Cell:
    """A masked phone beside a name that can be read still gives the name."""
    if column.type != CellType.PERSON:
        return MASKED
    try:
        people = [{**p, "phone": "" if "*" in p["phone"] else p["phone"]} for p in words.parse_people(text)]
    except CellError:
        return MASKED
    return MASKED if any("*" in p["name"] for p in people) else Cell(value=people)


def _read(column: Column, raw: Any, header_unit: str) -> Cell:
    try:
        value = READERS[column.type](column, raw, header_unit)
    except CellError as error:
        return wrong(str(error))
    if isinstance(value, str) and column.longest and len(value) > column.longest:
        return wrong(f"太长：{len(value)}字，最多{column.longest}字")
    return Cell(value=value)


def _integer(column: Column, raw: Any, header_unit: str) -> int:
    value = numbers.parse_integer(raw, unit=column.unit)
    _within(column, Decimal(value))
    return value


def _number(column: Column, raw: Any, header_unit: str) -> str:
    return _decimal(column, numbers.parse_number(raw, unit=column.unit, header_unit=header_unit))


def _money(column: Column, raw: Any, header_unit: str) -> str:
    return _decimal(column, numbers.parse_money_wan(raw, header_unit=header_unit))


def _decimal(column: Column, value: Decimal) -> str:
    """As text, so that nothing is lost on the way through JSON."""
    _within(column, value)
    return f"{value.quantize(Decimal(1).scaleb(-column.places)).normalize():f}"


def _within(column: Column, value: Decimal) -> None:
    if column.minimum is not None and value < column.minimum:
        raise CellError(f"不能小于{column.minimum}")
    if abs(value) >= Decimal(10) ** 11:
        raise CellError("数字太大，请核对单位")


READERS: Final[dict[CellType, Callable[[Column, Any, str], Any]]] = {
    CellType.TEXT: lambda c, raw, u: words.parse_text(raw),
    CellType.LINES: lambda c, raw, u: words.parse_lines(raw),
    CellType.CODE: lambda c, raw, u: words.parse_code(raw),
    CellType.DATE: lambda c, raw, u: dates.parse_day(raw, month_ok=c.month_ok),
    CellType.DATETIME: lambda c, raw, u: dates.parse_moment(raw),
    CellType.INTEGER: _integer,
    CellType.NUMBER: _number,
    CellType.MONEY_WAN: _money,
    CellType.BOOLEAN: lambda c, raw, u: words.parse_boolean(raw),
    CellType.CHOICE: lambda c, raw, u: words.parse_choice(raw, c.words, c.choice_labels),
    CellType.PHONE: lambda c, raw, u: words.parse_phone(raw),
    CellType.ID_NUMBER: lambda c, raw, u: words.parse_number_code(raw),
    CellType.ACCOUNT: lambda c, raw, u: words.parse_number_code(raw),
    CellType.ADDRESS: lambda c, raw, u: words.parse_text(raw),
    CellType.PERSON: lambda c, raw, u: words.parse_people(raw),
}
