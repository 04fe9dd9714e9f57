"""The user's own file back, with the wrong cells coloured and commented."""

from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from zhiben.kernel.papers.files import kept_file
from zhiben.kernel.papers.importing import matches_of
from zhiben.kernel.papers.ledger import ledger_of
from zhiben.kernel.papers.models import ImportBatch, ImportIssue
from zhiben.kernel.papers.reading.workbook import Source, open_source
from zhiben.kernel.papers.spreadsheet import Sheet, workbook
from zhiben.kernel.papers.terms import Level

RED, YELLOW = "FFC7CE", "FFEB9C"
AUTHOR: Final = "导入检查"
LIST: Final = "错误清单"
MOST_CELLS_IN_PLACE: Final = 400_000
Notes = Mapping[tuple[int, int], tuple[Level, str]]


def error_workbook(batch: ImportBatch) -> bytes:
    """An .xlsx whatever was uploaded: the same workbook if it was one, else a copy of the table."""
    issues = list(ImportIssue.objects.filter(batch=batch).order_by("row_no", "id"))
    notes = _notes(batch, issues)
    with kept_file(batch) as path:
        source = open_source(path, batch.file_name)
        cells = source.sheet(batch.sheet).height * max(1, len(batch.headers))
        if source.format == "xlsx" and cells <= MOST_CELLS_IN_PLACE:
            return _marked_in_place(path, batch, notes, issues)
        return _marked_copy(source, batch, notes, issues)


def _notes(batch: ImportBatch, issues: Iterable[ImportIssue]) -> Notes:
    """By cell (row, column from 1) the worst level and all reasons. What concerns a whole row is put on its first cell."""
    places = {m.column: m.index + 1 for m in matches_of(batch) if m.column}
    ledger = ledger_of(batch.kind)
    places |= {
        into: at for name, at in list(places.items()) for into in ledger.spreads_into(name) if into not in places
    }
    notes: dict[tuple[int, int], tuple[Level, str]] = {}
    for issue in issues:
        place = (issue.row_no, places.get(issue.column, 1))
        level, before = notes.get(place, (Level.WARNING, ""))
        worse = Level.ERROR if Level.ERROR in (level, issue.level) else Level.WARNING
        notes[place] = (worse, f"{before}\n{issue.advice}".strip())
    return notes


def _marked_in_place(path: Path, batch: ImportBatch, notes: Notes, issues: list[ImportIssue]) -> bytes:
    book = openpyxl.load_workbook(path)
    sheet = book[batch.sheet]
    for (row, column), (level, reason) in notes.items():
        cell = _top_left(sheet, row, column)
        cell.fill = PatternFill("solid", start_color=RED if level == Level.ERROR else YELLOW)
        cell.comment = Comment(reason, AUTHOR, width=320, height=120)
    if LIST in book.sheetnames:
        del book[LIST]
    listing = book.create_sheet(LIST)
    for row_cells in _listing(issues):
        listing.append(row_cells)
    for listed in listing.iter_rows():
        for cell in listed:
            cell.data_type = "n" if isinstance(cell.value, int) else "s"  # a value quoted from the file stays text
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _top_left(sheet: Worksheet, row: int, column: int) -> Any:
    cell = sheet.cell(row, column)
    if not isinstance(cell, MergedCell):
        return cell
    around = next(r for r in sheet.merged_cells.ranges if cell.coordinate in r)
    return sheet.cell(around.min_row, around.min_col)


def _marked_copy(source: Source, batch: ImportBatch, notes: Notes, issues: list[ImportIssue]) -> bytes:
    buffer = BytesIO()
    with workbook(buffer) as book:
        sheet = Sheet(book, (batch.sheet or "台账")[:31])
        colours = {level: book.add_format({"bg_color": f"#{colour}", "border": 1, "text_wrap": True, "num_format": "@"})
                   for level, colour in ((Level.ERROR, RED), (Level.WARNING, YELLOW))}  # fmt: skip
        sheet.formats |= {level.value: colours[level] for level in colours}
        for number, row in source.rows(source.sheet(batch.sheet)):
            for place, value in enumerate(row, start=1):
                note = notes.get((number, place))
                if value in (None, "") and not note:
                    continue
                sheet.write(number - 1, place - 1, value, note[0].value if note else "")
                if note:
                    sheet.sheet.write_comment(number - 1, place - 1, note[1], {"author": AUTHOR, "x_scale": 2})
        listing = Sheet(book, LIST)
        for at, row_cells in enumerate(_listing(issues)):
            for place, value in enumerate(row_cells):
                listing.write(at, place, value)
    return buffer.getvalue()


def _listing(issues: list[ImportIssue]) -> Iterable[list[Any]]:
    yield ["行号", "列", "内容", "原因", "级别"]
    for i in issues:
        yield [i.row_no, i.label, i.value, i.reason, Level(i.level).label]
