"""The monthly table: month and running year side by side, a row for each division below, all from few queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from zhiben.domains.campaigns.queries.areas import row_name, rows_of
from zhiben.domains.campaigns.queries.columns import COLUMNS, Column
from zhiben.domains.campaigns.queries.months import IN_MONTH, IN_YEAR, Month
from zhiben.kernel.indicators.areas import Area
from zhiben.kernel.indicators.declarations import Indicator, Question, known_indicator
from zhiben.kernel.indicators.standing import value_of_tally
from zhiben.kernel.indicators.tallies import Tallies, roll_up, tally_split
from zhiben.kernel.indicators.terms import Part

SPANS: Final = (IN_MONTH, IN_YEAR)
Asked = Mapping[str, tuple[Indicator, Question]]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One cell. ``value`` None: a share of nothing. ``part``: which records stand behind it."""

    column: Column
    span: str
    area: Area
    question: Question
    value: int | Decimal | None
    part: Part


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the table; cells by (column key, span)."""

    name: str
    area: Area
    cells: Mapping[tuple[str, str], Figure]

    def value(self, key: str, span: str) -> int | Decimal | None:
        return self.cells[key, span].value

    def count(self, key: str, span: str) -> int:
        return int(self.cells[key, span].value or 0)


@dataclass(frozen=True, kw_only=True)
class Table:
    """``words``: what the spans are called, the month's by its own period (本月, 本季度, 本年)."""

    words: Mapping[str, str]
    rows: Sequence[Row]
    total: Row


def leaves() -> list[tuple[Column, str]]:
    """Columns as they stand in the lowest line of the header."""
    return [(column, span) for column in COLUMNS for span in SPANS if not (column.once and span == IN_YEAR)]


def read_table(area: Area, month: Month) -> Table:
    """One query for each table of records, whatever the number of rows."""
    questions = {IN_MONTH: month.in_month(area), IN_YEAR: month.in_year(area)}
    keys = dict.fromkeys(column.indicator for column in COLUMNS)
    asked = {f"{key}|{span}": (known_indicator(key), q) for key in keys for span, q in questions.items()}
    found = tally_split(asked, area)
    whole = roll_up(found.values(), asked)
    none = roll_up([], asked)
    rows = [
        _row(row_name(below), below, found.get(key, none), questions)
        for key, below in rows_of(area, found, month.cut).items()
    ]
    return Table(words=month.words, rows=rows, total=_row("合计", area, whole, questions))


def _row(name: str, area: Area, tallies: Tallies, questions: Mapping[str, Question]) -> Row:
    cells = {(column.key, span): _figure(column, span, area, tallies, questions[span]) for column, span in leaves()}
    return Row(name=name, area=area, cells=cells)


def _figure(column: Column, span: str, area: Area, tallies: Tallies, question: Question) -> Figure:
    counted = tallies[f"{column.indicator}|{span}"]
    value: int | Decimal | None
    if column.part is None:
        value = value_of_tally(counted, share=True)
    else:
        value = counted.numerator if column.part == Part.NUMERATOR else counted.denominator
    here = Question(area=area, since=question.since, on=question.on)
    return Figure(column=column, span=span, area=area, question=here, value=value, part=column.part or Part.REMAINDER)
