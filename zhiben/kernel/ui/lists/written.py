"""The rows of a list written out: fifty rows of ten cells are too many for the template engine on every page."""

from collections.abc import Sequence
from html import escape

from django.utils.safestring import SafeString

from zhiben.kernel.ui.lists.columns import Cell, Kind
from zhiben.kernel.ui.lists.read import Row


def write_rows(rows: Sequence[Row], *, picking: bool) -> SafeString:
    """``picking``: each row has a box to tick. Everything is escaped here."""
    return SafeString("".join(_row(row, number, picking) for number, row in enumerate(rows, start=1)))


def _row(row: Row, number: int, picking: bool) -> str:
    pick = (
        f'<td class="zb-pick"><input type="checkbox" name="pick" value="{escape(str(row.pk))}" aria-label="选择第 {number} 行"></td>'
        if picking
        else ""
    )
    first, *rest = row.cells
    return f"<tr>{pick}{_first(first, row.url)}{''.join(map(_cell, rest))}</tr>\n"


def _first(cell: Cell, url: str) -> str:
    """What the row is called, pinned and leading to it."""
    inner = f'<a href="{escape(url)}">{escape(cell.text)}</a>' if url else _inner(cell)
    return _td(cell, inner, " zb-pin")


def _cell(cell: Cell) -> str:
    return _td(cell, _inner(cell), "")


def _td(cell: Cell, inner: str, more: str) -> str:
    blank = " zb-blank" if cell.blank else ""
    return f'<td class="{cell.column.css}{more}{blank}" data-label="{escape(cell.column.label)}">{inner}</td>'


def _inner(cell: Cell) -> str:
    text = escape(cell.text)
    if cell.url:
        return f'<a href="{escape(cell.url)}">{text}</a>'
    if cell.column.kind == Kind.CHIP and not cell.blank:
        tone = f" chip-{cell.tone}" if cell.tone else ""
        return f'<span class="chip{tone}">{text}</span>'
    if cell.note:
        return f'<span>{text} <span class="due-{cell.tone}">{escape(cell.note)}</span></span>'
    return f"<span>{text}</span>"
