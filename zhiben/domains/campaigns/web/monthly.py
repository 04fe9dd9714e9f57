"""月报: choose a division and a month; every figure opens its records; three files to take away."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhiben.domains.campaigns.ledgers.monthly import PAPERS
from zhiben.domains.campaigns.queries.columns import COLUMNS, MISSING
from zhiben.domains.campaigns.queries.months import recent_months
from zhiben.domains.campaigns.queries.report import ReportData, monthly_report
from zhiben.domains.campaigns.queries.table import SPANS, Figure, Row, leaves
from zhiben.domains.campaigns.queries.versions import changes_since
from zhiben.domains.campaigns.services.papers import make_paper
from zhiben.domains.campaigns.web.choices import division_choices
from zhiben.domains.campaigns.web.places import READERS
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.indicators.addresses import address_of
from zhiben.kernel.indicators.declarations import Question
from zhiben.kernel.indicators.terms import Part
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.doors import open_to

SHOWN = 50


@dataclass(frozen=True)
class Cell:
    """A figure as written, and where its records are; nothing to open behind a zero."""

    text: str
    url: str
    label: str


@open_to(READERS)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    data = monthly_report(
        actor=actor, division_code=request.GET.get("division", ""), month=request.GET.get("month", ""), at=now(),
        most=SHOWN,
    )  # fmt: skip
    return render(request, "campaigns/monthly.html", _context(data, actor))


@open_to(READERS)
@require_safe
def paper(request: HttpRequest, kind: str) -> HttpResponse:
    name, content = make_paper(
        actor=actor_of(request), division_code=request.GET.get("division", ""), month=request.GET.get("month", ""),
        kind=kind, at=now(),
    )  # fmt: skip
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return HttpResponse(content, content_type=PAPERS[kind].mime, headers=headers)


def _context(data: ReportData, actor: Actor) -> dict[str, Any]:
    query = urlencode({"division": data.area.code, "month": data.month.code})
    above, below = division_choices(data.area, actor)
    return {
        "data": data, "query": query, "months": recent_months(today()), "above": above, "below": below,
        "papers": PAPERS.values(), "groups": _groups(), "spans": _spans(), "words": list(_words()),
        "rows": [_cells(row) for row in data.table.rows], "total": _cells(data.table.total)[1], "missing": MISSING,
        "sentence": _sentence(data.table.total), "broken": [c for c in data.checks if not c.holds],
        "majors": [(line, case_url("hazard", line["id"])) for line in data.majors.lines],
        "documents": [(line, case_url("notice.rectify", line["id"])) for line in data.documents.lines],
        "open_majors": address_of("hazard-open.major", Part.NUMERATOR, Question.of_year(data.area, data.month.cut)),
        "changes": changes_since(data), "crumbs": [("首页", "/home"), ("月报", "")],
    }  # fmt: skip


def _groups() -> list[tuple[str, int]]:
    """Upper line of the header: group and how many columns it spans."""
    return [(group, len(list(members))) for group, members in groupby(leaves(), key=lambda leaf: leaf[0].group)]


def _spans() -> list[tuple[str, int]]:
    """Middle line: the figure and how many columns it spans."""
    return [
        (f"{c.label}（{c.unit}）" if not c.label.endswith(c.unit) else c.label, 1 if c.once else 2) for c in COLUMNS
    ]


def _words() -> list[str]:
    """Lowest line: 本月 or 累计."""
    return ["期末" if column.once else SPANS[span] for column, span in leaves()]


def _cells(row: Row) -> tuple[str, list[Cell]]:
    return row.name, [_cell(row, row.cells[column.key, span]) for column, span in leaves()]


def _cell(row: Row, figure: Figure) -> Cell:
    column = figure.column
    label = f"{row.name}{column.group}{column.label}{'' if column.once else SPANS[figure.span]}"
    if figure.value is None:
        return Cell("—", "", label)
    text = f"{figure.value:,}" if column.part else f"{figure.value.normalize():f}"  # type: ignore[union-attr]
    url = address_of(column.indicator, figure.part, figure.question) if _has_records(figure) else ""
    return Cell(text, url, label)


def _has_records(figure: Figure) -> bool:
    """Behind a rate lie the records still missing: none when it is complete."""
    return bool(figure.value) if figure.column.part else figure.value != 100


def _sentence(total: Row) -> str:
    """The month in one sentence."""
    general, major = total.count("general", "month"), total.count("major", "month")
    return (
        f"检查在建项目 {total.count('projects', 'month')} 个、{total.count('visits', 'month')} 家次；"
        f"排查一般隐患 {general} 条，已整改 {total.count('general_closed', 'month')} 条；"
        f"排查重大事故隐患 {major} 条，已整改 {total.count('major_closed', 'month')} 条；"
        f"下达限期整改书 {total.count('rectify', 'month')} 份、停工通知书 {total.count('stop', 'month')} 份。"
    )
