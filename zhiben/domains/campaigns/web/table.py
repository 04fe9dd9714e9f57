"""The monthly table as cells of a page: every figure leads to its records."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from zhiben.domains.campaigns.queries.columns import COLUMNS
from zhiben.domains.campaigns.queries.report import ReportData
from zhiben.domains.campaigns.queries.table import Figure, Row, Table, leaves
from zhiben.kernel.indicators.addresses import address_of


@dataclass(frozen=True)
class Cell:
    """A figure as written, and where its records are; nothing to open behind a zero."""

    text: str
    url: str
    label: str


def table_context(data: ReportData) -> dict[str, Any]:
    """What ``campaigns/table.html`` shows."""
    return {
        "groups": _groups(), "spans": _spans(), "words": _words(data.table),
        "rows": [_cells(row, data.table) for row in data.table.rows], "total": _cells(data.table.total, data.table)[1],
    }  # fmt: skip


def _groups() -> list[tuple[str, int]]:
    """Upper line of the header: group and how many columns it spans."""
    return [(group, len(list(members))) for group, members in groupby(leaves(), key=lambda leaf: leaf[0].group)]


def _spans() -> list[tuple[str, int]]:
    """Middle line: the figure and how many columns it spans."""
    return [
        (f"{c.label}（{c.unit}）" if not c.label.endswith(c.unit) else c.label, 1 if c.once else 2) for c in COLUMNS
    ]


def _words(table: Table) -> list[str]:
    """Lowest line: the period (本月, 本季度) or 累计."""
    return ["期末" if column.once else table.words[span] for column, span in leaves()]


def _cells(row: Row, table: Table) -> tuple[str, list[Cell]]:
    return row.name, [_cell(row, row.cells[column.key, span], table.words[span]) for column, span in leaves()]


def _cell(row: Row, figure: Figure, word: str) -> Cell:
    column = figure.column
    label = f"{row.name}{column.group}{column.label}{'' if column.once else word}"
    if figure.value is None:
        return Cell("—", "", label)
    text = f"{figure.value:,}" if column.part else f"{figure.value.normalize():f}"  # type: ignore[union-attr]
    url = address_of(column.indicator, figure.part, figure.question) if _has_records(figure) else ""
    return Cell(text, url, label)


def _has_records(figure: Figure) -> bool:
    """Behind a rate lie the records still missing: none when it is complete."""
    return bool(figure.value) if figure.column.part else figure.value != 100
