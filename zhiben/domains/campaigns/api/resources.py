"""``/reports``: reports as data."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Schema

from zhiben.domains.campaigns.api import reports
from zhiben.domains.campaigns.api.routing import router
from zhiben.domains.campaigns.policies import READERS
from zhiben.domains.campaigns.queries.columns import COLUMNS, MISSING
from zhiben.domains.campaigns.queries.report import ReportData, monthly_report
from zhiben.domains.campaigns.queries.table import Figure, Row, leaves
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import NotPermitted
from zhiben.kernel.indicators.addresses import address_of

__all__ = ["reports", "router"]


class MonthlyQuery(Schema):
    division: str = Field("", max_length=6, description="区划代码，空为本辖区")
    month: str = Field("", max_length=7, description="2026-03；空为上个月")
    limit: int = Field(50, ge=1, le=200, description="两本台账各给出前多少条")


class ColumnOut(Schema):
    key: str
    label: str
    group: str
    unit: str
    collected: bool
    reason: str


class ReportFigureOut(Schema):
    """``value`` 为空：分母为零。``records``：这个数字对应的记录。"""

    value: int | float | None
    records: str


class ReportRowOut(Schema):
    name: str
    division: str
    month: dict[str, ReportFigureOut]
    year: dict[str, ReportFigureOut]


class ReportCheckOut(Schema):
    rule: str
    holds: bool
    broken: list[str]


class ReportListingOut(Schema):
    total: int
    lines: list[dict[str, Any]]


class MonthlyOut(Schema):
    title: str
    division: str
    unit: str
    month: str
    cut: date
    running: bool
    due: date | None
    due_source: str
    made_at: datetime
    columns: list[ColumnOut]
    rows: list[ReportRowOut]
    total: ReportRowOut
    checks: list[ReportCheckOut]
    notes: list[str]
    majors: ReportListingOut
    documents: ReportListingOut


@router.get("/monthly", response=MonthlyOut, summary="月报")
def monthly(request: HttpRequest, query: Query[MonthlyQuery]) -> dict[str, Any]:
    """排查整治情况统计表（本月与累计）、重大事故隐患台账、执法文书台账。往月按月末，当月按今天。未采集的列不给数字，只给原因。"""
    actor = actor_of(request)
    if actor.role not in READERS:
        raise NotPermitted("您的角色不查看报表")
    data = monthly_report(actor=actor, division_code=query.division, month=query.month, at=now(), most=query.limit)
    return {
        "title": data.title, "division": data.area.code, "unit": data.unit, "month": data.month.code,
        "cut": data.month.cut, "running": data.month.running, "due": data.due.day if data.due else None,
        "due_source": data.due.source if data.due else "",
        "made_at": data.made_at, "columns": _columns(), "rows": [_row(row) for row in data.table.rows],
        "total": _row(data.table.total), "notes": data.notes, **_lists(data),
        "checks": [{"rule": c.rule, "holds": c.holds, "broken": list(c.broken)} for c in data.checks],
    }  # fmt: skip


def _columns() -> list[dict[str, Any]]:
    known = [{"key": c.key, "label": c.label, "group": c.group, "unit": c.unit, "collected": True, "reason": ""}
             for c in COLUMNS]  # fmt: skip
    return known + [
        {"key": m.key, "label": m.label, "group": "", "unit": m.unit, "collected": False, "reason": m.reason}
        for m in MISSING
    ]


def _row(row: Row) -> dict[str, Any]:
    spans: dict[str, dict[str, Any]] = {"month": {}, "year": {}}
    for column, span in leaves():
        spans[span][column.key] = _figure(row.cells[column.key, span])
    return {"name": row.name, "division": row.area.code, **spans}


def _figure(figure: Figure) -> dict[str, Any]:
    records = address_of(figure.column.indicator, figure.part, figure.question)
    value = float(figure.value) if isinstance(figure.value, Decimal) else figure.value
    return {"value": value, "records": records}


def _lists(data: ReportData) -> dict[str, Any]:
    return {
        "majors": {"total": data.majors.total, "lines": list(data.majors.lines)},
        "documents": {"total": data.documents.total, "lines": list(data.documents.lines)},
    }
