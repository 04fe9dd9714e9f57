"""One finding: what was found, how one thing leads to the other, what became of it. And what rules there are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.terms import REGULATORS, Role
from zhiben.kernel.base.clock import day_of, now, today
from zhiben.kernel.parameters.declarations import declaration
from zhiben.kernel.parameters.models import EffectiveParameter
from zhiben.kernel.parameters.queries import standing
from zhiben.kernel.rules.declarations import SUBJECTS, Rule, rule_of, rules
from zhiben.kernel.rules.models import Finding, RuleRun
from zhiben.kernel.rules.queries import finding_for, findings, last_runs
from zhiben.kernel.rules.services import dismiss_finding, may_decide, reopen_finding
from zhiben.kernel.rules.terms import FindingState
from zhiben.kernel.ui.cases.parts import Fact
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.findings.drawing import draw_path
from zhiben.kernel.ui.findings.links import address_of
from zhiben.kernel.ui.findings.lists import REASON, SEVERITY_TONES, STATE_TONES, label_of
from zhiben.kernel.ui.findings.names import agency_names
from zhiben.kernel.ui.forms.answer import answer_form
from zhiben.kernel.workflow.definition import Input, InputKind
from zhiben.kernel.workflow.models import Todo

ROLES: Final = frozenset(REGULATORS)
CRUMBS: Final = (("首页", "/home"), ("核查发现", "/findings/"))
WHY: Final = Input(name="reason", label="理由", kind=InputKind.LONGTEXT, required=False)


@open_to(ROLES)
@require_safe
def finding(request: HttpRequest, finding_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    found = finding_for(actor, finding_id)
    known = rule_of(found.rule)
    context = {
        "finding": found, "label": label_of(found.rule), "rule": known, "facts": _facts(found),
        "steps": [(hop["from"], address_of(hop["from"]), hop["word"], hop["to"], address_of(hop["to"]))
                  for hop in found.path],
        "drawing": draw_path(found.path), "state_tone": STATE_TONES.get(found.state, ""),
        "severity_tone": SEVERITY_TONES.get(found.severity, ""),
        "moves": list(found.moves.order_by("-at", "-id")), "may_decide": may_decide(actor, found),
        "crumbs": [*CRUMBS, (found.subject_name, "")],
    }  # fmt: skip
    return render(request, "ui/finding.html", context)


def _facts(found: Finding) -> list[Fact]:
    names = agency_names([found.agency_id, *found.agencies])
    others = [names.get(pk, "") for pk in dict.fromkeys(found.agencies) if pk != found.agency_id]
    subject = {"kind": found.subject_kind, "id": str(found.subject_id)}
    lines = [
        Fact(SUBJECTS.get(found.subject_kind, "对象"), found.subject_name, address_of(subject)),
        *(Fact(one["label"], one["value"]) for one in found.facts),
        Fact("责任机构", names.get(found.agency_id, "") if found.agency_id else ""),
        Fact("也涉及", "、".join(name for name in others if name)),
        *_in_hand(found),
        Fact("说明", f"{found.reason}（{found.decided_by}）" if found.reason else "", wide=True),
    ]
    return [line for line in lines if line.value]


def _in_hand(found: Finding) -> list[Fact]:
    """Who looks into it, and by when."""
    todo = Todo.objects.open().filter(case_id=found.pk).first()
    if todo is None:
        return []
    return [
        Fact("核查期限", day_of(todo.due_at) if todo.due_at else "不限期"),
        Fact("经办", todo.assigned_name or "待领取"),
    ]


@dataclass(frozen=True)
class Answer:
    """What one may do about a finding: the form that asks for it, and the verb."""

    title: str
    button: str
    asked: Input
    act: Callable[..., Finding]
    said: str


DISMISS: Final = Answer("说明并关闭", "关闭", REASON, dismiss_finding, "已说明并关闭，事实变化后会重新打开。")
REOPEN: Final = Answer("重新打开", "重新打开", WHY, reopen_finding, "已重新打开。")


@open_to(ROLES)
def dismiss(request: HttpRequest, finding_id: UUID) -> HttpResponse:
    return _answer(request, finding_id, DISMISS)


@open_to(ROLES)
def reopen(request: HttpRequest, finding_id: UUID) -> HttpResponse:
    return _answer(request, finding_id, REOPEN)


def _answer(request: HttpRequest, finding_id: UUID, one: Answer) -> HttpResponse:
    found = finding_for(actor_of(request), finding_id)
    back = reverse("ui:finding-page", args=[finding_id])

    def do(values: dict[str, Any]) -> tuple[str, str]:
        one.act(actor=actor_of(request), finding_id=finding_id, at=now(), **values)
        return one.said, back

    lead = f"{label_of(found.rule)}：{found.subject_name}"
    return answer_form(
        request, title=one.title, lead=lead, inputs=(one.asked,), do=do, back=back, button=one.button, crumbs=CRUMBS
    )


@dataclass(frozen=True)
class RuleLine:
    """One rule of the catalogue, as it stands."""

    rule: Rule
    parameters: list[tuple[str, str]]
    run: RuleRun | None
    open: int
    url: str

    @property
    def at(self) -> datetime | None:
        return self.run.at if self.run else None


@open_to(ROLES | {Role.SYSTEM_ADMIN})
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """What is checked, on what it rests, what it costs."""
    actor = actor_of(request)
    counts = findings(actor).filter(state=FindingState.OPEN).order_by().values_list("rule").annotate(n=Count("pk"))
    runs, waiting, held = last_runs(), dict(counts), standing(path=actor.path, on=today())
    lines = [
        RuleLine(
            one, [(declaration(key).label, _value(key, held)) for key in one.figures], runs.get(one.code),
            waiting.get(one.code, 0), f"/findings/?rule={one.code}&state=open",
        )
        for one in rules()
    ]  # fmt: skip
    return render(request, "ui/rules.html", {"lines": lines, "crumbs": [*CRUMBS, ("规则目录", "")]})


def _value(key: str, held: Mapping[str, EffectiveParameter]) -> str:
    return declaration(key).show(held[key].value if key in held else declaration(key).default)
