"""Ledgers in tests: rows to a workbook to an import, and back out."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.papers import importing
from zhiben.kernel.papers.exporting import export_ledger
from zhiben.kernel.papers.ledger import ExportFilter
from zhiben.kernel.papers.models import ImportBatch, ImportIssue


def write_table(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    """A plain workbook; days become real dates, texts stay texts."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_formulas": False})
    sheet, day = book.add_worksheet("台账"), book.add_format({"num_format": "yyyy-mm-dd"})
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell is not None:
                sheet.write(r, c, cell, day if hasattr(cell, "isoformat") else None)
    book.close()
    return path


def check_table(
    path: Path, *, at: datetime, kind: str = "", actor: Actor | None = None, path_of_division: str = ""
) -> ImportBatch:
    who = actor or system_actor("command")
    batch = importing.receive_file(
        actor=who, path=path, name=path.name, at=at, kind=kind, division_path=path_of_division
    )
    return importing.check_import(actor=who, batch_id=batch.id, at=at)


def import_table(
    path: Path, *, at: datetime, kind: str = "", actor: Actor | None = None, path_of_division: str = ""
) -> ImportBatch:
    """Checks and, when any row is good, writes."""
    batch = check_table(path, at=at, kind=kind, actor=actor, path_of_division=path_of_division)
    if batch.rows == batch.skipped:
        return batch
    importing.start_import(actor=actor or system_actor("command"), batch_id=batch.id, at=at)
    done = importing.run_import(batch_id=batch.id, at=at)
    assert done
    return done


def export_table(
    kind: str, path: Path, *, at: datetime, actor: Actor | None = None, division_code: str = ""
) -> Path:  # fmt: skip
    wanted = ExportFilter(actor=actor or system_actor("command"), division_code=division_code)
    export_ledger(kind, wanted, path, at=at)
    return path


def counts(batch: ImportBatch) -> tuple[int, int, int, int, int]:
    """rows, created, updated, unchanged, skipped"""
    return batch.rows, batch.created, batch.updated, batch.unchanged, batch.skipped


def problems(batch: ImportBatch, level: str = "error") -> list[tuple[int, str, str]]:
    """row, column, reason"""
    found = ImportIssue.objects.filter(batch=batch, level=level).order_by("row_no", "id")
    return list(found.values_list("row_no", "label", "reason"))
