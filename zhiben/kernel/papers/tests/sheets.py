"""Messy workbooks for tests, made on the spot."""

import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from zhiben.kernel.papers.columns import Choice, Column
from zhiben.kernel.papers.ledger import Ledger, Run
from zhiben.kernel.papers.terms import CellType

T = CellType


def nothing(run: Run) -> None:
    """A ledger for reading only."""


SITES = Ledger(
    kind="test_sites",
    title="工地台账",
    key=lambda v: str(v.get("code") or v.get("name") or ""),
    apply=nothing,
    columns=(
        Column("name", "工程名称", ("项目名称",), required=True),
        Column("code", "监督编号", ("报监编号",), type=T.CODE),
        Column("kind", "工程类别", ("类别",), type=T.CHOICE, required=True,
               choices=(Choice(code="housing", label="房建"), Choice(code="municipal", label="市政"))),
        Column("area", "建筑面积", type=T.NUMBER, unit="m2"),
        Column("price", "合同价（万元）", ("合同价", "合同金额"), type=T.MONEY_WAN),
        Column("duty", "整改责任人", ("整改情况-责任人",)),
        Column("due", "整改时限", ("整改情况-时限",), type=T.DATE),
        Column("done", "是否完成", ("整改情况-是否完成",), type=T.BOOLEAN),
        Column("pm", "项目经理及电话", ("项目经理",), type=T.PERSON),
        Column("text", "隐患描述", type=T.LINES),
    ),
)  # fmt: skip


def write_book(
    path: Path, rows: Sequence[Sequence[Any]], *, merges: Sequence[tuple[int, int, int, int]] = (), name: str = "台账",
    more: Sequence[tuple[str, Sequence[Sequence[Any]]]] = (),
) -> Path:  # fmt: skip
    """``merges`` are (top, left, bottom, right) from 0. Days become real dates."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_formulas": False})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for title, body in [(name, rows), *more]:
        sheet = book.add_worksheet(title)
        for top, left, bottom, right in merges if title == name else ():
            sheet.merge_range(top, left, bottom, right, "")
        for r, row in enumerate(body):
            for c, cell in enumerate(row):
                if cell is not None:
                    sheet.write(r, c, cell, day if hasattr(cell, "isoformat") else None)
    book.close()
    return path


def zip_of(path: Path, parts: dict[str, bytes], *, compress: int = zipfile.ZIP_DEFLATED) -> Path:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", compress) as archive:
        for part, body in parts.items():
            archive.writestr(part, body)
    path.write_bytes(packed.getvalue())
    return path
