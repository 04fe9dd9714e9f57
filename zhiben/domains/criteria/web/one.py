"""One clause: what it says, what to bring as evidence, and the guided check."""

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from zhiben.domains.criteria.checking import CheckResult, caution_of, check
from zhiben.domains.criteria.conditions import Tree, children, questions_of
from zhiben.domains.criteria.models import Clause
from zhiben.domains.criteria.queries import clause, clauses_named
from zhiben.domains.criteria.terms import Detection, Verdict
from zhiben.kernel.base.clock import today
from zhiben.kernel.ui.doors import signed_in

ANSWERS: Final = {"1": True, "0": False}
TONES: Final = {Verdict.MAJOR: "error", Verdict.NOT_MAJOR: "success", Verdict.UNDETERMINED: "warning"}


@dataclass(frozen=True, kw_only=True)
class Node:
    """A part of the tree as the form shows it: a joint with its parts, or a question with what was answered."""

    joint: str = ""
    parts: tuple["Node", ...] = ()
    name: str = ""
    text: str = ""
    given: str = ""


@signed_in
def one_clause(request: HttpRequest, code: str) -> HttpResponse:
    """The answers travel in the address: nothing is stored, and a colleague can be sent the same check."""
    found = clause(code)
    given = _given(found, request.GET)
    result = check(found, {name: ANSWERS.get(value) for name, value in given.items()}) if any(given.values()) else None
    related = clauses_named([*found.predecessors, *found.successors])
    return render(request, "criteria/clause.html", {
        "clause": found, "status": found.edition.status_on(today()).label, "tree": _node(found.conditions, given),
        "result": result, "tone": TONES[result.verdict] if result else "", "caution": caution_of(found),
        "major": _is_major(result), "detect": [Detection(one).label for one in found.detect], "related": related,
        "crumbs": [("首页", "/home"), ("判定标准库", "/criteria/"), (found.title, "")],
    })  # fmt: skip


def _given(found: Clause, sent: QueryDict) -> dict[str, str]:
    return {question.name: sent.get(f"a-{question.name}", "") for question in questions_of(found.conditions)}


def _is_major(result: CheckResult | None) -> bool:
    return result is not None and result.verdict == Verdict.MAJOR


def _node(tree: Tree, given: dict[str, str]) -> Node:
    if "ask" in tree:
        return Node(name=tree["ask"], text=tree["text"], given=given[tree["ask"]])
    parts: Any = (_node(child, given) for child in children(tree))
    return Node(joint="以下各项须同时成立" if "all" in tree else "以下有一项成立即可", parts=tuple(parts))
