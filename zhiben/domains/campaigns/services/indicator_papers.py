"""Taking the indicators away as a workbook: the division itself, and the divisions below side by side."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import transaction

from zhiben.domains.campaigns.queries.catalogue import Answer, answers
from zhiben.domains.campaigns.queries.spans import Span
from zhiben.domains.campaigns.queries.standings import rows_below
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.indicators.areas import Area
from zhiben.kernel.indicators.queries import Reading
from zhiben.kernel.indicators.terms import Status
from zhiben.kernel.papers.table_report import ReportColumn, TableReport, report_xlsx

MIME: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAME: Final = ReportColumn("指标", width=2.5, number=False)


@transaction.atomic
def make_workbook(*, actor: Actor, area: Area, span: Span, plan: str, at: datetime) -> tuple[str, bytes]:
    """Name and content. Always counted from the records, never from what was kept."""
    found = answers(area, span.on, plan=plan, since=span.since)
    record_act(
        actor=actor, verb="indicators.export", at=at, object_kind="indicators", object_id=area.code, on=str(span.on),
        since=str(span.since), plan=plan,
    )  # fmt: skip
    sheets = [_list(area, span, found), _below(area, span, found)]
    return f"{area.name}-指标-{span.since}至{span.on}.xlsx", report_xlsx(*sheets)


def _list(area: Area, span: Span, found: Sequence[Answer]) -> TableReport:
    text = [ReportColumn(label, width=width, number=False) for label, width in
            (("对照目标", 1.0), ("文件要求", 2.5), ("期限", 1.2), ("上年同期", 1.0), ("条款", 2.5), ("说明", 3.0))]  # fmt: skip
    numbers = [ReportColumn(label) for label in ("数值", "单位", "分子", "分母")]
    return TableReport(
        title=f"{area.name}指标", subtitle=(span.words,), sheet_name="指标", columns=(NAME, *numbers, *text),
        rows=[list(_cells(one)) for one in found], notes=("未采集的不给数字，只写原因；没有记录的不算达到目标。",),
    )  # fmt: skip


def _cells(one: Answer) -> Iterator[str | int | float | None]:
    reading = one.reading
    tally = reading.tally if reading else None
    yield from (one.label, _number(reading), one.unit)
    yield from (tally.numerator if tally else None, tally.denominator if tally else None)
    yield from (one.status.label, one.target.text, str(one.target.due or ""))
    yield _plain(reading.before.value) if reading and reading.before else None
    yield from ("、".join(one.clauses), one.why)


def _below(area: Area, span: Span, found: Sequence[Answer]) -> TableReport:
    """A row for each division below, a column for each figure."""
    wanted = [one.reading.indicator for one in found if one.reading is not None]
    tables = rows_below(wanted, area, span, kept=False)
    names = {(row.area.code, row.area.agency_id, row.area.direct): row.name for rows in tables for row in rows}
    cells = {
        (row.reading.indicator.key, (row.area.code, row.area.agency_id, row.area.direct)): _number(row.reading)
        for rows in tables for row in rows
    }  # fmt: skip
    heads = [ReportColumn(f"{one.label}（{one.unit}）", width=1.4) for one in wanted]
    return TableReport(
        title=f"{area.name}下级指标", subtitle=(span.words,), sheet_name="下级",
        columns=(ReportColumn("地区", width=2.0, number=False), *heads),
        rows=[[name, *(cells.get((one.key, where)) for one in wanted)] for where, name in names.items()],
    )  # fmt: skip


def _number(reading: Reading | None) -> int | float | str | None:
    if reading is None or reading.value is None:
        return Status.NOT_COLLECTED.label if reading is None else "没有记录"
    return _plain(reading.value)


def _plain(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
