"""登记隐患: one hazard found outside a notice, by an officer or by the site itself."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from zhiben.domains.hazards.policies import OFFICERS
from zhiben.domains.hazards.services.finding import Finding
from zhiben.domains.hazards.services.hazards import report_hazard
from zhiben.domains.hazards.terms import Level, Source
from zhiben.domains.hazards.web.findings import arranged, choices_on
from zhiben.domains.hazards.web.projects import project_choices
from zhiben.domains.hazards.web.repeats import repeat_inputs, repeat_values
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.base.clock import now, today
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.forms.answer import answer_form
from zhiben.kernel.ui.forms.form import Form
from zhiben.kernel.workflow.definition import Input, InputKind

ROLES = OFFICERS | {Role.SITE_MANAGER, Role.SAFETY_OFFICER}
SOURCES = tuple((s.value, s.label) for s in Source if s not in (Source.SELF_CHECK, Source.PLATFORM))


@open_to(ROLES)
def new(request: HttpRequest) -> HttpResponse:
    actor, at = actor_of(request), now()

    def do(values: dict[str, Any]) -> tuple[str, str]:
        hazard = report_hazard(
            actor=actor, project_id=UUID(values["project"]), finding=_finding(values), at=at,
            source=Source(values.get("source") or Source.SELF_CHECK), found_on=values["found_on"],
        )  # fmt: skip
        return "已登记。", case_url("hazard", hazard.pk)

    title = "登记隐患" if actor.is_regulator else "自查登记隐患"
    return answer_form(
        request, inputs=[*_inputs(actor), *repeat_inputs(actor, request.POST)], do=do, title=title, button="登记", back="/hazards/",
        initials=_initials(actor, request.GET.get("project", "")),
        lead="平台已知道的内容会自动带出，只需要填空着的几项。", template="hazards/report.html", arrange=_arranged,
    )  # fmt: skip


def _inputs(actor: Actor) -> list[Input]:
    inputs = [
        Input(name="project", label="工程项目", kind=InputKind.CHOICE, choices=project_choices(actor)),
        Input(name="found_on", label="发现日期", kind=InputKind.DATE),
        Input(name="level", label="隐患等级", kind=InputKind.CHOICE, choices=tuple(Level.choices)),
        Input(name="clause_code", label="判定条款", kind=InputKind.CLAUSE, required=False),
        Input(name="description", label="隐患描述", kind=InputKind.LONGTEXT),
        Input(name="location", label="隐患部位", required=False),
        Input(name="before_photos", label="整改前照片", kind=InputKind.PHOTOS, required=False),
        Input(name="measure", label="整改措施", kind=InputKind.LONGTEXT, required=False),
        Input(name="fund_wan", label="整改资金（万元）", kind=InputKind.NUMBER, required=False),
        Input(name="emergency", label="应急预案", kind=InputKind.LONGTEXT, required=False),
    ]
    if actor.is_regulator:
        inputs.insert(1, Input(name="source", label="发现方式", kind=InputKind.CHOICE, choices=SOURCES))
        inputs += [
            Input(name="fixed_on_spot", label="已当场整改", kind=InputKind.BOOL, required=False,
                  help="勾选后要有整改前、整改后照片各一张，登记即销号"),
            Input(name="after_photos", label="整改后照片", kind=InputKind.PHOTOS, required=False),
        ]  # fmt: skip
    return inputs


def _arranged(form: Form) -> dict[str, Any]:
    return {"parts": arranged(form, prefix="", day_field="#f-found_on"), **choices_on(today())}


def _initials(actor: Actor, project: str) -> Mapping[str, Any]:
    own = str(actor.reach_id) if actor.reach == ReachKind.PROJECT else project
    return {"project": own, "level": Level.GENERAL, "source": Source.SUPERVISION, "found_on": today()}


def _finding(values: Mapping[str, Any]) -> Finding:
    return Finding(
        level=Level(values["level"]), description=values["description"], location=values.get("location") or "",
        clause_code=values.get("clause_code") or "", measure=values.get("measure") or "",
        fixed_on_spot=bool(values.get("fixed_on_spot")),
        before_photos=tuple(UUID(p) for p in values.get("before_photos") or ()),
        after_photos=tuple(UUID(p) for p in values.get("after_photos") or ()),
        fund_wan=values.get("fund_wan"), emergency=values.get("emergency") or "", **repeat_values(values),
    )  # fmt: skip
