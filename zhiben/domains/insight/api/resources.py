"""``/database``: the figures of the major-hazard database as data; same filters, same numbers as the page."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from zhiben.domains.hazards.public import READERS
from zhiben.domains.insight.queries.asking import view_of
from zhiben.domains.insight.queries.breakdowns import Table
from zhiben.domains.insight.queries.months import Month
from zhiben.domains.insight.queries.summary import FIXED, Summary, month_urls, summary
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import FieldError, InvalidInput, NotPermitted

router = Router(tags=["重大隐患数据库"])
DAY = r"^(\d{4}-\d{2}-\d{2})?$"


class SummaryQuery(Schema):
    """The names are those of the page's address."""

    division: str = Field("", pattern=r"^(\d{6})?$", description="区划代码，空为本辖区")
    found_from: str = Field("", pattern=DAY, description="发现日期起")
    found_to: str = Field("", pattern=DAY, description="发现日期止")
    legacy: str = Field("", max_length=12, description="stock-2023：2023年及以前发现的存量；new-2023：以后的增量")
    state: str = Field("", max_length=16, description="状态代码")
    source: str = Field("", max_length=16, description="发现方式代码")
    channel: str = Field(
        "", max_length=16, description="self 自查上报、inspection 督导检查、tip_off 举报查实、other 其他"
    )
    category: str = Field("", max_length=40, description="隐患类别的名称；- 为未填")
    clause: str = Field("", max_length=16, description="判定条款代码；- 为未注明")
    enterprise: str = Field("", max_length=36, description="施工单位的标识")
    project: str = Field("", max_length=36, description="工程项目的标识")
    unit: str = Field("", max_length=36, description="监管机构的标识")
    age: str = Field("", max_length=8, description="未销号天数：0-7、8-30、31-90、91-180、181-365、366-")
    stage: str = Field("", max_length=16, description="施工阶段代码")
    box: str = Field("", max_length=80, description="南,西,北,东（CGCS2000，度）")
    open: bool = Field(False, description="只要未销号的")
    overdue: bool = Field(False, description="只要逾期未销号的")
    unsigned: bool = Field(False, description="只要送知未签收的")


class DatabaseFigureOut(Schema):
    """``records``：这个数字对应的记录，页面地址；数字为零时为空。"""

    value: int
    records: str


class DatabaseGroupOut(Schema):
    key: str
    name: str
    figures: dict[str, DatabaseFigureOut]


class BreakdownOut(Schema):
    """``total``：共有多少组；``groups`` 最多给出其中最大的若干组。"""

    by: str
    label: str
    total: int
    groups: list[DatabaseGroupOut]


class MonthOut(Schema):
    month: str
    stock: DatabaseFigureOut
    left: DatabaseFigureOut
    found: DatabaseFigureOut
    closed: DatabaseFigureOut


class MeasureOut(Schema):
    key: str
    label: str


class SummaryOut(Schema):
    division: str
    name: str
    legacy_year: int
    measures: list[MeasureOut]
    whole: dict[str, DatabaseFigureOut]
    closed_share: float | None = Field(description="销号率（%），没有入库时为空")
    breakdowns: list[BreakdownOut]
    months: list[MonthOut]


@router.get("/summary", response=SummaryOut, summary="重大事故隐患数据库的各项数字")
def database_summary(request: HttpRequest, query: Query[SummaryQuery]) -> dict[str, Any]:
    """只统计调用者看得到的。筛选名称与页面、隐患台账的地址相同；看不懂的筛选一律拒绝，不会悄悄放宽。"""
    actor = actor_of(request)
    if actor.role not in READERS:
        raise NotPermitted("您的角色不查看隐患")
    given = {name: _text(value) for name, value in query.dict().items() if value}
    view = view_of(actor, now(), given, fixed=FIXED)
    found = summary(view)
    if view.asked.problems:
        raise InvalidInput(*(FieldError(field="query", reason=problem) for problem in view.asked.problems))
    return {
        "division": view.area.code, "name": view.area.name, "legacy_year": view.legacy, "closed_share": found.share,
        "measures": [{"key": m.key, "label": m.label} for m in found.measures],
        "whole": {m.key: {"value": found.whole[m.key], "records": found.urls[m.key]} for m in found.measures},
        "breakdowns": [_table(table) for table in found.tables.values()],
        "months": [_month(found, month) for month in found.months],
    }  # fmt: skip


def _text(value: Any) -> str:
    return "1" if value is True else str(value)


def _table(table: Table) -> dict[str, Any]:
    groups = [
        {"key": line.key, "name": line.name,
         "figures": {m.key: {"value": line.counts[m.key], "records": line.urls[m.key]} for m in table.measures}}
        for line in table.lines
    ]  # fmt: skip
    return {"by": table.by.value, "label": table.label, "total": table.total, "groups": groups}


def _month(found: Summary, month: Month) -> dict[str, Any]:
    urls = month_urls(found.view, month)
    values = {"stock": month.stock, "left": month.left, "found": month.found, "closed": month.closed}
    return {"month": month.label, **{key: {"value": number, "records": urls[key]} for key, number in values.items()}}
