"""What has changed in a month since its report was last taken away (跨月修改留版本)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhiben.domains.campaigns.models import ReportVersion
from zhiben.domains.campaigns.queries.columns import Column
from zhiben.domains.campaigns.queries.report import ReportData
from zhiben.domains.campaigns.queries.table import Row, Table, leaves

Words = Mapping[str, str]
Figures = dict[str, dict[str, int]]


@dataclass(frozen=True, kw_only=True)
class Changes:
    """The version last taken away for the same days, and what differs now; ``lines`` empty: nothing."""

    version: ReportVersion
    lines: Sequence[str]


def figures_of(table: Table) -> Figures:
    """Counts by row and cell; rates follow from them."""
    rows = {_key(row): row for row in table.rows}
    return {key: _counts(row) for key, row in {**rows, "total": table.total}.items()}


def latest_version(division_code: str, data: ReportData) -> ReportVersion | None:
    rows = ReportVersion.objects.filter(
        division_code=division_code, month=data.month.first, cut=data.month.cut, report_id=None
    )
    return rows.order_by("-made_at", "-id").first()


def changes_since(data: ReportData) -> Changes | None:
    """None when the month has not been reported yet, or is still running."""
    version = None if data.month.running else latest_version(data.area.code, data)
    if version is None:
        return None
    return Changes(version=version, lines=differences(version.figures, data))


def differences(before: dict[str, Any], data: ReportData) -> list[str]:
    """``合计一般隐患排查数本月：3 → 2``, for every count that is not what it was."""
    names = {**{_key(row): row.name for row in data.table.rows}, "total": "合计"}
    return _differences(before, figures_of(data.table), names, data.table.words)


def _differences(before: dict[str, Any], after: Figures, names: dict[str, str], words: Words) -> list[str]:
    found = []
    for key, cells in after.items():
        found += [f"{names[key]}{line}" for line in _changed(before.get(key, {}), cells, words)]
    return found


def differences_of_row(before: dict[str, int], row: Row, words: Words) -> list[str]:
    """``一般隐患排查数本月：3 → 2``: what an area handed in, and what the records give for it now."""
    return _changed(before, _counts(row), words)


def _changed(before: dict[str, Any], after: dict[str, int], words: Words) -> list[str]:
    return [
        f"{label}：{before.get(cell, 0)} → {after[cell]}"
        for cell, label in _labels(words).items() if before.get(cell, 0) != after[cell]
    ]  # fmt: skip


def _labels(words: Words) -> dict[str, str]:
    return {
        f"{column.key}|{span}": f"{column.group}{column.label}{'' if column.once else words[span]}"
        for column, span in _cells()
    }


def _cells() -> list[tuple[Column, str]]:
    """Counts as they are kept; rates follow from them."""
    return [(column, span) for column, span in leaves() if column.part is not None]


def _key(row: Row) -> str:
    return f"{row.area.code}/{row.area.agency_id or ''}/{'direct' if row.area.direct else ''}"


def _counts(row: Row) -> dict[str, int]:
    return {f"{column.key}|{span}": row.count(column.key, span) for column, span in _cells()}
