"""Writing rows into somebody else's sheet: between its header and its last lines, in the looks of its first row."""

import re
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from zhiben.kernel.base.clock import CHINA
from zhiben.kernel.base.text import plain_text
from zhiben.kernel.papers.cells.words import word_key
from zhiben.kernel.papers.filling.blank import KEPT, open_blank, saved
from zhiben.kernel.papers.filling.dress import dress
from zhiben.kernel.papers.reading.guard import refuse
from zhiben.kernel.papers.reading.layout import SERIALS, TOTALS, counts_columns
from zhiben.kernel.papers.spreadsheet import DANGEROUS

MOST_ROWS: Final = 20_000
YELLOW: Final = PatternFill("solid", start_color="FFEB9C")
AUTHOR: Final = "平台填报"
BY_HAND: Final = "未能匹配，请手工填写"
REFERENCE: Final = re.compile(r"(?<![A-Za-z0-9_!])(\$?[A-Z]{1,3}\$?)(\d+)(?::(\$?[A-Z]{1,3}\$?)(\d+))?(?![\d(])")
ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
LONGEST: Final = 32_000
Values = Mapping[int, Any]


@dataclass(frozen=True, kw_only=True)
class Filling:
    """What goes into a sheet. ``row`` and ``depth``: of the header, from 1. ``rows``: values by index of the column.

    ``by_hand``: headers nobody fills, with the words of the comment. ``keyed``: the column whose names the form may
    have printed already; ``same`` says whether a printed name means the name of a row. ``totals``: for a line of totals.
    """

    sheet: str
    row: int
    depth: int
    headers: Sequence[str]
    rows: Sequence[Values]
    by_hand: Mapping[int, str] = field(default_factory=dict)
    keyed: int | None = None
    same: Callable[[str, str], bool] = str.__eq__
    totals: Values = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Filled:
    """The file; how many rows stand in it; names of rows for which the form had no line, of lines for which no row."""

    content: bytes
    rows: int
    left_out: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def fill_blank(path: Path, kind: str, filling: Filling) -> Filled:
    """The user's own file with the rows in it. Raises InvalidInput for more rows than a form takes."""
    if len(filling.rows) > MOST_ROWS:
        raise refuse(f"要填 {len(filling.rows)} 行，超过 {MOST_ROWS} 行的上限。请缩小区划或者时间范围，分几次填")
    book = open_blank(path, kind)
    if filling.sheet and filling.sheet not in book.sheetnames:
        raise refuse("模板文件里没有原来的工作表，请重新上传")
    sheet = book[filling.sheet] if filling.sheet else book.worksheets[0]
    if kind != KEPT:
        dress(sheet, row=filling.row, depth=filling.depth, headers=filling.headers)
    form = _Form(sheet, filling)
    done = form.fill()
    _mark(sheet, filling, last=form.first + max(len(filling.rows), 1) - 1)
    return Filled(content=saved(book), rows=done[0], left_out=done[1], unknown=done[2])


class _Form:
    """A sheet with free lines from ``first`` up to ``tail``, the first line below that says something."""

    def __init__(self, sheet: Worksheet, filling: Filling) -> None:
        self.sheet, self.filling = sheet, filling
        self.width = max(len(filling.headers), 1)
        self.serial = next((i for i, h in enumerate(filling.headers) if word_key(h) in SERIALS), None)
        self.first = filling.row + filling.depth
        if counts_columns([t for t in self._texts(self.first) if t]):
            self.first += 1
        self.tail = self._tail()

    def fill(self) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
        printed = self._printed()
        if printed:
            return self._fill_printed(printed)
        self._make_room(len(self.filling.rows))
        for number, values in enumerate(self.filling.rows):
            self._write(self.first + number, values, number + 1)
        if self.filling.totals and self._is_total(self.tail):
            self._write(self.tail, self.filling.totals, None)
        return len(self.filling.rows), (), ()

    def _fill_printed(self, printed: Mapping[int, str]) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
        """Each row beside its name; a form with names of its own is never made longer."""
        key, unknown, sums = self.filling.keyed, [], []
        left = {str(values.get(key) or ""): values for values in self.filling.rows} if key is not None else {}
        done = 0
        for line, name in printed.items():
            if word_key(name) in TOTALS:
                self._write(line, {i: v for i, v in self.filling.totals.items() if i != key}, None)
                sums.append(line)
                continue
            found = next((one for one in left if self.filling.same(one, name)), None)
            if found is None:
                unknown.append(name)
                continue
            self._write(line, {i: v for i, v in left.pop(found).items() if i != key}, None)
            done += 1
        for line in sums if left else ():
            words = f"合计含本表没有列出的：{'、'.join(left)}"[:LONGEST]
            _corner(self.sheet, line, 1).comment = Comment(words, AUTHOR, width=240, height=80)
        return done, tuple(left), tuple(unknown)

    def _printed(self) -> dict[int, str]:
        """Names the form has printed in its key column, by line; none when it only has a line of totals."""
        key = self.filling.keyed
        if key is None:
            return {}
        found: dict[int, str] = {}
        for line in range(self.first, self.sheet.max_row + 1):
            texts = self._texts(line)
            name = texts[key] if key < len(texts) else ""
            total = next((t for t in texts[:2] if word_key(t) in TOTALS), "")
            if not name and not total:
                break
            found[line] = total or name
        return found if any(word_key(name) not in TOTALS for name in found.values()) else {}

    def _tail(self) -> int:
        """The first line that says more than its serial number; 0 when nothing stands below."""
        for line in range(self.first, self.sheet.max_row + 1):
            texts = self._texts(line)
            said = (t for i, t in enumerate(texts) if not (i == self.serial and t.isdigit()))
            if any(t and not t.startswith("=") for t in said):
                return line
        return 0

    def _is_total(self, line: int) -> bool:
        return bool(line) and any(word_key(t) in TOTALS for t in self._texts(line)[:2])

    def _texts(self, line: int) -> list[str]:
        cells = (self.sheet.cell(line, i + 1).value for i in range(self.width))
        return ["" if value is None else plain_text(str(value)) for value in cells]

    def _cell(self, line: int, place: int) -> Any:
        return self.sheet.cell(line, place + 1)

    def _make_room(self, wanted: int) -> None:
        """More lines than the form has: what stands below moves down, merged cells, heights and sums with it."""
        free = self.tail - self.first if self.tail else wanted
        if wanted > free:
            _move_down(self.sheet, self.tail, wanted - free)
            self.tail += wanted - free

    def _write(self, line: int, values: Values, serial: int | None) -> None:
        sample = self.first
        for place in range(self.width):
            cell: Any = self.sheet.cell(line, place + 1)
            if isinstance(cell, MergedCell) or str(cell.value or "").startswith("="):
                continue  # a formula of the form itself stays
            if line != sample and not self._is_total(line):
                cell._style = copy(self._cell(sample, place)._style)
            if serial is not None and place == self.serial:
                cell.value = serial
            elif place in values:
                put(cell, values[place])


def put(cell: Any, value: Any) -> None:
    """A value as what it is. Text stays text, whatever it looks like."""
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        cell.value = value.astimezone(CHINA).replace(tzinfo=None) if value.tzinfo else value
        _format(cell, "yyyy-mm-dd hh:mm")
    elif isinstance(value, date):
        cell.value = value
        _format(cell, "yyyy-mm-dd")
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        number = Decimal(str(value))
        cell.value = int(number) if number == int(number) else float(number)
    else:
        text = ILLEGAL.sub("", str(value))[:LONGEST]
        cell.value, cell.data_type = text, "s"
        if text.startswith(DANGEROUS):
            cell.quotePrefix = True


def _format(cell: Any, wanted: str) -> None:
    if cell.number_format in ("General", "@"):
        cell.number_format = wanted


def _mark(sheet: Worksheet, filling: Filling, *, last: int) -> None:
    """Columns left to the user: coloured, and the header says so."""
    bottom = filling.row + filling.depth - 1
    for place, words in filling.by_hand.items():
        head = _corner(sheet, bottom, place + 1)
        head.fill = YELLOW
        head.comment = Comment(words, AUTHOR, width=240, height=60)
        for line in range(bottom + 1, last + 1):
            cell = sheet.cell(line, place + 1)
            if not isinstance(cell, MergedCell):
                cell.fill = YELLOW


def _corner(sheet: Worksheet, row: int, column: int) -> Any:
    cell = sheet.cell(row, column)
    if not isinstance(cell, MergedCell):
        return cell
    around = next(r for r in sheet.merged_cells.ranges if cell.coordinate in r)
    return sheet.cell(around.min_row, around.min_col)


def _move_down(sheet: Worksheet, tail: int, by: int) -> None:
    last, width = sheet.max_row, sheet.max_column
    heights = {line: sheet.row_dimensions[line].height for line in range(tail, last + 1)}
    merged = [r for r in sheet.merged_cells.ranges if r.min_row >= tail]
    for one in merged:
        sheet.unmerge_cells(one.coord)
    sheet.move_range(f"A{tail}:{get_column_letter(width)}{last}", rows=by)
    for one in merged:
        one.shift(row_shift=by)
        sheet.merge_cells(one.coord)
    for line in range(tail, last + 1):
        sheet.row_dimensions[line + by].height = heights[line]
        if line < tail + by:
            sheet.row_dimensions[line].height = None
    for row in sheet.iter_rows(min_row=tail + by, max_row=last + by):
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith("="):
                cell.value = REFERENCE.sub(lambda found: _moved(found, tail, by), cell.value)


def _moved(found: "re.Match[str]", tail: int, by: int) -> str:
    """A reference after lines were put in before ``tail``: what ended at the last free line now ends lower."""
    column, line, other, end = found[1], int(found[2]), found[3], found[4]
    start = f"{column}{line + by if line >= tail else line}"
    if end is None:
        return start
    return f"{start}:{other}{int(end) + by if int(end) >= tail - 1 else int(end)}"
