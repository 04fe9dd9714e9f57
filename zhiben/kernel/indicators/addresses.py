"""The address of the records behind a number: a list page, narrowed. Read back by the lists' ``FigureFilter``."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final
from uuid import UUID

from django.http import QueryDict
from django.urls import NoReverseMatch, reverse

from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.indicators.areas import Area
from zhiben.kernel.indicators.declarations import Question, known_indicator
from zhiben.kernel.indicators.terms import Part

INDICATOR, PART, DIVISION, SINCE, ON, AGENCY, DIRECT = (
    "indicator", "part", "division", "since", "on", "agency", "direct"
)  # fmt: skip
NAMES: Final = (INDICATOR, PART, SINCE, ON, AGENCY, DIRECT)


def address_of(key: str, part: Part, question: Question) -> str:
    """``/hazards/?indicator=…&part=…&division=…&since=…&on=…``; empty when no list page shows these records."""
    records, area = known_indicator(key).records, question.area
    if records is None or not records.list_url:
        return ""
    query = QueryDict(mutable=True)
    query.update({INDICATOR: key, PART: part.value, SINCE: str(question.since), ON: str(question.on)})
    if area.level != "nation":
        query[DIVISION] = area.code
    if area.agency_id:
        query[AGENCY] = str(area.agency_id)
    if area.direct:
        query[DIRECT] = "1"
    try:
        return f"{reverse(records.list_url)}?{query.urlencode()}"
    except NoReverseMatch:
        return ""


def read_address(given: Mapping[str, str], area_of: Callable[[str], Area | None]) -> tuple[str, Part, Question]:
    """Indicator, part and question of an address. Raises InvalidInput for one that is not ours."""
    key, part = given.get(INDICATOR, ""), given.get(PART) or Part.NUMERATOR.value
    known_indicator(key)
    area = area_of(given.get(DIVISION, ""))
    if part not in Part.values or area is None:
        raise InvalidInput.of(INDICATOR, "没有这样的统计口径")
    on = _day(given.get(ON, ""))
    since = _day(given[SINCE]) if given.get(SINCE) else on.replace(month=1, day=1)
    return key, Part(part), Question(area=_narrowed(area, given), since=since, on=on)


def _narrowed(area: Area, given: Mapping[str, str]) -> Area:
    if given.get(AGENCY):
        try:
            area = area.of_agency(UUID(given[AGENCY]))
        except ValueError:
            raise InvalidInput.of(AGENCY, "没有这个机构") from None
    return replace(area, direct=given.get(DIRECT) == "1")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput.of(ON, "日期要写成 2026-03-31 这样") from None
