"""The figures of a regulator's home page: open and overdue hazards, the closure rate; each opens its records."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.indicators.addresses import address_of
from zhiben.kernel.indicators.areas import NATION_NAME, Area
from zhiben.kernel.indicators.declarations import Question, known_indicator
from zhiben.kernel.indicators.queries import Reading, compute
from zhiben.kernel.indicators.snapshots import NATION, series
from zhiben.kernel.indicators.standing import value_of_tally
from zhiben.kernel.indicators.tallies import Tally
from zhiben.kernel.indicators.terms import Part
from zhiben.kernel.ui.home import Figure

RED: Final = {
    "hazard-open.major": "未销号重大隐患", "major-hazard-zero.overdue": "逾期重大隐患", "hazard-overdue": "逾期隐患"
}  # fmt: skip
CLOSURE: Final = "hazard-closure"
LARGE: Final = ("nation", "province")


def home_figures_of(actor: Actor, at: datetime) -> list[Figure]:
    area, on = _area_of(actor), day_of(at)
    return [*(_red(reading) for reading in compute(RED, area, on)), _closure(area, on)]


def _area_of(actor: Actor) -> Area:
    code = actor.division_code or NATION
    return Area(code=code, name=actor.reach_name or NATION_NAME, level=actor.level or "nation", path=actor.path)


def _red(reading: Reading) -> Figure:
    number = reading.tally.numerator if reading.tally else 0
    question = Question.of_year(reading.area, reading.on)
    return Figure(
        label=RED[reading.indicator.key], value=f"{number:,}", tone="red" if number else "",
        url=address_of(reading.indicator.key, Part.NUMERATOR, question),
    )  # fmt: skip


def _closure(area: Area, on: date) -> Figure:
    """Over a million hazards the rate is yesterday's, as kept by the nightly snapshot; it says so."""
    kept = _kept(area, on - timedelta(days=1)) if area.level in LARGE else None
    day, tally = kept or (on, compute([CLOSURE], area, on)[0].tally)
    value = value_of_tally(tally, share=True) if tally else None
    left = (tally.denominator or 0) - tally.numerator if tally else 0
    since = "昨日" if day != on else "今日"
    return Figure(
        label=known_indicator(CLOSURE).label, value=_percent(value), tone="green" if value == 100 else "blue",
        url=address_of(CLOSURE, Part.REMAINDER, Question.of_year(area, day)),
        note=f"截至{since}到期 {tally.denominator if tally else 0:,} 条，{left:,} 条未销号",
    )  # fmt: skip


def _kept(area: Area, day: date) -> tuple[date, Tally] | None:
    found = series(CLOSURE, area.code, day, day)
    return (day, Tally(numerator=found[0].numerator, denominator=found[0].denominator)) if found else None


def _percent(value: Decimal | None) -> str:
    return "无到期" if value is None else f"{value.normalize():f}%"
