"""The filter behind every number of a report: the list shows exactly the records that were counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.indicators.addresses import INDICATOR, NAMES, read_address
from zhiben.kernel.indicators.areas import NATION_NAME, Area
from zhiben.kernel.indicators.declarations import Question, known_indicator
from zhiben.kernel.indicators.queries import entries
from zhiben.kernel.indicators.terms import Part
from zhiben.kernel.ui.lists.divisions import division_source
from zhiben.kernel.ui.lists.filters import Asked, Filter, Rows

DIGITS: Final[Mapping[str, int]] = {"province": 2, "city": 4, "county": 6, "zone": 6}
NATION: Final = Area(code="", name=NATION_NAME, level="nation", path="")


@dataclass(frozen=True, kw_only=True)
class FigureFilter(Filter):
    """Not asked for by the reader but by the link of a number; says what it means and can be taken off.

    Stands beside a ``DivisionFilter``, whose choice is the number's division.
    """

    name: str = INDICATOR
    label: str = "统计口径"
    kind: ClassVar[str] = "figure"

    @property
    def names(self) -> tuple[str, ...]:
        return NAMES

    def shown(self, asked: Asked) -> bool:
        return bool(asked.value(INDICATOR))

    def active(self, asked: Asked) -> bool:
        return self.shown(asked)

    def narrow(self, rows: Rows, asked: Asked) -> Rows:
        try:
            key, part, question = read_address(asked.given, area_of_code)
            return rows.filter(pk__in=entries(key, part, question).values("pk"))
        except InvalidInput as refusal:
            asked.problems.append(f"{refusal.detail}，已不按统计口径筛选")
            return rows

    def control(self, asked: Asked) -> dict[str, Any]:
        try:
            key, part, question = read_address(asked.given, area_of_code)
        except InvalidInput:
            return {}
        hidden = [(name, asked.value(name)) for name in NAMES if asked.value(name)]
        return {"value": key, "words": _words(key, part, question), "hidden": hidden}


def _words(key: str, part: Part, question: Question) -> str:
    wanted = known_indicator(key)
    what = wanted.denominator if part == Part.DENOMINATOR and wanted.denominator else wanted.numerator
    if part == Part.REMAINDER and wanted.denominator:
        what = f"{wanted.denominator}中，尚未计入的"
    return f"{wanted.label}：{what}（{question.since}至{question.on}）"


def area_of_code(code: str) -> Area | None:
    """The division as an area of figures; the nation for an empty code, None for an unknown one. One query."""
    source = division_source()
    if not code or source is None:
        return NATION if not code else None
    chain = source.chain(code)
    if not chain:
        return None
    path = "".join(f"{one.code[: DIGITS[one.level]]}." for one in chain if one.level in DIGITS)
    return Area(code=code, name=chain[-1].name, level=chain[-1].level, path=path)
