"""Ledgers out: rows to .xlsx such that importing the file again changes nothing; and empty templates to fill in."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.receipts import note_export, watched
from zhiben.kernel.base.clock import CHINA
from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.papers.columns import Column
from zhiben.kernel.papers.ledger import ExportFilter, Ledger, ledger_of
from zhiben.kernel.papers.spreadsheet import Sheet, workbook
from zhiben.kernel.papers.terms import AS_TEXT, CellType

SERIAL: Final = "序号"
SAMPLE: Final = "示例"
WIDTHS: Final = {
    CellType.LINES: 40, CellType.TEXT: 20, CellType.CODE: 20, CellType.DATE: 12, CellType.DATETIME: 17,
    CellType.PERSON: 20, CellType.ID_NUMBER: 22, CellType.PHONE: 15, CellType.ACCOUNT: 24,
    CellType.ADDRESS: 28,
}  # fmt: skip
EMPTY_ROWS: Final = 500
INSTRUCTIONS: Final = (
    "每行填一条。带 * 的列必须填写，其他列没有内容可以空着；空着的格子不会改动系统里已有的内容。",
    "“无”表示没有，“/”表示不适用，空白表示未填。",
    "日期写成 2026-03-05；是否类填 是 或 否；编号、证件号码请保持文本格式。",
    "标题行、合计行、填报人一行可以保留，导入时会自动跳过。示例行也会跳过。",
)


@transaction.atomic
def export_ledger(kind: str, wanted: ExportFilter, target: Path | BytesIO, *, at: datetime) -> int:
    """Write a whole ledger as one may see it; returns how many rows. The act is recorded.

    One transaction: what one may see is said at its beginning, and the rows are of one moment.
    """
    ledger = ledger_of(kind)
    if ledger.rows is None:
        raise InvalidInput.of("kind", f"{ledger.title}不能导出")
    count = export_rows(ledger, ledger.rows(wanted), target, at=at, personal=wanted.personal)
    record_act(
        actor=wanted.actor, verb="ledger.export", at=at, object_kind="ledger", object_id=kind, rows=count,
        division=wanted.division_code, personal=wanted.personal,
    )  # fmt: skip
    if record := watched(f"ledger:{kind}"):
        columns = [column.name for column in exported_columns(ledger, personal=wanted.personal)]
        note_export(
            wanted.actor, record, None, what=ledger.title, at=at, columns=columns, division=wanted.division_code
        )
    return count


def export_rows(
    ledger: Ledger, rows: Iterable[Mapping[str, Any]], target: Path | BytesIO, *, at: datetime, personal: bool = False,
    subtitle: str = "",
) -> int:  # fmt: skip
    """``rows`` are dicts by column name with Python values: days, numbers, codes of choices, lists of people.

    Personal numbers are left out unless ``personal``. Streams: memory does not grow with the rows.
    """
    columns = exported_columns(ledger, personal=personal)
    with workbook(target) as book:
        sheet = Sheet(book, ledger.title[:31])
        _set_columns(sheet, columns)
        _heading(sheet, ledger, columns, subtitle or f"导出时间：{at.astimezone(CHINA):%Y-%m-%d %H:%M}")
        count = 0
        for count, row in enumerate(rows, start=1):
            sheet.write(2 + count, 0, count)
            for place, column in enumerate(columns, start=1):
                _write_cell(sheet, 2 + count, place, column, row.get(column.name), personal=personal)
        _print_set_up(sheet, len(columns), last_row=2 + count)
    return count


def template_file(ledger: Ledger) -> bytes:
    """An empty ledger with drop-downs, a sample or two, and a sheet that explains every column."""
    buffer = BytesIO()
    columns = [c for c in ledger.columns if c.export]
    with workbook(buffer, constant_memory=False) as book:
        book.set_custom_property("zhiben-template", f"{ledger.kind}/{ledger.version}")
        sheet = Sheet(book, ledger.title[:31])
        _set_columns(sheet, columns)
        _heading(sheet, ledger, columns, "填报单位（盖章）：　　　　　　　填报时间：　　年　　月　　日", starred=True)
        for number, sample in enumerate(ledger.samples, start=1):
            sheet.write_text(2 + number, 0, SAMPLE)
            for place, column in enumerate(columns, start=1):
                _write_cell(sheet, 2 + number, place, column, sample.get(column.name), personal=True)
        _validations(sheet, columns, first=3 + len(ledger.samples))
        _print_set_up(sheet, len(columns), last_row=2 + len(ledger.samples))
        _explain(Sheet(book, "填写说明"), ledger, columns)
    return buffer.getvalue()


def exported_columns(ledger: Ledger, *, personal: bool) -> list[Column]:
    return [c for c in ledger.exported if personal or not c.is_personal]


def shown_value(column: Column, value: Any, *, personal: bool) -> Any:
    """What stands in the cell: labels for codes, names for people, days as days."""
    if value is None or value == "":
        return None
    match column.type:
        case CellType.CHOICE:
            return column.labels.get(str(value), str(value))
        case CellType.PERSON:
            return _people(value, personal=personal)
        case CellType.DATE | CellType.DATETIME:
            return _moment(value)
        case CellType.NUMBER | CellType.MONEY_WAN | CellType.INTEGER:
            return Decimal(str(value))
        case CellType.BOOLEAN:
            return "是" if value else "否"
        case _:
            return str(value)


def _write_cell(sheet: Sheet, row: int, place: int, column: Column, value: Any, *, personal: bool) -> None:
    shown = shown_value(column, value, personal=personal)
    sheet.write(row, place, shown, "" if shown is not None or column.type in AS_TEXT else "number")


def _people(value: Any, *, personal: bool) -> str:
    if isinstance(value, str):
        return value
    said = [f"{p['name']} {p.get('phone') or ''}".strip() if personal else p["name"] for p in value]
    return "、".join(said)


def _moment(value: Any) -> Any:
    """A month alone stays text, so that no day is invented; a moment is told in China's time."""
    if isinstance(value, datetime):
        return value.astimezone(CHINA) if value.tzinfo else value
    if isinstance(value, str) and len(value) > 7:
        parsed = datetime.fromisoformat(value)
        return parsed if "T" in value else parsed.date()
    return value if isinstance(value, date) else str(value)


def _heading(sheet: Sheet, ledger: Ledger, columns: Sequence[Column], subtitle: str, *, starred: bool = False) -> None:
    sheet.sheet.merge_range(0, 0, 0, max(1, len(columns)), "", sheet.formats["title"])
    sheet.write_text(0, 0, ledger.title, "title")
    sheet.sheet.set_row(0, 28)
    sheet.write_text(1, 0, subtitle, "plain")
    sheet.write_text(2, 0, SERIAL, "header")
    for place, column in enumerate(columns, start=1):
        required = starred and column.required
        heading = ("*" if required else "") + column.heading
        sheet.write_text(2, place, heading, "required" if required else "header")


def _set_columns(sheet: Sheet, columns: Sequence[Column]) -> None:
    sheet.sheet.set_column(0, 0, 6)
    for place, column in enumerate(columns, start=1):
        width = column.width or max(WIDTHS.get(column.type, 12), len(column.heading) * 2)
        text = sheet.formats["text"] if column.type in AS_TEXT else None
        sheet.sheet.set_column(place, place, min(width, 60), text)


def _print_set_up(sheet: Sheet, columns: int, *, last_row: int) -> None:
    sheet.sheet.freeze_panes(3, 2)
    sheet.sheet.autofilter(2, 0, max(last_row, 3), columns)
    sheet.sheet.repeat_rows(0, 2)
    sheet.sheet.set_paper(9)
    sheet.sheet.set_landscape()
    sheet.sheet.fit_to_pages(1, 0)
    sheet.sheet.print_area(0, 0, max(last_row, 3), columns)


def _validations(sheet: Sheet, columns: Sequence[Column], *, first: int) -> None:
    last = first + EMPTY_ROWS
    for place, column in enumerate(columns, start=1):
        labels = ["是", "否"] if column.type == CellType.BOOLEAN else [c.label for c in column.choices]
        if labels and len(",".join(labels)) <= 255:
            rule = {"validate": "list", "source": labels, "error_type": "warning"}
            sheet.sheet.data_validation(first, place, last, place, rule)


def _explain(sheet: Sheet, ledger: Ledger, columns: Sequence[Column]) -> None:
    sheet.sheet.set_column(0, 3, 24)
    sheet.sheet.set_column(3, 3, 70)
    sheet.write_text(0, 0, f"{ledger.title}填写说明（模板第{ledger.version}版）", "plain")
    at = 1
    for line in (*INSTRUCTIONS, *ledger.notes):
        sheet.write_text(at, 0, line, "plain")
        at += 1
    for place, head in enumerate(("列", "必填", "怎么填", "说明"), start=0):
        sheet.write_text(at, place, head, "header")
    for at, column in enumerate(columns, start=at + 1):  # noqa: B020 - goes on below the heading
        sheet.write_text(at, 0, column.heading)
        sheet.write_text(at, 1, "必填" if column.required else "")
        sheet.write_text(at, 2, CellType(column.type).label)
        choices = f"可填：{column.choice_labels}" if column.choices else ""
        sheet.write_text(at, 3, "；".join(x for x in (choices, column.help) if x))
