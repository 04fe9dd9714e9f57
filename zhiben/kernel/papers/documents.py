"""Official documents (公文): declared once, printed as PDF and as Word."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any, Final

import segno
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from zhiben.kernel.papers.pdf import pdf, qr_svg

BODY_FONT: Final = "仿宋_GB2312"
TITLE_FONT: Final = "方正小标宋简体"
BODY_SIZE: Final = 16.0
TITLE_SIZE: Final = 26.0


@dataclass(frozen=True, kw_only=True)
class BodyTable:
    """A table between paragraphs. ``widths`` are proportions; empty shares evenly."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OfficialDocument:
    """What stands on the paper, from top to bottom.

    ``body`` are paragraphs and tables in order. ``receipt`` is a table of four cells a row (送达回证). ``qr`` is what
    the code leads to; ``qr_note`` stands under it (the number and hash). ``draft`` prints 草稿 across every page.
    """

    title: str
    agency: str = ""
    number: str = ""
    addressee: str = ""
    body: tuple[str | BodyTable, ...] = ()
    attachments: tuple[str, ...] = ()
    signed_by: str = ""
    signed_on: date | None = None
    seal_here: bool = True
    contact: str = ""
    receipt: tuple[tuple[str, str, str, str], ...] = ()
    copies: str = ""
    qr: str = ""
    qr_note: str = ""
    footnote: str = ""
    draft: bool = False


def official_pdf(paper: OfficialDocument) -> bytes:
    """The document as PDF, with its fonts inside."""
    return pdf("official", _data(paper))


def official_docx(paper: OfficialDocument) -> bytes:
    """The document as Word, to be edited where local practice asks for it. Fonts are named, not embedded."""
    word = Document()
    _page(word)
    if paper.agency:
        _line(word, paper.agency, size=22, font=TITLE_FONT, centre=True, bold=True)
    _line(word, paper.title, size=TITLE_SIZE, font=TITLE_FONT, centre=True, bold=True)
    if paper.number:
        _line(word, paper.number, centre=True)
    if paper.addressee:
        _line(word, f"{paper.addressee}：")
    for part in paper.body:
        if isinstance(part, BodyTable):
            _table(word, [part.header, *part.rows])
        else:
            _line(word, part, indent=True)
    for index, name in enumerate(paper.attachments, start=1):
        _line(word, f"{'附件：' if index == 1 else '　　　'}{index}. {name}", indent=True)
    _signature(word, paper)
    buffer = BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def chinese_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _data(paper: OfficialDocument) -> dict[str, Any]:
    body = [
        {"header": p.header, "rows": p.rows, "widths": p.widths} if isinstance(p, BodyTable) else p for p in paper.body
    ]
    return {
        "title": paper.title, "agency": paper.agency, "number": paper.number, "addressee": paper.addressee,
        "body": body, "attachments": paper.attachments, "signed_by": paper.signed_by,
        "signed_on": chinese_day(paper.signed_on) if paper.signed_on else "", "seal_here": paper.seal_here,
        "contact": paper.contact, "receipt": paper.receipt, "copies": paper.copies,
        "qr": qr_svg(paper.qr) if paper.qr else "", "qr_note": paper.qr_note, "footnote": paper.footnote,
        "draft": paper.draft,
    }  # fmt: skip


def _page(word: Any) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)


def _line(
    word: Any, text: str, *, size: float = BODY_SIZE, font: str = BODY_FONT, centre: bool = False, right: bool = False,
    bold: bool = False, indent: bool = False,
) -> Any:  # fmt: skip
    paragraph = word.add_paragraph()
    if centre or right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centre else WD_ALIGN_PARAGRAPH.RIGHT
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(size * 2)
    paragraph.paragraph_format.space_after = Pt(0)
    set_font(paragraph.add_run(text), font=font, size=size, bold=bold)
    return paragraph


def set_font(run: Any, *, font: str, size: float, bold: bool = False) -> None:
    """Chinese text takes its font from ``eastAsia``, which python-docx does not set by itself."""
    run.font.name, run.font.size, run.font.bold = font, Pt(size), bold
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _table(word: Any, rows: Sequence[Sequence[str]], *, bold_first: bool = True) -> None:
    table = word.add_table(rows=len(rows), cols=max(map(len, rows)))
    table.style = "Table Grid"
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            paragraph = table.cell(r, c).paragraphs[0]
            set_font(paragraph.add_run(text), font=BODY_FONT, size=12, bold=bold_first and r == 0)


def _signature(word: Any, paper: OfficialDocument) -> None:
    if paper.signed_by:
        _line(word, paper.signed_by, right=True)
    if paper.signed_on:
        _line(word, chinese_day(paper.signed_on), right=True)
    if paper.contact:
        _line(word, f"（{paper.contact}）", indent=True)
    if paper.qr:
        picture = BytesIO()
        segno.make(paper.qr, error="m", micro=False).save(picture, kind="png", scale=6, border=2)
        picture.seek(0)
        word.add_picture(picture, width=Mm(26))
        _line(word, paper.qr_note, size=9)
    if paper.receipt:
        _table(word, paper.receipt, bold_first=False)
    if paper.copies:
        _line(word, f"抄送：{paper.copies}", size=14)
    if paper.footnote:
        _line(word, paper.footnote, size=9)
