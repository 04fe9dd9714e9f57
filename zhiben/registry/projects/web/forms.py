"""Forms of a project: register, change, status, parties, posts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import day_of, now, today
from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.base.text import clean_code
from zhiben.kernel.records.public import check_only_corrected
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.forms.answer import answer_form
from zhiben.kernel.workflow.definition import Input, InputKind
from zhiben.registry.agencies.public import divisions_within
from zhiben.registry.enterprises.public import ensure_enterprise, find_by_uscc
from zhiben.registry.people.public import ensure_person
from zhiben.registry.projects.models import Project
from zhiben.registry.projects.public import parties_of, project_for
from zhiben.registry.projects.records import PROJECTS
from zhiben.registry.projects.services import (
    PartyLine,
    ProjectFacts,
    appoint,
    change_status,
    register_project,
    set_parties,
    update_project,
)
from zhiben.registry.projects.terms import SINGLE_ROLES, PartyRole, Post, ProjectKind, ProjectStatus, Risk
from zhiben.registry.projects.web.lists import KEEPERS
from zhiben.registry.projects.web.page import CRUMBS

MORE_INPUTS = (
    Input(name="address", label="工程地址", required=False),
    Input(name="supervise_no", label="监督编号", required=False, help="报监时取得的编号"),
    Input(name="project_code", label="项目编码", required=False),
    Input(name="permit_no", label="施工许可证号", required=False),
    Input(name="area_m2", label="建筑面积（m²）", kind=InputKind.NUMBER, required=False),
    Input(name="price_wan", label="合同价（万元）", kind=InputKind.NUMBER, required=False),
    Input(name="structure", label="结构类型/层数", required=False),
    Input(name="start_on", label="开工日期", kind=InputKind.DATE, required=False),
    Input(name="plan_end_on", label="计划竣工日期", kind=InputKind.DATE, required=False),
    Input(name="progress", label="形象进度", required=False),
    Input(name="risk", label="风险等级", kind=InputKind.CHOICE, required=False, choices=tuple(Risk.choices)),
    Input(name="station", label="监督科室/监督员", required=False),
)
STATUS_INPUTS = (
    Input(name="status", label="变更为", kind=InputKind.CHOICE, choices=tuple(ProjectStatus.choices)),
    Input(name="on", label="自哪一天起", kind=InputKind.DATE),
    Input(name="reason", label="事由", help="例如：建设单位申请中止施工安全监督"),
)
PARTY_HELP = "填企业全称或统一社会信用代码，没有登记过的会自动登记"


@open_to(KEEPERS)
def register(request: HttpRequest) -> HttpResponse:
    actor, at = actor_of(request), now()

    def do(values: dict[str, Any]) -> tuple[str, str]:
        made = register_project(actor=actor, facts=ProjectFacts(**values), at=at)
        return f"已登记「{made.name}」。请补上参建单位和关键岗位。", _url("page", made)

    inputs = _inputs(actor, at)
    initials = {"division_code": actor.division_code if actor.level in ("county", "zone") else "", "kind": "housing"}
    return answer_form(
        request, title="登记项目", inputs=inputs, do=do, back=reverse("projects:list"), initials=initials, crumbs=CRUMBS
    )


@open_to(KEEPERS)
def change(request: HttpRequest, project_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()
    project = project_for(actor, project_id)

    def do(values: dict[str, Any]) -> tuple[str, str]:
        check_only_corrected(PROJECTS, project, values, path=project.place, on=day_of(at))
        update_project(actor=actor, project_id=project.pk, at=at, **values)
        return "已保存。", _url("page", project)

    inputs = _inputs(actor, at)
    initials = {i.name: getattr(project, i.name, None) for i in inputs}
    initials["division_code"] = project.county or project.city or project.province
    return _answer(request, project, "修改档案", inputs, do, initials)


@open_to(KEEPERS)
def status(request: HttpRequest, project_id: UUID) -> HttpResponse:
    project = project_for(actor_of(request), project_id)

    def do(values: dict[str, Any]) -> tuple[str, str]:
        changed = change_status(actor=actor_of(request), project_id=project.pk, at=now(), **values)
        return f"项目状态已变更为「{ProjectStatus(changed.status).label}」。", _url("page", project)

    return _answer(request, project, "变更状态", STATUS_INPUTS, do, {"on": today()})


@open_to(KEEPERS)
def parties(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """One line for a role only one enterprise holds, one line for each enterprise of the others."""
    actor, at = actor_of(request), now()
    project = project_for(actor, project_id)
    present = parties_of(project.pk, day_of(at))

    def do(values: dict[str, Any]) -> tuple[str, str]:
        on = values.pop("on")
        lines = [
            PartyLine(role=PartyRole(role), enterprise_id=_enterprise(actor, role, text, at))
            for role, texts in values.items()
            for text in texts.splitlines()
            if text.strip()
        ]
        set_parties(actor=actor, project_id=project.pk, parties=lines, on=on, at=at)
        return "参建单位已保存。", _url("page", project)

    inputs = [
        Input(
            name=role.value, label=role.label, required=False,
            help=PARTY_HELP if role in SINGLE_ROLES else f"{PARTY_HELP}；一行一家",
            kind=InputKind.TEXT if role in SINGLE_ROLES else InputKind.LONGTEXT,
        )
        for role in PartyRole
    ]  # fmt: skip
    inputs.append(Input(name="on", label="自哪一天起", kind=InputKind.DATE))
    # The first list counts from the start of work; a later change from today unless somebody says otherwise.
    since = day_of(at) if present else project.start_on or day_of(at)
    initials: dict[str, Any] = {
        role.value: "\n".join(p.enterprise.name for p in present if p.role == role) for role in PartyRole
    }
    return _answer(request, project, "参建单位", inputs, do, {**initials, "on": since})


@open_to(KEEPERS)
def posts(request: HttpRequest, project_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()
    project = project_for(actor, project_id)
    units = {str(p.enterprise_id): p.enterprise.name for p in parties_of(project.pk, day_of(at))}

    def do(values: dict[str, Any]) -> tuple[str, str]:
        unit = UUID(values["unit"]) if values["unit"] else None
        person = ensure_person(
            actor=actor, name=values["name"], id_number=values["id_number"], phone=values["phone"], employer_id=unit,
            at=at,
        )  # fmt: skip
        appoint(
            actor=actor, project_id=project.pk, post=values["post"], person_id=person.pk, enterprise_id=unit,
            on=values["on"], at=at,
        )  # fmt: skip
        return f"{person.name}自{values['on']}起任{Post(values['post']).label}。", _url("page", project)

    inputs = (
        Input(name="post", label="岗位", kind=InputKind.CHOICE, choices=tuple(Post.choices)),
        Input(name="name", label="姓名"),
        Input(name="id_number", label="身份证号", required=False, help="不填的标为“待匹配”；加密保存，默认打码"),
        Input(name="phone", label="手机号", required=False),
        Input(name="unit", label="派出单位", kind=InputKind.CHOICE, required=False, choices=tuple(units.items())),
        Input(name="on", label="到岗日期", kind=InputKind.DATE),
    )
    return _answer(request, project, "任命关键岗位", inputs, do, {"on": day_of(at)})


def _inputs(actor: Actor, at: datetime) -> tuple[Input, ...]:
    places = tuple((d.code, d.full_name) for d in divisions_within(actor.path, day_of(at)) if d.path)
    return (
        Input(name="name", label="工程名称"),
        Input(name="division_code", label="所在地", kind=InputKind.CHOICE, choices=places),
        Input(name="kind", label="工程类别", kind=InputKind.CHOICE, choices=tuple(ProjectKind.choices)),
        *MORE_INPUTS,
    )


def _answer(
    request: HttpRequest, project: Project, title: str, inputs: Any, do: Any, initials: dict[str, Any]
) -> HttpResponse:
    back = _url("page", project)
    return answer_form(
        request, title=title, lead=project.name, inputs=inputs, do=do, back=back, initials=initials,
        crumbs=[*CRUMBS, (project.name[:24], back)],
    )  # fmt: skip


def _enterprise(actor: Actor, role: str, text: str, at: datetime) -> UUID:
    """By credit code when it looks like one, else by name."""
    code = clean_code(text)
    if len(code) == 18 and code.isascii():
        found = find_by_uscc(code)
        if found is None:
            raise InvalidInput.of(role, f"没有登记过信用代码为 {code} 的企业，请填企业全称")
        return found.pk
    return ensure_enterprise(actor=actor, name=text, kind=role, at=at).pk


def _url(name: str, project: Project) -> str:
    return reverse(f"projects:{name}", args=[project.pk])
