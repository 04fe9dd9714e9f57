"""What a blank workbook asks for: where its header is, and which ledger's columns its headers are."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import openpyxl

from zhiben.kernel.papers.cells.words import word_key
from zhiben.kernel.papers.filling.extent import check_blank
from zhiben.kernel.papers.ledger import Ledger
from zhiben.kernel.papers.mapping import BY_LIKENESS, Match, match_headers, score_headers
from zhiben.kernel.papers.reading.guard import DAMAGED, refuse
from zhiben.kernel.papers.reading.layout import Layout, find_layout
from zhiben.kernel.papers.reading.workbook import Source, open_source

LARGEST: Final = 10 * 1024 * 1024
KEPT: Final = "xlsx"  # whose looks are kept; what others look like cannot be read
FEWEST: Final = 2  # headers that must be known before a sheet is taken for a table of ours


@dataclass(frozen=True, kw_only=True)
class Blank:
    """``matches``: each header with its column; ``ledger``: whose columns those are; ``hidden``: columns one does not see."""

    format: str
    layout: Layout
    ledger: Ledger
    matches: Sequence[Match]
    hidden: Sequence[int] = ()

    @property
    def mapping(self) -> dict[int, str]:
        """What is certain: column by index of the header."""
        return {m.index: m.column for m in self.matches if m.column}

    @property
    def questions(self) -> list[Match]:
        """Headers to ask about: only guessed, or unknown with suggestions."""
        ignored = self.ledger.ignored
        unsure = [m for m in self.matches if m.header and (m.how == BY_LIKENESS or (not m.column and m.suggestions))]
        return [m for m in unsure if word_key(m.header) not in ignored]


def recognise_blank(path: Path, name: str, candidates: Sequence[Ledger]) -> Blank:
    """Raises InvalidInput, in words, for what is no table, too large, or has no header we know."""
    source = _source(path, name)
    if source.format == KEPT:
        check_blank(path)
    layout = find_layout(source, lambda headers: max(_points(one, headers) for one in candidates))
    if layout is None:
        raise _unknown(candidates)
    ledger = max(candidates, key=lambda one: _points(one, layout.headers))
    matches = match_headers(ledger, layout.headers)
    if sum(bool(m.column) for m in matches) < FEWEST:
        raise _unknown(candidates)
    hidden = _hidden(path, layout) if source.format == KEPT else ()
    return Blank(format=source.format, layout=layout, ledger=ledger, matches=matches, hidden=hidden)


def _hidden(path: Path, layout: Layout) -> list[int]:
    """Indices of headers whose columns the sheet hides."""
    sheet = open_blank(path, KEPT)[layout.sheet]
    spans = [(d.min or 0, d.max or 0) for d in sheet.column_dimensions.values() if d.hidden or d.width == 0]
    return [i for i, h in enumerate(layout.headers) if h and any(low <= i + 1 <= high for low, high in spans)]


def open_blank(path: Path, kind: str) -> Any:
    """The workbook to write into: the user's own where ``kind`` is ``KEPT``, else the same tables without their looks."""
    if kind == KEPT:
        check_blank(path)
        try:
            return openpyxl.load_workbook(path)
        except Exception as error:  # whatever an odd workbook makes of a reader
            raise refuse(DAMAGED) from error
    return _copied(open_source(path))


def _source(path: Path, name: str) -> Source:
    size = path.stat().st_size
    if size > LARGEST:
        raise refuse(
            f"文件有{size / 1024 / 1024:.0f}MB，超过{LARGEST // 1024 // 1024}MB 的上限。空白表一般很小，请核对是不是传错了"
        )
    return open_source(path, name)


def _points(ledger: Ledger, headers: Sequence[str]) -> float:
    """A form asks for some of a ledger's columns: what it leaves out does not count against it."""
    missing = sum(1 for c in ledger.columns if c.required)
    return score_headers(ledger, headers) + 1.5 * missing if any(headers) else 0.0


def _unknown(candidates: Sequence[Ledger]) -> Exception:
    known = "、".join(one.title for one in candidates)
    return refuse(f"没有认出表头。平台能填的表有：{known}。请确认文件里有表头，并且不是图片或者说明文字")


def _copied(source: Source) -> Any:
    book: Any = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in source.sheets:
        made = book.create_sheet((sheet.name or "表")[:31])
        for number, row in source.rows(sheet):
            for place, value in enumerate(row, start=1):
                if value not in (None, ""):
                    cell = made.cell(number, place, value)
                    cell.data_type = "s" if isinstance(value, str) else cell.data_type
        for (top, left), (bottom, right) in sheet.merges:
            made.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    return book


def saved(book: Any) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()
