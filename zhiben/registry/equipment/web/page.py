"""The page of one machine: what it is, where it stands and stood, whose it is, who works it."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.receipts import note_read
from zhiben.kernel.base.clock import day_of, now
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.records.public import merged_or_gone
from zhiben.kernel.ui.cases.parts import Fact, Verb
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.flags import flags_of
from zhiben.kernel.ui.panels import panels_of
from zhiben.registry.equipment.models import Equipment, EquipmentOperator, EquipmentStand
from zhiben.registry.equipment.policies import READERS
from zhiben.registry.equipment.public import equipment_for
from zhiben.registry.equipment.queries import Terms, is_aged, operators_of, parties_of, reminders, state_of
from zhiben.registry.equipment.terms import EquipmentRole
from zhiben.registry.equipment.web.lists import REMINDER_TONES, STAND_TONES, STATE_TONES

CRUMBS = (("首页", "/home"), ("起重机械", "/equipment/"))
OF_THE_MACHINE = (EquipmentRole.OWNER, EquipmentRole.MAINTAINER)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One stand as the page shows it. ``verbs`` only for those who keep the site."""

    stand: EquipmentStand
    tone: str
    chips: list[tuple[str, str]]
    facts: list[Fact]
    operators: list[EquipmentOperator]
    verbs: list[Verb]


@open_to(READERS)
@require_safe
def page(request: HttpRequest, equipment_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()
    try:
        machine = equipment_for(actor, equipment_id)
    except NotVisible:
        return merged_or_gone("equipment", equipment_id)
    note_read(actor, "equipment", machine.pk, at=at)
    terms = Terms.of(actor.path, day_of(at))
    seen = EquipmentStand.objects.visible_to(actor).filter(equipment=machine)
    stands = list(seen.select_related("project", "installer", "user_unit", "equipment").order_by("-valid_from", "-id"))
    present = [s for s in stands if s.valid_to is None]
    everywhere = EquipmentStand.objects.filter(equipment=machine, valid_to=None).count()
    state = state_of(machine, standing=everywhere > 0)
    operators = operators_of([s.pk for s in present])
    parties = parties_of([machine.pk]).get(machine.pk, [])
    context = {
        "machine": machine, "title": title_of(machine), "state": state, "state_tone": STATE_TONES.get(state, "blue"),
        "aged": machine.scrapped_on is None and is_aged(machine, terms), "facts": [f for f in _facts(machine) if f.value],
        "standing": [_standing(s, operators.get(s.pk, []), actor, terms) for s in present],
        "elsewhere": everywhere - len(present), "past": [s for s in stands if s.valid_to is not None],
        "parties": [p for p in parties if p.role in OF_THE_MACHINE], "verbs": _verbs(machine, actor),
        "links": actor.is_regulator, "panels": panels_of("equipment", machine, request, actor, at),
        "flags": flags_of("equipment", [machine.pk], at)[machine.pk], "crumbs": [*CRUMBS, (title_of(machine), "")],
    }  # fmt: skip
    return render(request, "equipment/equipment.html", context)


def title_of(machine: Equipment) -> str:
    return " ".join(x for x in (machine.get_kind_display(), machine.model, machine.filing_no or machine.serial) if x)


def _facts(machine: Equipment) -> list[Fact]:
    return [
        Fact("设备类别", machine.get_kind_display()),
        Fact("规格型号", machine.model),
        Fact("额定起重力矩（kN·m）", float(machine.rated_moment) if machine.rated_moment is not None else None),
        Fact("出厂编号", machine.serial),
        Fact("出厂日期", machine.made_on),
        Fact("制造单位", machine.maker),
        Fact("产权备案编号", machine.filing_no),
        Fact("备案机关", machine.filing_agency_name),
        Fact("备案日期", machine.filing_on),
        Fact("监测设备编号", machine.iot_no),
        Fact("监测在线（填报）", machine.iot_online),
        Fact("报废日期", machine.scrapped_on),
        Fact("备注", machine.remark, wide=True),
    ]


def _standing(stand: EquipmentStand, operators: list[EquipmentOperator], actor: Actor, terms: Terms) -> Standing:
    words = reminders(stand, terms)
    return Standing(
        stand=stand, tone=STAND_TONES.get(stand.status, ""), chips=[(w, REMINDER_TONES[w]) for w in words],
        facts=[f for f in _stand_facts(stand) if f.value not in (None, "")], operators=operators,
        verbs=_stand_verbs(stand, actor),
    )  # fmt: skip


def _stand_facts(stand: EquipmentStand) -> list[Fact]:
    installer = " ".join(x for x in (stand.installer.name if stand.installer else "", stand.installer_grade) if x)
    return [
        Fact("进场", stand.valid_from),
        Fact("使用单位", stand.user_unit.name if stand.user_unit else ""),
        Fact("安装单位", installer),
        Fact("安装告知日期", stand.notified_on),
        Fact("安装日期", stand.installed_on),
        Fact("检测单位", stand.inspect_org),
        Fact("检测报告编号", stand.inspect_no),
        Fact("检测日期", stand.inspected_on),
        Fact("检测有效期止", stand.inspect_due_on),
        Fact("验收日期", stand.accepted_on),
        Fact("使用登记证号", stand.reg_no),
        Fact("使用登记日期", stand.registered_on),
        Fact("安装高度（m）", float(stand.height_m) if stand.height_m is not None else None),
        Fact("附着道数", stand.ties),
        Fact("防坠安全器编号", stand.safety_device_no),
        Fact("防坠安全器标定到期", stand.safety_device_due_on),
        Fact("最近维保", stand.maintained_on),
        Fact("计划拆卸", stand.plan_dismantle_on),
    ]


def _verbs(machine: Equipment, actor: Actor) -> list[Verb]:
    if not actor.is_regulator or machine.scrapped_on:
        return []
    names = (("change", "修改档案"), ("place", "登记安装使用"), ("maintainer", "变更维保单位"), ("scrap", "报废"))
    return [Verb(label, reverse(f"equipment:{name}", args=[machine.pk])) for name, label in names]


def _stand_verbs(stand: EquipmentStand, actor: Actor) -> list[Verb]:
    if not (actor.is_regulator and actor.reach_id == stand.project.agency_id):
        return []
    names = (("stand", "更新安装使用"), ("operator", "登记操作人员"), ("dismantle", "登记拆卸"))
    return [Verb(label, reverse(f"equipment:{name}", args=[stand.pk])) for name, label in names]
