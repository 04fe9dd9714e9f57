"""Writing .xlsx: cells with their real types, texts that can never become formulas."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import xlsxwriter

# What spreadsheet programs take for the beginning of a formula, full-width look-alikes included.
DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")
OPTIONS: Final = {
    "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}  # fmt: skip
MOST_CHARACTERS: Final = 32_767
MADE_ON: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - the same rows give the same file


class Sheet:
    """A worksheet with the few formats all papers share."""

    def __init__(self, book: Any, name: str) -> None:
        self.book = book
        self.sheet = book.add_worksheet(name)
        base = {"valign": "vcenter", "text_wrap": True, "border": 1, "font_size": 10.5}
        self.formats = {
            "title": book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}),
            "plain": book.add_format({"valign": "vcenter", "text_wrap": True}),
            "header": book.add_format({**base, "bold": True, "align": "center", "bg_color": "#E9EEF5"}),
            "required": book.add_format({**base, "bold": True, "align": "center", "bg_color": "#FDE9D9"}),
            "text": book.add_format({**base, "num_format": "@"}),
            "quoted": book.add_format({**base, "num_format": "@", "quote_prefix": True}),
            "day": book.add_format({**base, "num_format": "yyyy-mm-dd"}),
            "moment": book.add_format({**base, "num_format": "yyyy-mm-dd hh:mm"}),
            "number": book.add_format({**base, "num_format": "General"}),
            "total": book.add_format({**base, "bold": True}),
        }

    def write(self, row: int, column: int, value: Any, format_name: str = "") -> None:
        """``value`` by its own type; a text always as text."""
        if value is None or value == "":
            self.sheet.write_blank(row, column, None, self.formats[format_name or "text"])
        elif isinstance(value, bool):
            self.write_text(row, column, "是" if value else "否", format_name)
        elif isinstance(value, int | float | Decimal):
            self.sheet.write_number(row, column, value, self.formats[format_name or "number"])
        elif isinstance(value, datetime):
            self.sheet.write_datetime(row, column, value.replace(tzinfo=None), self.formats[format_name or "moment"])
        elif isinstance(value, date):
            self.sheet.write_datetime(row, column, value, self.formats[format_name or "day"])
        else:
            self.write_text(row, column, str(value), format_name)

    def write_text(self, row: int, column: int, text: str, format_name: str = "") -> None:
        """Text as it is. What looks like a formula also gets the mark by which programs keep it text when re-typed."""
        chosen = format_name or ("quoted" if text.startswith(DANGEROUS) else "text")
        self.sheet.write_string(row, column, text[:MOST_CHARACTERS], self.formats[chosen])


@contextmanager
def workbook(target: Path | BytesIO, *, constant_memory: bool = True) -> Iterator[Any]:
    """A workbook being written. With ``constant_memory`` rows must come in order and stay written."""
    destination = str(target) if isinstance(target, Path) else target
    book = xlsxwriter.Workbook(destination, {**OPTIONS, "constant_memory": constant_memory})
    book.set_properties({"created": MADE_ON})
    yield book
    book.close()
