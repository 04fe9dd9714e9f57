"""Plain looks for a blank whose own could not be read (.xls, .et, text): a ruled table with a head that is one."""

from collections.abc import Sequence
from copy import copy
from typing import Any, Final

from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

RULED: Final = Border(*(Side(style="thin"),) * 4)
MIDDLE: Final = Alignment(horizontal="center", vertical="center", wrap_text=True)
WRAPPED: Final = Alignment(vertical="center", wrap_text=True)
NARROWEST, WIDEST, CHARACTER = 8, 28, 2.2


def dress(sheet: Worksheet, *, row: int, depth: int, headers: Sequence[str]) -> None:
    """``row`` and ``depth``: of the header, from 1. The first line below lends its looks to those that are added."""
    last = row + depth - 1
    for line in range(1, sheet.max_row + 1):
        table = line >= row
        for place in range(1, len(headers) + 1):
            cell: Any = sheet.cell(line, place)
            if table:
                cell.border = copy(RULED)
                cell.alignment = copy(MIDDLE if line <= last else WRAPPED)
            elif not isinstance(cell, MergedCell) and cell.value not in (None, ""):
                cell.alignment = copy(MIDDLE) if line == 1 else Alignment(vertical="center")
            if line <= last and (table or line == 1) and not isinstance(cell, MergedCell):
                cell.font = Font(bold=True, size=16 if line == 1 and not table else 11)
    for place, header in enumerate(headers, start=1):
        longest = max(map(len, header.replace("\n", " ").replace("-", " ").split(" ")), default=0)
        sheet.column_dimensions[get_column_letter(place)].width = min(max(longest * CHARACTER, NARROWEST), WIDEST)
