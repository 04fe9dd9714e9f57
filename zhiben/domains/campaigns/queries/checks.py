"""What must hold between the figures of a monthly table (校验关系). A report that breaks one says so on its face."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from zhiben.domains.campaigns.queries.columns import COLUMNS
from zhiben.domains.campaigns.queries.months import IN_MONTH, IN_YEAR
from zhiben.domains.campaigns.queries.table import Row, Table

Words = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Check:
    """One rule. ``broken`` names rows and figures that do not satisfy it; empty means it holds everywhere."""

    rule: str
    broken: Sequence[str]

    @property
    def holds(self) -> bool:
        return not self.broken


def check_table(table: Table, noun: str) -> list[Check]:
    """``noun``: what the period is called, in the words of a rule."""
    rows, words = [*table.rows, table.total], {IN_MONTH: noun, IN_YEAR: table.words[IN_YEAR]}
    return [
        Check(rule=rule.format(noun), broken=[line for row in rows for line in test(row, words)])
        for rule, test in RULES
    ] + [Check(rule="各行相加等于合计", broken=list(_sums(table)))]


def _closed_within_found(row: Row, words: Words) -> Iterator[str]:
    for found, closed, name in (("general", "general_closed", "一般隐患"), ("major", "major_closed", "重大事故隐患")):
        for span, word in words.items():
            if row.count(closed, span) > row.count(found, span):
                yield f"{row.name}{word}{name}：已整改 {row.count(closed, span)}，排查 {row.count(found, span)}"


def _sources(row: Row, words: Words) -> Iterator[str]:
    for span, word in words.items():
        parts = sum(row.count(key, span) for key in ("major_self", "major_department", "major_other"))
        if parts != row.count("major", span):
            yield f"{row.name}{word}：三种来源合计 {parts}，排查 {row.count('major', span)}"


def _year_covers_month(row: Row, words: Words) -> Iterator[str]:
    for column in COLUMNS:
        if column.part is None or column.once:
            continue
        month, year = row.count(column.key, IN_MONTH), row.count(column.key, IN_YEAR)
        if year < month:
            yield f"{row.name}{column.group}{column.label}：{words[IN_MONTH]} {month}，累计 {year}"


def _checked_within_running(row: Row, words: Words) -> Iterator[str]:
    for span, word in words.items():
        if row.count("projects", span) > row.count("running", IN_MONTH):
            yield f"{row.name}{word}：检查项目 {row.count('projects', span)}，在建 {row.count('running', IN_MONTH)}"


def _sums(table: Table) -> Iterator[str]:
    for (key, span), figure in table.total.cells.items():
        if figure.column.part is None:
            continue
        added = sum(row.count(key, span) for row in table.rows)
        if added != figure.value:
            yield f"{figure.column.group}{figure.column.label}：各行相加 {added}，合计 {figure.value}"


RULES: Final[tuple[tuple[str, Callable[[Row, Words], Iterator[str]]], ...]] = (
    ("已整改不大于排查", _closed_within_found),
    ("重大事故隐患＝企业自查＋部门检查＋其他来源", _sources),
    ("累计不小于{}", _year_covers_month),
    ("检查项目数不大于在建项目数", _checked_within_running),
)
