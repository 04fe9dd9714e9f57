"""Opening a workbook or a text table, and its rows one by one as the sheet numbers them."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import python_calamine

from zhiben.kernel.papers.reading.guard import DAMAGED, check_extent, kind_of, refuse

Row = list[Any]
Merge = tuple[tuple[int, int], tuple[int, int]]
LONGEST_FIELD: Final = 200_000


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet. ``merges`` are merged ranges, counted from 0, both corners included."""

    name: str
    index: int
    height: int
    merges: tuple[Merge, ...] = ()
    encoding: str = ""


@dataclass(frozen=True, kw_only=True)
class Source:
    """A file that has passed the guard. ``format`` is ``xlsx``, ``xls`` or ``csv``."""

    path: Path
    format: str
    sheets: tuple[Sheet, ...]

    def rows(self, sheet: Sheet) -> Iterator[tuple[int, Row]]:
        """``(row number in the sheet from 1, cells from column A)``; vertically merged cells are filled downwards."""
        plain = _text_rows(self.path, sheet) if self.format == "csv" else _sheet_rows(self.path, sheet)
        return _filled_down(plain, sheet.merges)

    def sheet(self, name: str) -> Sheet:
        found = next((s for s in self.sheets if s.name == name), None)
        if found is None:
            raise refuse(f"文件里没有名为“{name}”的工作表")
        return found


def open_source(path: Path, name: str = "") -> Source:
    """The sheets of a file that have anything in them; refuses in Chinese what cannot be read."""
    kind = kind_of(path, name)
    sheets = (_text_sheet(path),) if kind == "csv" else tuple(_sheets(path))
    sheets = tuple(s for s in sheets if s.height)
    if not sheets:
        raise refuse("表格里没有内容")
    return Source(path=path, format=kind, sheets=sheets)


def _workbook(path: Path) -> python_calamine.CalamineWorkbook:
    """By content: ``.et`` and wrongly named files open too."""
    try:
        with path.open("rb") as stream:
            return python_calamine.load_workbook(stream)
    except python_calamine.PasswordError as error:
        raise refuse("文件有密码保护，请取消密码后再上传") from error
    except Exception as error:
        raise refuse(DAMAGED) from error


def _sheets(path: Path) -> Iterator[Sheet]:
    with _workbook(path) as book:
        for index, meta in enumerate(book.sheets_metadata):
            hidden = meta.visible != python_calamine.SheetVisibleEnum.Visible
            if hidden or meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = _sheet(book, index)
            end = sheet.end
            height, width = (end[0] + 1, end[1] + 1) if end and sheet.height else (0, 0)
            check_extent(height, width)
            merges = tuple(sheet.merged_cell_ranges or ())
            yield Sheet(name=meta.name, index=index, height=height, merges=merges)


def _sheet(book: python_calamine.CalamineWorkbook, index: int) -> python_calamine.CalamineSheet:
    try:
        return book.get_sheet_by_index(index)
    except Exception as error:
        raise refuse(DAMAGED) from error


def _sheet_rows(path: Path, sheet: Sheet) -> Iterator[tuple[int, Row]]:
    with _workbook(path) as book:
        opened = _sheet(book, sheet.index)
        left = [None] * (opened.start[1] if opened.start else 0)
        for number, row in enumerate(opened.iter_rows(), start=1):
            yield number, [*left, *row]


def _text_sheet(path: Path) -> Sheet:
    raw = path.read_bytes()
    try:
        raw.decode("utf-8")
        encoding = "utf-8-sig"
    except UnicodeDecodeError:
        encoding = "gb18030"
    sheet = Sheet(name="", index=0, height=raw.count(b"\n") + 1, encoding=encoding)
    width = max((len(row) for _, row in _text_rows(path, sheet)), default=0)
    check_extent(sheet.height, width)
    return sheet if width else Sheet(name="", index=0, height=0)


def _text_rows(path: Path, sheet: Sheet) -> Iterator[tuple[int, Row]]:
    csv.field_size_limit(LONGEST_FIELD)
    try:
        with path.open(encoding=sheet.encoding, newline="") as stream:
            head = stream.read(20_000)
            stream.seek(0)
            delimiter = max(",\t;", key=head.count)
            for number, row in enumerate(csv.reader(stream, delimiter=delimiter), start=1):
                yield number, list(row)
    except (csv.Error, UnicodeDecodeError) as error:
        raise refuse(DAMAGED) from error


def _filled_down(rows: Iterator[tuple[int, Row]], merges: Sequence[Merge]) -> Iterator[tuple[int, Row]]:
    """A project named once over three merged rows belongs to each of the three."""
    spans: dict[int, list[tuple[int, int]]] = {}
    for (top, left), (bottom, right) in merges:
        if bottom > top and left == right:
            spans.setdefault(top + 1, []).append((left, bottom + 1))
    carried: dict[int, tuple[Any, int]] = {}
    for number, row in rows:
        carried = {column: kept for column, kept in carried.items() if number <= kept[1]}
        for column, (value, _) in carried.items():
            if _blank_at(row, column) and column < len(row):
                row[column] = value
        begun = [(column, last) for column, last in spans.get(number, ()) if not _blank_at(row, column)]
        carried |= {column: (row[column], last) for column, last in begun}
        yield number, row


def _blank_at(row: Row, column: int) -> bool:
    return column >= len(row) or row[column] in (None, "")
