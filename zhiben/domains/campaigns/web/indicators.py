"""指标: what the documents ask for, how far the division is, and the records behind each number."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhiben.domains.campaigns.policies import READERS
from zhiben.domains.campaigns.queries.areas import area_for
from zhiben.domains.campaigns.queries.catalogue import Answer, answers
from zhiben.domains.campaigns.web.choices import division_choices
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import today
from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.indicators.addresses import address_of
from zhiben.kernel.indicators.declarations import Question
from zhiben.kernel.indicators.queries import Reading
from zhiben.kernel.indicators.terms import Part, Status
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.home import Figure

LEGACY, INCREMENT, BEFORE, ZERO = (
    "legacy-major-hazards-cleared", "major-hazard-increment", "major-hazard-increment.before", "major-hazard-zero"
)  # fmt: skip
TONES = {Status.MET: "green", Status.ON_TRACK: "blue", Status.BEHIND: "orange", Status.MISSED: "red"}


@dataclass(frozen=True)
class Line:
    """One indicator as it is read."""

    answer: Answer
    value: str
    parts: list[tuple[str, str, str]]
    status: str
    tone: str


@open_to(READERS)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    area, on = area_for(actor, request.GET.get("division", "")), _day(request.GET.get("on", ""))
    found = answers(area, on)
    above, below = division_choices(area, actor)
    readings = {one.key: one.reading for one in found if one.reading is not None}
    context: dict[str, Any] = {
        "area": area, "on": on, "above": above, "below": below, "figures": _figures(readings),
        "lines": [_line(one, one.reading) for one in found if one.reading is not None],
        "waiting": [one for one in found if one.reading is None], "crumbs": [("首页", "/home"), ("指标", "")],
    }  # fmt: skip
    return render(request, "campaigns/indicators.html", context)


def _day(text: str) -> date:
    if not text:
        return today()
    try:
        return min(date.fromisoformat(text), today())
    except ValueError:
        raise InvalidInput.of("on", "日期要写成 2026-03-31 这样") from None


def _figures(readings: dict[str, Reading]) -> list[Figure]:
    """存量、增量、清零: the three that every level is asked for, each opening its records."""
    legacy, zero = readings[LEGACY], readings[ZERO]
    left = (_count(legacy, Part.DENOMINATOR) or 0) - (_count(legacy, Part.NUMERATOR) or 0)
    before = _count(readings[BEFORE], Part.NUMERATOR)
    late = (_count(zero, Part.DENOMINATOR) or 0) - (_count(zero, Part.NUMERATOR) or 0)
    return [
        Figure(label="存量：未销号", value=f"{left:,} 条", tone="red" if left else "green", note=_share(legacy, "已消除"),
               url=_url(legacy, Part.REMAINDER)),
        Figure(label="增量：今年新发现", value=f"{_count(readings[INCREMENT], Part.NUMERATOR):,} 条", tone="blue",
               note=f"上年同期 {before:,} 条", url=_url(readings[INCREMENT], Part.NUMERATOR)),
        Figure(label="清零：按期销号率", value=_value(zero), tone="red" if late else "green",
               note=f"今年到期的有 {late:,} 条没有按期销号", url=_url(zero, Part.REMAINDER)),
    ]  # fmt: skip


def _line(answer: Answer, reading: Reading) -> Line:
    words = [(Part.NUMERATOR, reading.indicator.numerator), (Part.DENOMINATOR, reading.indicator.denominator)]
    if reading.indicator.denominator:
        words.append((Part.REMAINDER, "尚未计入的"))
    return Line(
        answer, _value(reading), list(_parts(reading, words)), reading.status.label, TONES.get(reading.status, "")
    )


def _parts(reading: Reading, words: Iterable[tuple[Part, str]]) -> Iterable[tuple[str, str, str]]:
    for part, label in words:
        number = _count(reading, part)
        if number is not None:
            yield label, f"{number:,}", _url(reading, part) if number else ""


def _count(reading: Reading, part: Part) -> int | None:
    tally = reading.tally
    if tally is None or part == Part.NUMERATOR:
        return tally.numerator if tally else None
    if tally.denominator is None:
        return None
    return tally.denominator if part == Part.DENOMINATOR else tally.denominator - tally.numerator


def _url(reading: Reading, part: Part) -> str:
    return address_of(reading.indicator.key, part, Question.of_year(reading.area, reading.on))


def _value(reading: Reading) -> str:
    if reading.value is None:
        return "无到期"
    return f"{reading.value:,.2f}%" if reading.indicator.is_share else f"{reading.value:,} {reading.indicator.unit}"


def _share(reading: Reading, word: str) -> str:
    return f"{word} {_value(reading)}" if reading.value is not None else "没有存量"
