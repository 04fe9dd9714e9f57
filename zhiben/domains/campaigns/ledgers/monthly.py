"""The monthly report on paper: the same tables as PDF, Word and Excel."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any, Final

from zhiben.domains.campaigns.queries.columns import COLUMNS, GENERAL, MISSING, Column
from zhiben.domains.campaigns.queries.months import IN_MONTH, HandIn
from zhiben.domains.campaigns.queries.report import ReportData
from zhiben.domains.campaigns.queries.table import SPANS, Row
from zhiben.domains.hazards.public import DOCUMENT_COLUMNS, MAJOR_COLUMNS, Listing
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.papers.table_report import ReportColumn, TableReport, report_docx, report_pdf, report_xlsx

NOTHING: Final = "—"
MAJOR_ON_PAPER: Final = (
    "number", "project", "region", "contractor", "location", "description", "clause", "source", "found", "person",
    "deadline", "stop_work", "listed", "rectified", "rechecked", "closed_on", "overdue_days",
)  # fmt: skip
INCIDENT_ON_PAPER: Final = (
    "title", "occurred", "spot", "project_name", "acc_type", "injuries", "minor", "course", "measures", "state",
)  # fmt: skip
WIDE: Final = {
    "project": 1.7, "description": 2.2, "clause": 1.5, "summary": 2.0, "addressee": 1.6, "officers": 1.5,
    "contractor": 1.6, "number": 1.7, "basis": 1.5, "stop_work": 0.6, "listed": 0.8, "overdue_days": 0.6, "source": 0.8,
    "found": 1.45, "deadline": 1.45, "rectified": 1.45, "rechecked": 1.45, "closed_on": 1.45, "issued": 1.45,
    "delivered": 1.45, "overdue": 0.6,
}  # fmt: skip
NUMBER, NAME = ReportColumn("序号", width=0.5), ReportColumn("地区", width=2.0, number=False)


@dataclass(frozen=True)
class Paper:
    """One kind of file a report can be taken away in."""

    suffix: str
    label: str
    mime: str
    write: Callable[..., bytes]
    whole: bool = False  # lists in full, and all their columns


PAPERS: Final = {
    "pdf": Paper("pdf", "PDF", "application/pdf", report_pdf),
    "docx": Paper(
        "docx", "Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", report_docx
    ),
    "xlsx": Paper(
        "xlsx", "Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", report_xlsx, whole=True
    ),
}


def write_report(data: ReportData, kind: str) -> bytes:
    """``kind``: a key of ``PAPERS``. The same data give the same PDF."""
    paper = PAPERS[kind]
    return paper.write(*(_workbook(data) if paper.whole else _sheets(data)))


def file_name(data: ReportData, kind: str) -> str:
    """``秀英区-安全隐患排查整治月报-2026-03.pdf``."""
    return f"{data.area.name}-安全隐患排查整治月报-{data.month.code}.{PAPERS[kind].suffix}"


def _sheets(data: ReportData) -> Iterator[TableReport]:
    """For paper: the wide table in two that fit on A4."""
    first = [c for c in COLUMNS if COLUMNS.index(c) <= _last_of(GENERAL)]
    second = [c for c in COLUMNS if c not in first]
    yield _table(data, first, f"{data.title}（一）", "统计表一", notes=())
    yield _table(data, second, f"{data.title}（二）", "统计表二", notes=_notes(data))
    yield _listing(data, "重大事故隐患台账", data.majors, _chosen(MAJOR_COLUMNS, MAJOR_ON_PAPER))
    yield _listing(data, "执法文书台账", data.documents, DOCUMENT_COLUMNS)
    for one in data.incidents:
        yield _listing(data, one.name, one.listing, _chosen(one.columns, INCIDENT_ON_PAPER))


def _workbook(data: ReportData) -> Iterator[TableReport]:
    yield _table(data, COLUMNS, data.title, "统计表", notes=_notes(data), missing=True)
    yield _listing(data, "重大事故隐患台账", data.majors, MAJOR_COLUMNS)
    yield _listing(data, "执法文书台账", data.documents, DOCUMENT_COLUMNS)
    for one in data.incidents:
        yield _listing(data, one.name, one.listing, one.columns)


def _last_of(group: str) -> int:
    return max(i for i, c in enumerate(COLUMNS) if c.group == group)


def _table(
    data: ReportData, columns: Sequence[Column], title: str, sheet: str, *, notes: Sequence[str],
    missing: bool = False,
) -> TableReport:  # fmt: skip
    heads = [NUMBER, NAME, *_heads(columns, data.table.words)] + ([_missing_head()] if missing else [])
    blank = [None] * len(MISSING) if missing else []
    return TableReport(
        title=title, columns=tuple(heads), subtitle=_subtitle(data), sheet_name=sheet,
        rows=[[i, row.name, *_values(row, columns), *blank] for i, row in enumerate(data.table.rows, start=1)],
        totals=["", "合计", *_values(data.table.total, columns), *blank], notes=tuple(notes),
        footer=("填报人：", "审核人：", "联系电话：") if notes else (), footnote=_footnote(data),
    )  # fmt: skip


def _heads(columns: Sequence[Column], words: Mapping[str, str]) -> list[ReportColumn]:
    made = []
    for group, members in groupby(columns, key=lambda c: c.group):
        made.append(ReportColumn(group, children=tuple(_head(column, words) for column in members)))
    return made


def _head(column: Column, words: Mapping[str, str]) -> ReportColumn:
    label = column.label if column.label.endswith(column.unit) else f"{column.label}（{column.unit}）"
    if column.once:
        return ReportColumn(label)
    return ReportColumn(label, children=tuple(ReportColumn(words[span]) for span in SPANS))


def _missing_head() -> ReportColumn:
    children = tuple(ReportColumn(f"{one.label}（{one.unit}）", width=1.2) for one in MISSING)
    return ReportColumn("出动与执法处罚（未采集，原因见说明）", children=children)


def _values(row: Row, columns: Sequence[Column]) -> Iterator[int | float | str]:
    for column in columns:
        for span in SPANS:
            if not (column.once and span != IN_MONTH):
                yield _value(row.value(column.key, span))


def _value(value: int | Decimal | None) -> int | float | str:
    if value is None:
        return NOTHING
    return float(value) if isinstance(value, Decimal) else value


def _listing(data: ReportData, name: str, listing: Listing, columns: Sequence[tuple[str, str]]) -> TableReport:
    shown = len(listing.lines)
    more = (f"本表列出前 {shown} 条，共 {listing.total} 条；全部见 Excel 或平台。",) if shown < listing.total else ()
    return TableReport(
        title=f"{data.area.name}{name}", sheet_name=name, subtitle=_subtitle(data), footnote=_footnote(data),
        columns=(NUMBER, *(ReportColumn(label, width=WIDE.get(key, 1.0), number=False) for key, label in columns)),
        rows=[[i, *(_cell(data, key, line[key]) for key, _ in columns)] for i, line in enumerate(listing.lines, 1)],
        size=7.5,
        notes=more or (() if shown else ("本期无。",)), footer=(),
    )  # fmt: skip


def _cell(data: ReportData, key: str, value: Any) -> Any:
    """Blank where there is nothing: in a ledger None is no figure that could not be collected."""
    if key == "region":
        return str(value).removeprefix(data.full_name) or data.area.name
    return "" if value is None else value


def _chosen(columns: Sequence[tuple[str, str]], keys: Sequence[str]) -> list[tuple[str, str]]:
    labels = dict(columns)
    return [(key, labels[key]) for key in keys if key in labels]


def _subtitle(data: ReportData) -> tuple[str, ...]:
    return (
        f"填报单位（盖章）：{data.unit}", f"统计期：{data.month.label}　{data.cut_words}",
        f"填报时间：{_chinese_day(day_of(data.made_at))}",
    )  # fmt: skip


def _notes(data: ReportData) -> list[str]:
    broken = [f"校验不符：{c.rule}——{line}" for c in data.checks for line in c.broken]
    verdict = broken or [f"校验：{'；'.join(c.rule for c in data.checks)}。全部相符。"]
    due = [_due_words(data.due)] if data.due else []
    return ["说明：", *(f"{i}. {note}" for i, note in enumerate([*data.notes, *verdict, *due], start=1))]


def _due_words(due: HandIn) -> str:
    return f"应于{_chinese_day(due.day)}前（含当日）报送" + (f"（{due.source}）。" if due.source else "。")


def _footnote(data: ReportData) -> str:
    return f"数据取自业务记录，{data.cut_words}；生成于 {data.made_at:%Y-%m-%d %H:%M}，生成人：{data.made_by}"


def _chinese_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
