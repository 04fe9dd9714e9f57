"""The rows of a list as a workbook: real types, no text taken for a formula, memory that does not grow with the rows."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from zhiben.kernel.ui.lists.columns import Column, Kind, plain_value

SPREADSHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPTIONS: Final = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
ROWS_A_SHEET: Final = 1_000_000  # the format ends at 1,048,576: more goes on further sheets


def write_sheet(
    title: str, columns: Sequence[Column], rows: Iterable[Any], *, target: Path | None = None, most: int = ROWS_A_SHEET
) -> tuple[bytes, int]:
    """The file and how many rows; written as rows come, ``most`` to a sheet.

    With ``target`` it is written there, its parts beside it, and the bytes are empty.
    """
    buffer, count, line = BytesIO(), 0, most
    options = {**OPTIONS, **({"tmpdir": str(target.parent)} if target else {})}
    with xlsxwriter.Workbook(str(target) if target else buffer, options) as book:
        formats = _formats(book)
        sheet, write = _sheet(book, title, columns, formats)
        line = 0
        for count, row in enumerate(rows, start=1):
            if line == most:
                _finish(sheet, columns, line)
                sheet, write = _sheet(book, f"{title[:26]}（{count // most + 1}）", columns, formats)
                line = 0
            line += 1
            for number, column in enumerate(columns):
                write(line, number, plain_value(column, row))
        _finish(sheet, columns, line)
    return buffer.getvalue(), count


def _formats(book: Any) -> tuple[Any, Any, Any]:
    return (
        book.add_format({"bold": True, "bg_color": "#EFEDE8", "border": 1, "text_wrap": True}),
        book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )


def _sheet(
    book: Any, title: str, columns: Sequence[Column], formats: tuple[Any, Any, Any]
) -> tuple[Any, Callable[[int, int, Any], None]]:
    """With its header; and what writes a cell of it."""
    head, day, wrap = formats
    sheet = book.add_worksheet(title[:31])
    for number, column in enumerate(columns):
        sheet.set_column(number, number, 12 if column.kind != Kind.TEXT else 28, None)
        sheet.write_string(0, number, column.label, head)

    def write(line: int, number: int, value: Any) -> None:
        if isinstance(value, date) and not isinstance(value, datetime):
            sheet.write_datetime(line, number, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
        elif isinstance(value, int | float):
            sheet.write_number(line, number, value)
        elif value is not None:
            sheet.write_string(line, number, str(value), wrap)

    return sheet, write


def _finish(sheet: Any, columns: Sequence[Column], count: int) -> None:
    """Header frozen, filterable and on every page."""
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(count, 1), max(len(columns) - 1, 0))
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)
