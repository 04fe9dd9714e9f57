"""月报: choose a division and a month; every figure opens its records; three files to take away."""

from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhiben.domains.campaigns.ledgers.monthly import PAPERS
from zhiben.domains.campaigns.policies import READERS
from zhiben.domains.campaigns.queries.columns import MISSING
from zhiben.domains.campaigns.queries.drafting import month_sentence
from zhiben.domains.campaigns.queries.months import recent_months
from zhiben.domains.campaigns.queries.report import ReportData, monthly_report
from zhiben.domains.campaigns.queries.versions import changes_since
from zhiben.domains.campaigns.services.papers import make_paper
from zhiben.domains.campaigns.web.choices import division_choices
from zhiben.domains.campaigns.web.table import table_context
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.indicators.addresses import address_of
from zhiben.kernel.indicators.declarations import Question
from zhiben.kernel.indicators.terms import Part
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.doors import open_to

SHOWN = 50


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
        "papers": PAPERS.values(), **table_context(data), "missing": MISSING,
        "sentence": month_sentence(data.table.total), "broken": [c for c in data.checks if not c.holds],
        "majors": [(line, case_url("hazard", line["id"])) for line in data.majors.lines],
        "documents": [(line, case_url("notice.rectify", line["id"])) for line in data.documents.lines],
        "open_majors": address_of("hazard-open.major", Part.NUMERATOR, Question.of_year(data.area, data.month.cut)),
        "changes": changes_since(data), "crumbs": [("首页", "/home"), ("月报", "")],
    }  # fmt: skip
