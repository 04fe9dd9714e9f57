"""A report as plain values, and back: what was signed is printed from what was kept, never counted again."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from zhiben.domains.campaigns.queries.checks import Check
from zhiben.domains.campaigns.queries.columns import Column
from zhiben.domains.campaigns.queries.incidents import kept_lists
from zhiben.domains.campaigns.queries.months import IN_MONTH, HandIn, Month
from zhiben.domains.campaigns.queries.report import ReportData
from zhiben.domains.campaigns.queries.table import Figure, Row, Table, leaves
from zhiben.domains.hazards.public import Listing
from zhiben.kernel.indicators.areas import Area
from zhiben.kernel.indicators.terms import Part

VERSION: Final = 1
DAY: Final = "$day"
NUMBER: Final = "$number"


def frozen(data: ReportData) -> dict[str, Any]:
    """Everything the report says, ready for JSON."""
    return {
        "v": VERSION, "area": _area(data.area), "full_name": data.full_name, "unit": data.unit,
        "month": {"first": data.month.first.isoformat(), "last": data.month.last.isoformat(),
                  "cut": data.month.cut.isoformat(), "name": data.month.name},
        "made_at": data.made_at.isoformat(), "made_by": data.made_by,
        "due": {"day": data.due.day.isoformat(), "source": data.due.source} if data.due else None,
        "rows": [_row(row) for row in data.table.rows], "total": _row(data.table.total),
        "majors": _listing(data.majors), "documents": _listing(data.documents),
        "checks": [{"rule": c.rule, "broken": list(c.broken)} for c in data.checks],
        "incidents": [
            {"name": n.name, "columns": [list(c) for c in n.columns], "listing": _listing(n.listing)}
            for n in data.incidents
        ],
    }  # fmt: skip


def thawed(kept: Mapping[str, Any], extra: Sequence[str] = ()) -> ReportData:
    """The report as it was signed. ``extra``: notes that belong to the signing."""
    month = Month(
        first=_day(kept["month"]["first"]), last=_day(kept["month"]["last"]), cut=_day(kept["month"]["cut"]),
        name=kept["month"]["name"],
    )  # fmt: skip
    due = kept["due"]
    return ReportData(
        area=_area_back(kept["area"]), full_name=kept["full_name"], unit=kept["unit"], month=month,
        made_at=datetime.fromisoformat(kept["made_at"]), made_by=kept["made_by"],
        due=HandIn(day=_day(due["day"]), source=due["source"]) if due else None,
        table=Table(words=month.words, rows=[_row_back(row, month) for row in kept["rows"]], total=_row_back(kept["total"], month)),
        majors=_listing_back(kept["majors"]), documents=_listing_back(kept["documents"]),
        checks=[Check(rule=c["rule"], broken=c["broken"]) for c in kept["checks"]], extra=tuple(extra),
        incidents=kept_lists(kept.get("incidents", ()), _listing_back),
    )  # fmt: skip


def _area(area: Area) -> dict[str, Any]:
    return {
        "code": area.code, "name": area.name, "level": area.level, "path": area.path, "direct": area.direct,
        "agency_id": str(area.agency_id) if area.agency_id else "",
    }  # fmt: skip


def _area_back(kept: Mapping[str, Any]) -> Area:
    return Area(**{**kept, "agency_id": UUID(kept["agency_id"]) if kept["agency_id"] else None})


def _row(row: Row) -> dict[str, Any]:
    values = {f"{key}|{span}": _plain(figure.value) for (key, span), figure in row.cells.items()}
    return {"name": row.name, "area": _area(row.area), "values": values}


def _row_back(kept: Mapping[str, Any], month: Month) -> Row:
    area = _area_back(kept["area"])
    cells = {
        (c.key, span): _figure(c, span, area, month, kept["values"].get(f"{c.key}|{span}")) for c, span in leaves()
    }
    return Row(name=kept["name"], area=area, cells=cells)


def _figure(column: Column, span: str, area: Area, month: Month, value: Any) -> Figure:
    question = month.in_month(area) if span == IN_MONTH else month.in_year(area)
    return Figure(
        column=column, span=span, area=area, question=question, value=_back(value), part=column.part or Part.REMAINDER
    )


def _listing(listing: Listing) -> dict[str, Any]:
    return {
        "total": listing.total,
        "lines": [{key: _plain(value) for key, value in line.items()} for line in listing.lines],
    }


def _listing_back(kept: Mapping[str, Any]) -> Listing:
    lines = [{key: _back(value) for key, value in line.items()} for line in kept["lines"]]
    return Listing(lines=lines, total=kept["total"])


def _plain(value: Any) -> Any:
    """Days and decimals keep their type."""
    if isinstance(value, date):
        return {DAY: value.isoformat()}
    if isinstance(value, Decimal):
        return {NUMBER: str(value)}
    return str(value) if isinstance(value, UUID) else value


def _back(value: Any) -> Any:
    if isinstance(value, dict):
        return _day(value[DAY]) if DAY in value else Decimal(value[NUMBER])
    return value


def _day(text: str) -> date:
    return date.fromisoformat(text)
