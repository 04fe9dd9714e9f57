"""``/indicators``: the indicators as data, the divisions below, and how they went. Read only."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from zhiben.domains.campaigns.policies import READERS
from zhiben.domains.campaigns.queries.areas import area_for
from zhiben.domains.campaigns.queries.catalogue import answers
from zhiben.domains.campaigns.queries.spans import Span, span_of
from zhiben.domains.campaigns.queries.standings import Row, rows_below, trend
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import day_of, today
from zhiben.kernel.base.errors import NotPermitted, NotVisible
from zhiben.kernel.indicators.addresses import address_of
from zhiben.kernel.indicators.areas import Area
from zhiben.kernel.indicators.declarations import Indicator, indicator_of
from zhiben.kernel.indicators.snapshots import revisions
from zhiben.kernel.indicators.terms import Part

router = Router(tags=["指标"])


class Asked(Schema):
    division: str = Field("", max_length=6, description="区划代码，空为本辖区")
    on: str = Field("", max_length=10, description="2026-03-31；空为今天")
    period: str = Field("", max_length=8, description="month quarter half year campaign any；空为本年")
    since: str = Field("", max_length=10, description="period=any 时的起始日期")


class AskedOfPlan(Asked):
    plan: str = Field("", max_length=40, description="只列某个方案的指标，如 national-2024")


class IndicatorOut(Schema):
    """``numerator`` 为空：未采集或者没有记录。"""

    key: str
    division: str
    numerator: int | None
    denominator: int | None
    value: int | float | None
    unit: str
    target: int | float | None
    due: date | None
    status: str
    source_clauses: list[str]
    waits_for: str | None


class IndicatorRowOut(Schema):
    """``short``：离应到的还差多少，负数为超出；空为不能比较。``records``：分子对应的记录。"""

    division: str
    name: str
    numerator: int
    denominator: int | None
    value: int | float | None
    status: str
    short: float | None
    records: str


class PointOut(Schema):
    on: date
    numerator: int
    denominator: int | None
    value: int | float | None


class RevisionOut(Schema):
    on: date
    was_numerator: int
    was_denominator: int | None
    numerator: int
    denominator: int | None
    seen: date
    why: str


class OneOut(Schema):
    key: str
    division: str
    since: date
    on: date
    below: list[IndicatorRowOut]
    trend: list[PointOut]
    revisions: list[RevisionOut]


@router.get("", response=list[IndicatorOut], summary="指标")
def listing(request: HttpRequest, query: Query[AskedOfPlan]) -> list[dict[str, Any]]:
    """与 ``zhiben indicators --json`` 相同：每项指标的分子、分母、数值、目标和状态。没有记录的不算达到目标。"""
    area, span = _asked(request, query)
    found = answers(area, span.on, plan=query.plan, since=span.since)
    return [one.as_json(area.code) for one in found]


@router.get("/{key}", response=OneOut, summary="一项指标的下级、走势和更正")
def one(request: HttpRequest, key: str, query: Query[Asked]) -> dict[str, Any]:
    """下级辖区（县级为机构）按落后多少排列；走势和更正取自每晚留存的数。"""
    area, span = _asked(request, query)
    wanted = _known(key)
    (rows,) = rows_below([wanted], area, span, kept=False)
    return {
        "key": key, "division": area.code, "since": span.since, "on": span.on, "below": [_row(row) for row in rows],
        "trend": [
            {"on": p.on, "numerator": p.tally.numerator, "denominator": p.tally.denominator, "value": _plain(p.value)}
            for p in trend(wanted, area, span.on)
        ],
        "revisions": [
            {"on": r.on, "was_numerator": r.was_numerator, "was_denominator": r.was_denominator,
             "numerator": r.numerator, "denominator": r.denominator, "seen": day_of(r.seen_at), "why": r.why}
            for r in revisions(area.code, key=key)
        ],
    }  # fmt: skip


def _asked(request: HttpRequest, query: Asked) -> tuple[Area, Span]:
    actor = actor_of(request)
    if actor.role not in READERS:
        raise NotPermitted("您的角色不查看指标")
    area = area_for(actor, query.division)
    return area, span_of(query.model_dump(), area, today())


def _known(key: str) -> Indicator:
    found = indicator_of(key)
    if found is None or found.define is None or not found.listed:
        raise NotVisible("没有这个指标，或者还没有采集")
    return found


def _row(row: Row) -> dict[str, Any]:
    reading = row.reading
    assert reading.tally is not None  # noqa: S101 - only indicators with records have rows
    return {
        "division": row.area.code, "name": row.name, "numerator": reading.tally.numerator,
        "denominator": reading.tally.denominator, "value": _plain(reading.value), "status": reading.status.value,
        "short": None if row.short is None else float(row.short),
        "records": address_of(reading.indicator.key, Part.NUMERATOR, reading.question),
    }  # fmt: skip


def _plain(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
