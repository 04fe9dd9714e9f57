"""A table report: declared once, printed as PDF, Word and Excel with the same merged header."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm

from zhiben.kernel.papers.documents import BODY_FONT, TITLE_FONT, set_font
from zhiben.kernel.papers.pdf import pdf
from zhiben.kernel.papers.spreadsheet import Sheet, workbook

NOT_COLLECTED: Final = "未采集"
LONG_CODE: Final = re.compile("[0-9A-Za-z-]{13,}")
PIECE: Final = re.compile(".{1,3}")
BREAK_HERE: Final = "\u200b"
CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True)
class ReportColumn:
    """One column, or a group of columns under one heading. ``number`` sets figures to the right."""

    label: str
    children: tuple["ReportColumn", ...] = ()
    width: float = 1.0
    number: bool = True

    @property
    def leaves(self) -> tuple["ReportColumn", ...]:
        return tuple(leaf for child in self.children for leaf in child.leaves) if self.children else (self,)

    @property
    def depth(self) -> int:
        return 1 + max((c.depth for c in self.children), default=0)


@dataclass(frozen=True, kw_only=True)
class HeaderCell:
    """One cell of a merged header: where its corner is, how far it reaches."""

    row: int
    column: int
    text: str
    across: int
    down: int


@dataclass(frozen=True, kw_only=True)
class TableReport:
    """``rows`` and ``totals`` have one value per leaf column; None prints as 未采集. ``subtitle`` and ``footer`` are
    spread over the width; ``notes`` explain figures, one line each. Several can be printed as one paper: each begins a
    ``new_page``, unless told to follow on. ``size`` in points; 0 chooses by the number of columns.
    """

    title: str
    columns: tuple[ReportColumn, ...]
    rows: Sequence[Sequence[Any]]
    totals: Sequence[Any] = ()
    subtitle: tuple[str, ...] = ()
    footer: tuple[str, ...] = ("填报人：", "审核人：", "联系电话：")
    notes: tuple[str, ...] = ()
    footnote: str = ""
    landscape: bool = True
    sheet_name: str = "报表"
    new_page: bool = True
    size: float = 0

    @property
    def leaves(self) -> tuple[ReportColumn, ...]:
        return tuple(leaf for column in self.columns for leaf in column.leaves)

    @property
    def depth(self) -> int:
        return max(c.depth for c in self.columns)

    def header(self) -> list[HeaderCell]:
        return list(_cells(self.columns, row=0, column=0, depth=self.depth))


def report_pdf(*reports: TableReport) -> bytes:
    """As one PDF, in the order given. On A4, or A3 when the columns of one would not be readable."""
    widest = max(len(report.leaves) for report in reports)
    return pdf(
        "table",
        {
            "title": reports[0].title, "footnote": reports[0].footnote, "landscape": reports[0].landscape,
            "paper": "a4" if widest <= 24 else "a3", "tables": [_typst_table(report) for report in reports],
        },
    )  # fmt: skip


def _typst_table(report: TableReport) -> dict[str, Any]:
    header: list[list[dict[str, Any]]] = [[] for _ in range(report.depth)]
    for cell in report.header():
        header[cell.row].append({"text": cell.text, "across": cell.across, "down": cell.down})
    many = len(report.leaves)
    return {
        "title": report.title, "subtitle": report.subtitle, "header": header, "notes": report.notes,
        "rows": [[_breakable(_printed(v)) for v in row] for row in report.rows], "totals": [_printed(v) for v in report.totals],
        "widths": [c.width for c in report.leaves], "right": [c.number for c in report.leaves],
        "footer": report.footer, "new_page": report.new_page,
        "size": report.size or (10 if many <= 12 else 8.5 if many <= 18 else 7.5),
    }  # fmt: skip


def _breakable(text: str) -> str:
    """Long numbers may go on in the next line of a narrow column instead of running into the next one."""
    return LONG_CODE.sub(lambda found: BREAK_HERE.join(PIECE.findall(found[0])), text)


def report_docx(*reports: TableReport) -> bytes:
    """As one Word file, in the order given."""
    word: Any = Document()
    section = word.sections[0]
    landscape = reports[0].landscape
    width, height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = width, height
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(14)
    for place, report in enumerate(reports):
        if place and report.new_page:
            word.add_page_break()
        _add_to_word(word, report)
    buffer = BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def _add_to_word(word: Any, report: TableReport) -> None:
    _text(word.add_paragraph(), report.title, size=18, font=TITLE_FONT, bold=True, centre=True)
    if report.subtitle:
        _text(word.add_paragraph(), "　　".join(report.subtitle))
    body = [*report.rows, *([report.totals] if report.totals else [])]
    table = word.add_table(rows=report.depth, cols=len(report.leaves))
    table.style = "Table Grid"
    for cell in report.header():
        corner = table.cell(cell.row, cell.column)
        merged = corner.merge(table.cell(cell.row + cell.down - 1, cell.column + cell.across - 1))
        _text(merged.paragraphs[0], cell.text, size=8, bold=True, centre=True)
    table._tbl.extend(_word_rows(body))
    for note in report.notes:
        _text(word.add_paragraph(), note, size=9)
    if report.footer:
        _text(word.add_paragraph(), "　　　　".join(report.footer))


def _word_rows(rows: Sequence[Sequence[Any]]) -> list[Any]:
    """Rows of a Word table, parsed in one go: making them cell by cell takes a hundred times as long."""
    made = "".join(f"<w:tr>{''.join(map(_word_cell, row))}</w:tr>" for row in rows)
    return list(parse_xml(f"<w:tbl {nsdecls('w')}>{made}</w:tbl>"))


def _word_cell(value: Any) -> str:
    text = escape(CONTROL.sub("", _printed(value)))
    return (
        f'<w:tc><w:tcPr/><w:p><w:r><w:rPr><w:rFonts w:ascii="{BODY_FONT}" w:hAnsi="{BODY_FONT}" '
        f'w:eastAsia="{BODY_FONT}"/><w:sz w:val="16"/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p></w:tc>'
    )


def report_xlsx(*reports: TableReport) -> bytes:
    """As one workbook, a sheet for each."""
    buffer = BytesIO()
    with workbook(buffer, constant_memory=False) as book:
        for report in reports:
            _add_sheet(Sheet(book, report.sheet_name), report)
    return buffer.getvalue()


def _add_sheet(sheet: Sheet, report: TableReport) -> None:
    last = len(report.leaves) - 1
    _merge(sheet, 0, 0, 0, last, report.title, "title")
    _merge(sheet, 1, 0, 1, last, "　　".join(report.subtitle), "plain")
    for cell in report.header():
        bottom, right = cell.row + 2 + cell.down - 1, cell.column + cell.across - 1
        _merge(sheet, cell.row + 2, cell.column, bottom, right, cell.text, "header")
    at = 2 + report.depth
    for row in report.rows:
        for place, value in enumerate(row):
            sheet.write(at, place, NOT_COLLECTED if value is None else value)
        at += 1
    if report.totals:
        for place, value in enumerate(report.totals):
            sheet.write(at, place, NOT_COLLECTED if value is None else value, "total")
        at += 1
    for line in (*report.notes, "　　　　".join(report.footer)):
        _merge(sheet, at, 0, at, last, line, "plain")
        at += 1
    _print_set_up(sheet, report, at)


def _print_set_up(sheet: Sheet, report: TableReport, height: int) -> None:
    last = len(report.leaves) - 1
    for place, column in enumerate(report.leaves):
        sheet.sheet.set_column(place, place, max(8, 10 * column.width))
    sheet.sheet.freeze_panes(2 + report.depth, 1)
    sheet.sheet.repeat_rows(0, 1 + report.depth)
    sheet.sheet.set_paper(9)
    if report.landscape:
        sheet.sheet.set_landscape()
    sheet.sheet.fit_to_pages(1, 0)
    sheet.sheet.print_area(0, 0, max(height - 1, 0), last)


def _cells(columns: Sequence[ReportColumn], *, row: int, column: int, depth: int) -> Iterator[HeaderCell]:
    for each in columns:
        down = 1 if each.children else depth - row
        yield HeaderCell(row=row, column=column, text=each.label, across=len(each.leaves), down=down)
        yield from _cells(each.children, row=row + 1, column=column, depth=depth)
        column += len(each.leaves)


def _merge(sheet: Sheet, top: int, left: int, bottom: int, right: int, text: str, name: str) -> None:
    if (top, left) == (bottom, right):
        sheet.write_text(top, left, text, name)
    else:
        sheet.sheet.merge_range(top, left, bottom, right, "", sheet.formats[name])
        sheet.write_text(top, left, text, name)


def _printed(value: Any) -> str:
    if value is None:
        return NOT_COLLECTED
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _text(
    paragraph: Any, text: str, *, size: float = 10.5, font: str = BODY_FONT, bold: bool = False, centre: bool = False
) -> None:
    if centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    set_font(paragraph.add_run(text), font=font, size=size, bold=bold)
