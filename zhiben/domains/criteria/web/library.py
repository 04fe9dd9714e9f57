"""判定标准库: clauses by edition and category, and the ordinary wordings, both with search."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhiben.domains.criteria.models import Edition
from zhiben.domains.criteria.proposals import finding_kinds, general_proposals
from zhiben.domains.criteria.queries import categories_of, clauses_of, editions
from zhiben.kernel.base.clock import today
from zhiben.kernel.ui.doors import signed_in

SEARCHED = 100


@signed_in
def library(request: HttpRequest) -> HttpResponse:
    """Without a choice: the edition in force today, or else the newest."""
    known, day = editions(), today()
    shown = _chosen(known, request.GET.get("edition", "")) or next((e for e in known if e.covers(day)), known[0])
    q, category = request.GET.get("q", "")[:SEARCHED], request.GET.get("category", "")
    rows = list(clauses_of(shown.key, category, q))
    groups = [(name, list(some)) for name, some in groupby(rows, key=lambda row: row.category.name)]
    return render(request, "criteria/library.html", {
        "editions": [_tab(edition, edition == shown) for edition in known], "edition": shown, "groups": groups,
        "number": len(rows), "categories": categories_of(shown.key), "category": category, "q": q,
        "crumbs": [("首页", "/home"), ("判定标准库", "")],
    })  # fmt: skip


@signed_in
def general(request: HttpRequest) -> HttpResponse:
    """一般隐患常用写法."""
    q, kind = request.GET.get("q", "")[:SEARCHED], request.GET.get("category", "")
    rows = general_proposals(kind, q)
    groups = [(name, list(some)) for name, some in groupby(rows, key=lambda row: row.category)]
    return render(request, "criteria/general.html", {
        "groups": groups, "number": len(rows), "kinds": finding_kinds(), "category": kind, "q": q,
        "editions": [_tab(edition, False) for edition in editions()],
        "crumbs": [("首页", "/home"), ("判定标准库", "/criteria/"), ("一般隐患常用写法", "")],
    })  # fmt: skip


def _chosen(known: list[Edition], key: str) -> Edition | None:
    return next((edition for edition in known if edition.key == key), None)


def _tab(edition: Edition, here: bool) -> dict[str, Any]:
    return {"edition": edition, "here": here, "status": edition.status_on(today()).label}
