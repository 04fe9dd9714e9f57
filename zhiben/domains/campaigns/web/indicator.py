"""One indicator: which divisions below are behind and by how much, how it went, what was corrected."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhiben.domains.campaigns.policies import READERS
from zhiben.domains.campaigns.queries.catalogue import LARGE, answers, catalogue
from zhiben.domains.campaigns.queries.spans import Span
from zhiben.domains.campaigns.queries.standings import Row, TrendPoint, rows_below, trend
from zhiben.domains.campaigns.web.figure_words import TONES, Line, PartOfFigure, line_of, parts_of, value_words
from zhiben.domains.campaigns.web.indicators import asked, chosen, corrections
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.indicators.addresses import address_of
from zhiben.kernel.indicators.areas import Area
from zhiben.kernel.indicators.declarations import Indicator, Question, indicator_of
from zhiben.kernel.indicators.terms import Part
from zhiben.kernel.ui.charts import Chart, Series
from zhiben.kernel.ui.doors import open_to


@dataclass(frozen=True)
class Standing:
    """One row of the table below."""

    row: Row
    value: str
    short: str
    parts: list[PartOfFigure]
    tone: str
    below: str


@open_to(READERS)
@require_safe
def page(request: HttpRequest, key: str) -> HttpResponse:
    actor = actor_of(request)
    area, span = asked(request, actor)
    one = _known(key)
    line = _line(one, area, span)
    (rows,) = rows_below([one], area, span, kept=_kept(area, span))
    context: dict[str, Any] = {
        **chosen(request, actor, area, span), "one": one, "line": line, "by_agency": area.splits_by_agency,
        "rows": [_standing(row, area) for row in rows], "chart": _chart(one, area, span),
        "heads": _heads(one), "corrections": [words for _, words in corrections(area, one.key)],
        "crumbs": [("首页", "/home"), ("指标", reverse("campaigns:indicators")), (one.label, "")],
    }  # fmt: skip
    return render(request, "campaigns/indicator.html", context)


def _known(key: str) -> Indicator:
    one = indicator_of(key)
    if one is None or one.define is None or not one.listed:
        known = catalogue().get(key)
        raise NotVisible(f"“{known.name}”还没有采集，没有可以查看的记录" if known else "没有这个指标")
    return one


def _line(one: Indicator, area: Area, span: Span) -> Line:
    found = answers(area, span.on, since=span.since, only=one.key, kept=_kept(area, span))
    answer = next(answer for answer in found if answer.key == one.key)
    assert answer.reading is not None  # noqa: S101 - ``_known`` has looked
    return line_of(answer, answer.reading)


def _kept(area: Area, span: Span) -> bool:
    return area.level in LARGE


def _heads(one: Indicator) -> list[str]:
    heads = [one.numerator, *([one.denominator] if one.denominator else [])]
    return [*heads, "尚未计入的"] if one.is_share and one.denominator else heads


def _standing(row: Row, area: Area) -> Standing:
    reading = row.reading
    below = "" if row.area.direct or row.area.agency_id or row.area.code == area.code else row.area.code
    return Standing(
        row, value_words(reading), _short(row), list(parts_of(reading)), TONES.get(reading.status, ""), below
    )  # fmt: skip


def _short(row: Row) -> str:
    """How far from where it should be today."""
    if row.short is None:
        return "—"
    unit = " 个百分点" if row.reading.indicator.is_share else f" {row.reading.indicator.unit}"
    amount = f"{abs(row.short).quantize(Decimal('0.01')).normalize():f}{unit}"
    return f"差 {amount}" if row.short > 0 else "已到位"


def _chart(one: Indicator, area: Area, span: Span) -> Chart:
    points = trend(one, area, span.on)
    kept = f"取自每晚留存的数，本期发生的按当年累计{'' if points else '；还没有留存'}"
    return Chart(
        key="trend", title=_finding(one, points), axis="日期", labels=[str(point.on) for point in points],
        series=[Series(one.label, [point.value for point in points], urls=[_url(one, area, point) for point in points])],
        unit=one.unit, note=kept,
    )  # fmt: skip


def _finding(one: Indicator, points: list[TrendPoint]) -> str:
    """The chart's title says what it shows."""
    said = [point for point in points if point.value is not None]
    if len(said) < 2 or said[0].value is None or said[-1].value is None:
        return f"{one.label}的变化"
    change = said[-1].value - said[0].value
    word = "没有变化" if not change else f"{'上升' if change > 0 else '下降'} {abs(change):,}"
    unit = "" if not change else (" 个百分点" if one.is_share else f" {one.unit}")
    return f"{one.label}：{said[0].on}以来{word}{unit}"


def _url(one: Indicator, area: Area, point: TrendPoint) -> str:
    if not point.tally.numerator and not point.tally.denominator:
        return ""
    return address_of(one.key, Part.NUMERATOR, Question.of_year(area, point.on))
