"""The result of an import as programs read it: the same keys from the command line and the interface."""

from typing import Any

from zhiben.kernel.papers.models import ImportBatch, ImportIssue
from zhiben.kernel.papers.terms import Level


def result_of(batch: ImportBatch) -> dict[str, Any]:
    """``row`` is the row in the sheet. Before the import is confirmed the counts say what it would do."""
    return {
        "kind": batch.kind, "rows": batch.rows, "created": batch.created, "updated": batch.updated,
        "unchanged": batch.unchanged, "skipped": batch.skipped,
        "errors": _problems(batch, Level.ERROR), "warnings": _problems(batch, Level.WARNING),
    }  # fmt: skip


def _problems(batch: ImportBatch, level: Level) -> list[dict[str, Any]]:
    found = ImportIssue.objects.filter(batch=batch, level=level).order_by("row_no", "id")
    return [
        {"row": i.row_no, "column": i.label, "value": i.value, "reason": i.reason}
        | ({"suggestions": i.suggestions} if i.suggestions else {})
        for i in found
    ]
