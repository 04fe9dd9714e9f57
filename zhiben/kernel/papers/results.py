"""The result of an import as programs read it: the same keys from the command line and the interface."""

from typing import Any

from zhiben.kernel.papers.models import ImportBatch, ImportIssue
from zhiben.kernel.papers.terms import Level


def result_of(batch: ImportBatch, *, suggestions: bool = False) -> dict[str, Any]:
    """``row`` is the row in the sheet. Before the import is confirmed the counts say what it would do.

    Names that may have been meant stand in the reason, with ``suggestions`` in a list of their own.
    """
    return {
        "kind": batch.kind, "rows": batch.rows, "created": batch.created, "updated": batch.updated,
        "unchanged": batch.unchanged, "skipped": batch.skipped,
        "errors": _problems(batch, Level.ERROR, suggestions), "warnings": _problems(batch, Level.WARNING, suggestions),
    }  # fmt: skip


def _problems(batch: ImportBatch, level: Level, suggestions: bool) -> list[dict[str, Any]]:
    found = ImportIssue.objects.filter(batch=batch, level=level).order_by("row_no", "id")
    if suggestions:
        return [_problem(i, i.reason) | {"suggestions": i.suggestions} for i in found]
    return [_problem(i, i.advice) for i in found]


def _problem(issue: ImportIssue, reason: str) -> dict[str, Any]:
    return {"row": issue.row_no, "column": issue.label, "value": issue.value, "reason": reason}
