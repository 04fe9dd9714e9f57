"""重大事故隐患数据库: the page, one breakdown as a whole, what is found most often, and the cells of the map."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhiben.domains.hazards.public import READERS, UNPLACED, UNSIGNED
from zhiben.domains.insight.queries.asking import View, view_of
from zhiben.domains.insight.queries.breakdowns import table_of
from zhiben.domains.insight.queries.examples import open_longest, put_right_last
from zhiben.domains.insight.queries.frequent import WAYS, Period, frequent, frequent_view, period_of
from zhiben.domains.insight.queries.points import cells, read_box
from zhiben.domains.insight.queries.summary import FIXED, measures_of, summary
from zhiben.domains.insight.terms import By
from zhiben.domains.insight.web.charts import by_division, curves
from zhiben.domains.insight.web.controls import controls_of
from zhiben.domains.insight.web.sheets import sheet_of
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput, NotVisible
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.lists.export import MOST_ROWS
from zhiben.kernel.ui.maps import map_base

TITLE: Final = "重大事故隐患数据库"
FREQUENT: Final = "多发隐患"
LINES: Final = 50
TONES: Final = {"open": "red", "stock": "red", "new": "blue", "overdue": "red", "closed": "green"}
SHOWN: Final = (By.CATEGORY, By.CLAUSE, By.ENTERPRISE, By.PROJECT, By.AGE, By.CHANNEL, By.SOURCE, By.STATE)


def _view(request: HttpRequest) -> View:
    return view_of(actor_of(request), now(), request.GET.dict(), fixed=FIXED)


@open_to(READERS)
@require_safe
def database(request: HttpRequest) -> HttpResponse:
    """Everything this person may see, narrowed by the address; every number opens its records."""
    view = _view(request)
    found = summary(view)
    unsigned = UNSIGNED.apply(view.rows, view.asked.actor, view.asked.at).count()
    context: dict[str, Any] = {
        "title": TITLE, "view": view, "found": found, "controls": controls_of(view), "problems": _problems(view),
        "curve": curves(found), "divisions": found.tables[By.DIVISION],
        "division_chart": by_division(view, found.tables[By.DIVISION]), "tables": [found.tables[by] for by in SHOWN],
        "figures": [(m, found.whole[m.key], found.urls[m.key], TONES.get(m.key, "")) for m in found.measures],
        "unsigned": unsigned, "unsigned_url": view.records({"unsigned": "1"}) if unsigned else "",
        "oldest": open_longest(view), "pairs": put_right_last(view), "map": map_base(),
        "map_data": {**map_base().data, "points": reverse("insight:points") + view.link()}, "query": view.link()[1:],
        "crumbs": [("首页", "/home"), (TITLE, "")],
    }  # fmt: skip
    return render(request, "insight/database.html", context)


@open_to(READERS)
@require_safe
def breakdown(request: HttpRequest, by: str) -> HttpResponse:
    """One breakdown with all its groups, page by page, or as a spreadsheet."""
    view, way = _view(request), _way(by, tuple(By))
    measures = measures_of(view)
    order = _order(request, [m.key for m in measures if m.of is None], "open")
    title = f"{TITLE}（按{way.label}）"
    if request.GET.get("export") == "xlsx":
        table = table_of(view, way, measures, order=order, most=MOST_ROWS)
        return sheet_of(actor=view.asked.actor, at=view.asked.at, title=title, table=table, filters=view.link()[1:])
    page = _page(request)
    table = table_of(view, way, measures, order=order, first=(page - 1) * LINES, most=LINES)
    context = {
        "title": title, "meaning": "每个数字都能点开对应的记录。", "view": view, "table": table, "ways": _ways(view, way, tuple(By)),
        "controls": controls_of(view), "problems": _problems(view), "order": order, "back": reverse("insight:database") + view.link(),
        "crumbs": [("首页", "/home"), (TITLE, reverse("insight:database") + view.link()), (f"按{way.label}", "")],
        **_paging(view, table.total, page, order),
    }  # fmt: skip
    return render(request, "insight/breakdown.html", context)


@open_to(READERS)
@require_safe
def most_often(request: HttpRequest) -> HttpResponse:
    """What was found most in a period, against the year before: by kind, clause, place, enterprise, project, stage."""
    view = frequent_view(actor_of(request), now(), request.GET.dict())
    way = _way(request.GET.get("by", By.CATEGORY.value), WAYS)
    try:
        period, problem = period_of(view.given, view.on), ""
    except InvalidInput as refusal:
        period, problem = Period(first=view.on.replace(month=1, day=1), last=view.on), f"{refusal.detail}，已按今年统计"
    if request.GET.get("export") == "xlsx":
        table = frequent(view, way, period, most=MOST_ROWS).table
        title = f"{FREQUENT}（按{way.label}）"
        return sheet_of(actor=view.asked.actor, at=view.asked.at, title=title, table=table, filters=view.link()[1:])
    page = _page(request)
    found = frequent(view, way, period, first=(page - 1) * LINES, most=LINES)
    tabs = [(one.label, view.link({"by": one.value}), one == way) for one in WAYS]
    next_way = By.DIVISION if way in (By.CATEGORY, By.CLAUSE) else By.CATEGORY
    lines = [(line, _change(line.counts), f"{line.narrower}&by={next_way.value}") for line in found.table.lines]
    context = {
        "title": FREQUENT, "view": view, "found": found, "table": found.table, "tabs": tabs, "way": way, "lines": lines,
        "next_way": next_way, "period": period, "kept": {"by": way.value}, "change": _change(found.whole), "controls": controls_of(view),
        "problems": [*_problems(view), *([problem] if problem else [])],
        "figures": [(m, found.whole[m.key], found.urls[m.key]) for m in found.table.measures],
        "crumbs": [("首页", "/home"), (TITLE, reverse("insight:database")), (FREQUENT, "")],
        **_paging(view, found.table.total, page, "", by=way.value),
    }  # fmt: skip
    return render(request, "insight/frequent.html", context)


@open_to(READERS)
@require_safe
def points(request: HttpRequest) -> JsonResponse:
    """Cells of the map inside a box: how many hazards, where their middle is, and the address of the records."""
    view, base = _view(request), map_base()
    zoom, first_look = request.GET.get("zoom", ""), not request.GET.get("bbox")
    depth = int(zoom) if zoom.isdecimal() and len(zoom) <= 2 else 5
    found = cells(view, read_box(request.GET.get("bbox", ""), base.datum), depth, base.datum)
    elsewhere = first_look and UNPLACED.apply(view.rows, view.asked.actor, view.asked.at).exists()
    answer = {"cells": [vars(one) for one in found], "unplaced": view.records({"unplaced": "1"}) if elsewhere else ""}
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


def _way(text: str, known: tuple[By, ...]) -> By:
    if text not in [one.value for one in known]:
        raise NotVisible("没有这种统计方式")
    return By(text)


def _ways(view: View, here: By, known: tuple[By, ...]) -> list[tuple[str, str, bool]]:
    return [(one.label, reverse("insight:breakdown", args=[one.value]) + view.link(), one == here) for one in known]


def _order(request: HttpRequest, known: list[str], otherwise: str) -> str:
    wanted = request.GET.get("sort", "")
    return wanted if wanted in known else otherwise


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 5 else 1


def _paging(view: View, total: int, page: int, sort: str, **more: str) -> dict[str, Any]:
    pages = max(1, -(-total // LINES))
    kept = {**more, "sort": sort}
    return {
        "page_number": page, "pages": pages,
        "before": view.link(kept, {"page": str(page - 1)}) if page > 1 else "",
        "after": view.link(kept, {"page": str(page + 1)}) if page < pages else "",
        "export": view.link(kept, {"export": "xlsx"}),
    }  # fmt: skip


def _problems(view: View) -> list[str]:
    return list(dict.fromkeys(view.asked.problems))


def _change(counts: dict[str, int]) -> str:
    """Against the same days a year before; nothing to compare with is said, not shown as a jump."""
    now_, before = counts["now"], counts["before"]
    if not before:
        return "上年同期没有" if now_ else "持平"
    if now_ == before:
        return "持平"
    return f"{'增加' if now_ > before else '减少'} {abs(now_ - before) / before * 100:.1f}%"
