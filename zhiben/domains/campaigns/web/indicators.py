"""指标: what the documents ask for, how far the division is, and the records behind each number."""

from typing import Any, Final
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from zhiben.domains.campaigns.policies import READERS
from zhiben.domains.campaigns.queries.areas import area_for
from zhiben.domains.campaigns.queries.catalogue import LARGE, answers
from zhiben.domains.campaigns.queries.plan_lists import plan_names
from zhiben.domains.campaigns.queries.spans import Span, span_of
from zhiben.domains.campaigns.queries.standings import default_day
from zhiben.domains.campaigns.services.indicator_papers import MIME, make_workbook
from zhiben.domains.campaigns.terms import SpanKind
from zhiben.domains.campaigns.web.choices import division_choices
from zhiben.domains.campaigns.web.figure_words import line_of, revision_words, value_words
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.indicators.addresses import address_of
from zhiben.kernel.indicators.areas import Area
from zhiben.kernel.indicators.declarations import indicator_of
from zhiben.kernel.indicators.kept import is_kept
from zhiben.kernel.indicators.queries import Reading
from zhiben.kernel.indicators.snapshots import revisions
from zhiben.kernel.indicators.terms import Part
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.home import Figure

LEGACY, INCREMENT, BEFORE, ZERO = (
    "legacy-major-hazards-cleared", "major-hazard-increment", "major-hazard-increment.before", "major-hazard-zero"
)  # fmt: skip
CORRECTIONS: Final = 12


@open_to(READERS)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    area, span = asked(request, actor)
    plan = request.GET.get("plan", "")
    found = answers(area, span.on, plan=plan, since=span.since, kept=area.level in LARGE)
    readings = {one.key: one.reading for one in found if one.reading is not None}
    context: dict[str, Any] = {
        **chosen(request, actor, area, span), "plan": plan, "plans": plan_names(),
        "figures": _figures(readings) if {LEGACY, INCREMENT, BEFORE, ZERO} <= readings.keys() else [],
        "lines": [line_of(one, one.reading) for one in found if one.reading is not None],
        "waiting": [one for one in found if one.reading is None],
        "corrections": corrections(area), "crumbs": [("首页", "/home"), ("指标", "")],
    }  # fmt: skip
    return render(request, "campaigns/indicators.html", context)


@open_to(READERS)
@require_safe
def moved(request: HttpRequest) -> HttpResponse:
    """Where the page stood before."""
    query = request.GET.urlencode()
    return redirect(f"/indicators/{'?' + query if query else ''}", permanent=True)


@open_to(READERS)
@require_safe
def workbook(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    area, span = asked(request, actor)
    name, content = make_workbook(actor=actor, area=area, span=span, plan=request.GET.get("plan", ""), at=now())
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return HttpResponse(content, content_type=MIME, headers=headers)


def asked(request: HttpRequest, actor: Actor) -> tuple[Area, Span]:
    area = area_for(actor, request.GET.get("division", ""))
    return area, span_of(request.GET, area, today(), default_day(area, today()))


def chosen(request: HttpRequest, actor: Actor, area: Area, span: Span) -> dict[str, Any]:
    """What the choosers of both pages show."""
    above, below = division_choices(area, actor)
    given = {"division": area.code, "period": span.kind.value, "on": str(span.on)}
    if span.kind == SpanKind.ANY:
        given["since"] = str(span.since)
    return {
        "area": area, "span": span, "above": above, "below": below, "kinds": SpanKind.choices,
        "any": SpanKind.ANY.value, "kept": area.level in LARGE and span.kind == SpanKind.YEAR and is_kept(span.on),
        "query": urlencode(given), "query_below": urlencode({k: v for k, v in given.items() if k != "division"}),
    }  # fmt: skip


def corrections(area: Area, key: str = "") -> list[tuple[str, str]]:
    """(indicator, what was corrected) of a division, newest first."""
    found = revisions(area.code, key=key, most=CORRECTIONS)
    return [(one.label if (one := indicator_of(row.key)) else "", revision_words(row, one)) for row in found]


def _figures(readings: dict[str, Reading]) -> list[Figure]:
    """存量、增量、清零: the three that every level is asked for, each opening its records."""
    legacy, zero = readings[LEGACY], readings[ZERO]
    left, late = _left(legacy), _left(zero)
    before = _count(readings[BEFORE])
    return [
        Figure(label="存量：未销号", value=f"{left:,} 条", tone="red" if left else "green", note=_share(legacy, "已消除"),
               url=_url(legacy, Part.REMAINDER)),
        Figure(label="增量：本期新发现", value=f"{_count(readings[INCREMENT]):,} 条", tone="blue",
               note=f"上年同期 {before:,} 条", url=_url(readings[INCREMENT], Part.NUMERATOR)),
        Figure(label="清零：按期销号率", value=value_words(zero), tone="red" if late else "green",
               note=f"本期到期的有 {late:,} 条没有按期销号", url=_url(zero, Part.REMAINDER)),
    ]  # fmt: skip


def _count(reading: Reading) -> int:
    return reading.tally.numerator if reading.tally else 0


def _left(reading: Reading) -> int:
    tally = reading.tally
    return (tally.denominator or 0) - tally.numerator if tally else 0


def _url(reading: Reading, part: Part) -> str:
    return address_of(reading.indicator.key, part, reading.question)


def _share(reading: Reading, word: str) -> str:
    return f"{word} {value_words(reading)}" if reading.value is not None else "没有存量"
