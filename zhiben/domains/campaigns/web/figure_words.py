"""A figure as it is read: its value, what it is made of, how it stands, beside the year before."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from zhiben.domains.campaigns.queries.catalogue import Answer
from zhiben.domains.campaigns.queries.spans import spoken
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.indicators.addresses import address_of
from zhiben.kernel.indicators.declarations import Indicator
from zhiben.kernel.indicators.models import Revision
from zhiben.kernel.indicators.queries import Reading
from zhiben.kernel.indicators.standing import percent_change, value_of_tally
from zhiben.kernel.indicators.tallies import Tally
from zhiben.kernel.indicators.terms import Goal, Part, Status

TONES = {Status.MET: "green", Status.ON_TRACK: "blue", Status.BEHIND: "orange", Status.MISSED: "red"}


@dataclass(frozen=True)
class PartOfFigure:
    """``label`` says what is counted; nothing to open behind a zero."""

    label: str
    number: str
    url: str


@dataclass(frozen=True)
class Line:
    """One indicator as it is read."""

    answer: Answer
    value: str
    parts: list[PartOfFigure]
    status: str
    tone: str
    target: str
    comparison: str


def line_of(answer: Answer, reading: Reading) -> Line:
    return Line(
        answer, value_words(reading), list(parts_of(reading)), reading.status.label, TONES.get(reading.status, ""),
        target_words(reading), comparison_words(reading),
    )  # fmt: skip


def parts_of(reading: Reading) -> Iterator[PartOfFigure]:
    one, tally = reading.indicator, reading.tally
    if tally is None:
        return
    yield _part(reading, Part.NUMERATOR, one.numerator, tally.numerator)
    if tally.denominator is not None:
        yield _part(reading, Part.DENOMINATOR, one.denominator, tally.denominator)
        if one.is_share:
            yield _part(reading, Part.REMAINDER, "尚未计入的", tally.denominator - tally.numerator)


def value_words(reading: Reading) -> str:
    return number_words(reading.indicator, reading.value)


def number_words(one: Indicator, value: Decimal | None) -> str:
    if value is None:
        return "没有记录"
    return f"{value:,.2f}%" if one.is_share else f"{value:,} {one.unit}"


def target_words(reading: Reading) -> str:
    """What is asked, in the document's words and, where it can be compared, as a number."""
    target = reading.target
    if target.goal in (Goal.AT_LEAST, Goal.AT_MOST) and target.value is not None:
        number = f"{target.goal.label} {target.value.normalize():f}{'%' if reading.indicator.is_share else ''}"
        return f"{target.text}（{number}）" if target.text else number
    return target.text or "现行方案没有提出目标"


def comparison_words(reading: Reading) -> str:
    """Both years, their days, and the difference. Empty where no target looks at the year before."""
    before, one = reading.before, reading.indicator
    if before is None:
        return ""
    days = f"上年同期（{spoken(before.since)}至{spoken(before.on)}）{number_words(one, before.value)}"
    if reading.value is None or not before.value:
        return f"{days}，无从比较"
    return f"{days}，{_difference(one, reading.value, before.value)}"


def revision_words(one: Revision, indicator: Indicator | None) -> str:
    """``3月31日的数 6月2日有更正：12 → 13（期间晚录入 1 条）``."""
    share = indicator is not None and indicator.is_share
    was = _written(Tally(numerator=one.was_numerator, denominator=one.was_denominator), share=share)
    now = _written(Tally(numerator=one.numerator, denominator=one.denominator), share=share)
    return f"{spoken(one.on)}的数，{spoken(day_of(one.seen_at))}有更正：{was} → {now}（{one.why}）"


def _written(tally: Tally, *, share: bool) -> str:
    if tally.denominator is None:
        return f"{tally.numerator:,}"
    value = value_of_tally(tally, share=True) if share else None
    return f"{tally.numerator:,}/{tally.denominator:,}" + (f"（{value}%）" if value is not None else "")


def _difference(one: Indicator, now: Decimal, before: Decimal) -> str:
    more = now - before
    if not more:
        return "持平"
    word, unit = "增加" if more > 0 else "减少", "个百分点" if one.is_share else f" {one.unit}"
    return f"{word} {abs(more):,}{unit}（{percent_change(now, before):+}%）"


def _part(reading: Reading, part: Part, label: str, number: int) -> PartOfFigure:
    url = address_of(reading.indicator.key, part, reading.question) if number else ""
    return PartOfFigure(label, f"{number:,}", url)
