"""The columns of the monthly table as a ledger, so that somebody else's summary table can be filled from it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from zhiben.domains.campaigns.queries.columns import COLUMNS, MISSING, Column
from zhiben.domains.campaigns.queries.months import IN_MONTH, IN_YEAR
from zhiben.domains.campaigns.queries.report import ReportData
from zhiben.domains.campaigns.queries.table import Row
from zhiben.kernel.papers.columns import Column as Head
from zhiben.kernel.papers.ledger import Ledger, never_in
from zhiben.kernel.papers.terms import CellType

KIND: Final = "summary"
REGION: Final = "region"
WAITS: Final = "waits."
OTHER_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "running": ("在建项目数", "在建工程数", "在建项目", "在建工程", "在建房屋市政工程项目数"),
    "projects": ("检查项目数", "检查工程数", "检查在建项目数", "检查项目"),
    "visits": ("检查家次", "检查项目数（家次）", "检查家次数", "检查项目家次"),
    "coverage": ("覆盖率", "检查覆盖率"),
    "general": ("排查一般隐患数", "一般隐患数", "一般隐患排查数", "排查一般隐患", "排查出一般隐患数"),
    "general_closed": ("已整改一般隐患数", "一般隐患已整改数", "一般隐患整改数", "已整改一般隐患"),
    "general_rate": ("一般隐患整改率", "整改率"),
    "major": ("排查重大隐患数", "排查重大事故隐患数", "重大隐患数", "重大事故隐患数", "重大隐患排查数", "排查重大隐患"),
    "major_self": ("企业自查", "其中企业自查", "企业自查重大隐患数"),
    "major_department": ("部门检查", "其中部门检查", "部门检查重大隐患数"),
    "major_other": ("其他来源",),
    "major_closed": ("已整改重大隐患数", "重大隐患已整改数", "已整改重大事故隐患数", "重大隐患整改数"),
    "major_rate": ("重大隐患整改率", "重大事故隐患整改率"),
    "listed": ("挂牌督办数", "挂牌督办", "挂牌督办隐患数"),
    "rectify": ("下达限期整改书份数", "限期整改书", "限期整改通知书", "下发整改通知书份数", "责令限期整改通知书"),
    "stop": ("下达停工通知书份数", "停工通知书", "停工整改通知书", "下发停工通知书份数"),
}  # fmt: skip
# A blank is used again for other periods: a report of a quarter fills 本季度, one of a month 本月.
WORDS: Final = {
    IN_MONTH: ("本期", "本月", "当月", "本季度", "本季", "当季", "本半年"),
    IN_YEAR: ("累计", "今年累计", "年度累计", "本年累计", "本年", "当年"),
}
PLACES: Final = (
    "区县",
    "县区",
    "县（市、区）",
    "市县",
    "各市县",
    "辖区",
    "行政区划",
    "单位",
    "地市",
    "所属区县",
    "地区名称",
    "填报地区",
)


def _base_names(column: Column) -> tuple[str, ...]:
    return (f"{column.group}{column.label}", *OTHER_NAMES.get(column.key, ()))


def _names(column: Column, span: str) -> tuple[str, ...]:
    """Every way to say it with its span, before or after; without one it is the month's."""
    bases = _base_names(column)
    said = [
        name for base in bases for word in WORDS[span] for name in (f"{base}{word}", f"{word}{base}", f"{base}数{word}")
    ]
    return tuple(dict.fromkeys([*said, *(bases if span == IN_MONTH or column.once else ())]))


def _head(column: Column, span: str) -> Head:
    label = f"{column.group}{column.label}" + ("" if column.once else f"（{WORDS[span][0]}）")
    return Head(f"{column.key}.{span}", label, aliases=_names(column, span), type=CellType.NUMBER, unit=column.unit)


HEADS: Final = (
    Head(REGION, "地区", aliases=PLACES, required=True),
    *(_head(c, span) for c in COLUMNS for span in WORDS if not (c.once and span == IN_YEAR)),
    *(Head(f"{WAITS}{m.key}", m.label, help=f"未采集：{m.reason}", type=CellType.NUMBER) for m in MISSING),
)  # fmt: skip
SUMMARY: Final = Ledger(
    kind=KIND, title="排查整治情况统计表", columns=HEADS, key=lambda values: "", apply=never_in, takes_in=False
)


def summary_rows(data: ReportData) -> Iterator[dict[str, Any]]:
    """One for each row of the table, by column name."""
    return (summary_row(row) for row in data.table.rows)


def summary_row(row: Row) -> dict[str, Any]:
    """Shares are given as per cent, as the columns of the table are."""
    values = {f"{key}.{span}": figure.value for (key, span), figure in row.cells.items()}
    return {REGION: row.name, **values}
