"""Forms of a machine: register, change, place, move on, operators, maintainer, dismantle, scrap."""

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
from zhiben.registry.enterprises.public import ensure_enterprise, find_by_uscc
from zhiben.registry.equipment.models import Equipment, EquipmentStand
from zhiben.registry.equipment.policies import KEEPERS
from zhiben.registry.equipment.public import equipment_for, stand_for
from zhiben.registry.equipment.records import EQUIPMENT
from zhiben.registry.equipment.services import (
    EquipmentFacts,
    StandFacts,
    appoint_operator,
    end_stand,
    move_stand,
    name_party,
    place_equipment,
    register_equipment,
    scrap_equipment,
    update_equipment,
)
from zhiben.registry.equipment.terms import NEXT, EquipmentKind, EquipmentRole, Job, StandStatus
from zhiben.registry.equipment.web.page import CRUMBS, title_of
from zhiben.registry.people.public import ensure_person
from zhiben.registry.projects.public import projects

ENTERPRISE_HELP = "填企业全称或统一社会信用代码，没有登记过的会自动登记"
FACTS = (
    Input(name="kind", label="设备类别", kind=InputKind.CHOICE, choices=tuple(EquipmentKind.choices)),
    Input(name="model", label="规格型号", required=False, help="例如 QTZ80（6010）"),
    Input(name="rated_moment", label="额定起重力矩（kN·m）", kind=InputKind.NUMBER, required=False),
    Input(name="serial", label="出厂编号", required=False, help="铭牌上的编号，用来查重"),
    Input(name="made_on", label="出厂日期", kind=InputKind.DATE, required=False),
    Input(name="maker", label="制造单位", required=False),
    Input(name="owner", label="产权单位", required=False, help=ENTERPRISE_HELP),
    Input(name="filing_no", label="产权备案编号", required=False),
    Input(name="filing_agency_name", label="备案机关", required=False),
    Input(name="filing_on", label="备案日期", kind=InputKind.DATE, required=False),
    Input(name="iot_no", label="监测设备编号", required=False),
    Input(name="remark", label="备注", required=False),
)
STEPS = (
    Input(name="user_unit", label="使用单位", required=False, help=ENTERPRISE_HELP),
    Input(name="installer", label="安装单位", required=False, help=ENTERPRISE_HELP),
    Input(name="installer_grade", label="安装单位资质", required=False),
    Input(name="notified_on", label="安装告知日期", kind=InputKind.DATE, required=False),
    Input(name="installed_on", label="安装日期", kind=InputKind.DATE, required=False),
    Input(name="inspect_org", label="检测单位", required=False),
    Input(name="inspect_no", label="检测报告编号", required=False),
    Input(name="inspected_on", label="检测日期", kind=InputKind.DATE, required=False),
    Input(name="inspect_due_on", label="检测有效期止", kind=InputKind.DATE, required=False),
    Input(name="accepted_on", label="验收日期", kind=InputKind.DATE, required=False),
    Input(name="reg_no", label="使用登记证号", required=False),
    Input(name="registered_on", label="使用登记日期", kind=InputKind.DATE, required=False),
    Input(name="height_m", label="安装高度（m）", kind=InputKind.NUMBER, required=False),
    Input(name="ties", label="附着道数", kind=InputKind.NUMBER, required=False),
    Input(name="safety_device_no", label="防坠安全器编号", required=False, help="施工升降机填写"),
    Input(name="safety_device_due_on", label="防坠安全器标定到期", kind=InputKind.DATE, required=False),
    Input(name="maintained_on", label="最近维保", kind=InputKind.DATE, required=False),
    Input(name="plan_dismantle_on", label="计划拆卸", kind=InputKind.DATE, required=False),
)
SINCE = Input(name="on", label="自哪一天起", kind=InputKind.DATE)


@open_to(KEEPERS)
def register(request: HttpRequest) -> HttpResponse:
    actor, at = actor_of(request), now()

    def do(values: dict[str, Any]) -> tuple[str, str]:
        owner = _enterprise(actor, "owner", values.pop("owner"), at, "lessor")
        made = register_equipment(actor=actor, facts=EquipmentFacts(**_said(values), owner_id=owner), at=at)
        return f"已登记「{title_of(made)}」。", _url("page", made.pk)

    return answer_form(
        request, title="登记设备", inputs=FACTS, do=do, back=reverse("equipment:list"), initials={"kind": "tower"},
        crumbs=CRUMBS,
    )  # fmt: skip


@open_to(KEEPERS)
def change(request: HttpRequest, equipment_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()
    machine = equipment_for(actor, equipment_id)

    def do(values: dict[str, Any]) -> tuple[str, str]:
        owner = _enterprise(actor, "owner", values.pop("owner"), at, "lessor")
        changes = {name: "" if value is None and name in TEXTS else value for name, value in values.items()}
        check_only_corrected(EQUIPMENT, machine, changes, path=actor.path, on=day_of(at))
        update_equipment(actor=actor, equipment_id=machine.pk, at=at, **changes, owner_id=owner)
        return "已保存。", _url("page", machine.pk)

    initials = {i.name: getattr(machine, i.name, None) for i in FACTS}
    initials["owner"] = machine.owner.name if machine.owner else ""
    return _answer(request, machine, "修改档案", FACTS, do, initials)


@open_to(KEEPERS)
def place(request: HttpRequest, equipment_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()
    machine = equipment_for(actor, equipment_id)

    def do(values: dict[str, Any]) -> tuple[str, str]:
        project_id, on, status = _project(actor, values.pop("project")), values.pop("on"), values.pop("status")
        facts = StandFacts(**_said(_with_units(actor, values, at)))
        place_equipment(
            actor=actor, equipment_id=machine.pk, project_id=project_id, on=on, status=status, facts=facts, at=at
        )
        return "已登记安装使用。", _url("page", machine.pk)

    inputs = (
        Input(name="project", label="工程", help="工程全称，或监督编号"),
        Input(name="on", label="进场日期", kind=InputKind.DATE),
        Input(name="status", label="状态", kind=InputKind.CHOICE, choices=tuple(StandStatus.choices[:-2])),
        *STEPS,
    )
    return _answer(request, machine, "登记安装使用", inputs, do, {"on": today(), "status": StandStatus.NOTIFIED})


@open_to(KEEPERS)
def stand(request: HttpRequest, stand_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()
    held = stand_for(actor, stand_id)
    now_at = StandStatus(held.status)
    following = [now_at, *(s for s in NEXT[now_at] if s != StandStatus.DISMANTLED)]

    def do(values: dict[str, Any]) -> tuple[str, str]:
        status = values.pop("status")
        changes = {n: "" if v is None and n in TEXTS else v for n, v in _with_units(actor, values, at).items()}
        move_stand(actor=actor, stand_id=held.pk, at=at, status=status, **changes)
        return "已保存。", _url("page", held.equipment_id)

    inputs = (
        Input(name="status", label="状态", kind=InputKind.CHOICE, choices=tuple((s.value, s.label) for s in following)),
        *STEPS,
    )
    initials = {i.name: getattr(held, i.name, None) for i in inputs}
    for name in ("user_unit", "installer"):
        unit = getattr(held, name)
        initials[name] = unit.name if unit else ""
    return _answer(request, held.equipment, "更新安装使用", inputs, do, initials)


@open_to(KEEPERS)
def operator(request: HttpRequest, stand_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()
    held = stand_for(actor, stand_id)

    def do(values: dict[str, Any]) -> tuple[str, str]:
        person = ensure_person(
            actor=actor, name=values["name"], id_number=values["id_number"], phone=values["phone"],
            employer_id=held.user_unit_id, at=at,
        )  # fmt: skip
        appoint_operator(
            actor=actor, stand_id=held.pk, person_id=person.pk, job=values["job"], cert_no=values["cert_no"] or "",
            on=values["on"], at=at,
        )  # fmt: skip
        return f"{person.name}自{values['on']}起任{Job(values['job']).label}。", _url("page", held.equipment_id)

    inputs = (
        Input(name="job", label="工作", kind=InputKind.CHOICE, choices=tuple(Job.choices)),
        Input(name="name", label="姓名"),
        Input(name="id_number", label="身份证号", required=False, help="不填的标为“待匹配”；加密保存，默认打码"),
        Input(name="phone", label="手机号", required=False),
        Input(name="cert_no", label="特种作业证编号", required=False),
        SINCE,
    )
    return _answer(request, held.equipment, "登记操作人员", inputs, do, {"on": today()})


@open_to(KEEPERS)
def maintainer(request: HttpRequest, equipment_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()
    machine = equipment_for(actor, equipment_id)

    def do(values: dict[str, Any]) -> tuple[str, str]:
        unit = _enterprise(actor, "unit", values["unit"], at, "other")
        if unit is None:
            raise InvalidInput.of("unit", "请填写维保单位")
        name_party(actor=actor, equipment_id=machine.pk, role=EquipmentRole.MAINTAINER, enterprise_id=unit,
                   on=values["on"], at=at)  # fmt: skip
        return "维保单位已变更。", _url("page", machine.pk)

    inputs = (Input(name="unit", label="维保单位", help=ENTERPRISE_HELP), SINCE)
    return _answer(request, machine, "变更维保单位", inputs, do, {"on": today()})


@open_to(KEEPERS)
def dismantle(request: HttpRequest, stand_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()
    held = stand_for(actor, stand_id)

    def do(values: dict[str, Any]) -> tuple[str, str]:
        end_stand(actor=actor, stand_id=held.pk, on=values["on"], at=at)
        return "已登记拆卸，设备已退场。", _url("page", held.equipment_id)

    inputs = (Input(name="on", label="拆卸日期", kind=InputKind.DATE, help="使用单位、安装单位和操作人员随之退出"),)
    return _answer(request, held.equipment, "登记拆卸", inputs, do, {"on": today()})


@open_to(KEEPERS)
def scrap(request: HttpRequest, equipment_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()
    machine = equipment_for(actor, equipment_id)

    def do(values: dict[str, Any]) -> tuple[str, str]:
        scrap_equipment(actor=actor, equipment_id=machine.pk, on=values["on"], reason=values["reason"], at=at)
        return "已登记报废。", _url("page", machine.pk)

    inputs = (
        Input(name="on", label="报废日期", kind=InputKind.DATE),
        Input(name="reason", label="事由", help="例如：评估不合格，产权单位申请备案注销"),
    )
    return _answer(request, machine, "报废", inputs, do, {"on": today()})


TEXTS = frozenset(
    field.name
    for model in (Equipment, EquipmentStand)
    for field in model._meta.concrete_fields
    if field.get_internal_type() == "CharField"
)


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """What was filled in; the rest keeps its default."""
    return {name: value for name, value in values.items() if value not in (None, "")}


def _with_units(actor: Actor, values: dict[str, Any], at: datetime) -> dict[str, Any]:
    kinds = {"user_unit": "contractor", "installer": "subcontractor"}
    units = {f"{n}_id": _enterprise(actor, n, values.pop(n), at, kind) for n, kind in kinds.items()}
    return {**values, **units}


def _enterprise(actor: Actor, field: str, text: str | None, at: datetime, kind: str) -> UUID | None:
    """By credit code when it looks like one, else by name; None when nothing is said."""
    code = clean_code(text or "")
    if not code:
        return None
    if len(code) == 18 and code.isascii():
        found = find_by_uscc(code)
        if found is None:
            raise InvalidInput.of(field, f"没有登记过信用代码为 {code} 的企业，请填企业全称")
        return found.pk
    return ensure_enterprise(actor=actor, name=text or "", kind=kind, at=at).pk


def _project(actor: Actor, text: str) -> UUID:
    """The one project of that name or number among those this actor sees."""
    found = list(projects(actor).search(text).order_by("-id")[:2])
    exact = [p for p in found if p.name == text.strip() or p.supervise_no == clean_code(text)]
    chosen = exact if len(exact) == 1 else found
    if len(chosen) != 1:
        raise InvalidInput.of(
            "project", "没有找到这个工程，请填工程全称或监督编号" if not chosen else "有几个这样的工程，请填监督编号"
        )
    return chosen[0].pk


def _answer(
    request: HttpRequest, machine: Equipment, title: str, inputs: Any, do: Any, initials: dict[str, Any]
) -> HttpResponse:
    back = _url("page", machine.pk)
    return answer_form(
        request, title=title, lead=title_of(machine), inputs=inputs, do=do, back=back, initials=initials,
        crumbs=[*CRUMBS, (title_of(machine)[:24], back)],
    )  # fmt: skip


def _url(name: str, pk: UUID) -> str:
    return reverse(f"equipment:{name}", args=[pk])
