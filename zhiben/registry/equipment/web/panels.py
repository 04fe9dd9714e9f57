"""What equipment shows on the pages of projects, enterprises and people, and its places in the menu."""

from datetime import datetime
from typing import Any

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of, today
from zhiben.kernel.ui.navigation import nav
from zhiben.kernel.ui.overview import Below, register_below
from zhiben.kernel.ui.panels import Panel, register_panel
from zhiben.registry.equipment.models import Equipment, EquipmentOperator, EquipmentParty, EquipmentStand
from zhiben.registry.equipment.policies import READERS
from zhiben.registry.equipment.queries import Terms, reminders
from zhiben.registry.equipment.web.lists import REMINDER_TONES

MOST = 20


def on_project(actor: Actor, project: Any, at: datetime) -> dict[str, Any]:
    """Machines on the site now, with what is due about them."""
    rows = EquipmentStand.objects.visible_to(actor).filter(project=project, valid_to=None).select_related("equipment")
    found = list(rows.order_by("-valid_from", "-id")[: MOST + 1])
    terms = Terms.of(actor.path, day_of(at)) if found else None
    shown = [(s, [(w, REMINDER_TONES[w]) for w in reminders(s, terms)] if terms else []) for s in found[:MOST]]
    return {"rows": shown, "more": len(found) > MOST, "most": MOST}


def of_enterprise(actor: Actor, enterprise: Any, at: datetime) -> dict[str, Any]:
    """Machines the enterprise owns, maintains, uses or puts up today."""
    rows = EquipmentParty.objects.on(day_of(at)).filter(
        enterprise=enterprise, equipment__in=Equipment.objects.visible_to(actor)
    )
    found = list(rows.select_related("equipment").order_by("-valid_from", "-id")[: 4 * MOST])
    roles: dict[Any, list[str]] = {}
    machines = {}
    for row in found:
        machines[row.equipment_id] = row.equipment
        roles.setdefault(row.equipment_id, []).append(row.get_role_display())
    shown = [(machine, "、".join(dict.fromkeys(roles[pk]))) for pk, machine in machines.items()]
    return {"rows": shown[:MOST], "more": len(shown) > MOST, "most": MOST}


def of_person(actor: Actor, person: Any, at: datetime) -> dict[str, Any] | None:
    """Machines the person works on today."""
    rows = EquipmentOperator.objects.on(day_of(at)).filter(
        person=person, equipment__in=Equipment.objects.visible_to(actor)
    )
    found = list(rows.select_related("equipment").order_by("-valid_from", "-id")[: MOST + 1])
    if not found:
        return None
    shown = [(row.equipment, f"{row.get_job_display()}　{row.cert_no}".strip()) for row in found[:MOST]]
    return {"rows": shown, "more": len(found) > MOST, "most": MOST}


def _machines_of(actor: Actor, enterprise: Any) -> Any:
    mine = EquipmentParty.objects.on(today()).filter(enterprise=enterprise)
    return Equipment.objects.visible_to(actor).filter(pk__in=mine.values("equipment_id"))


def register_places() -> None:
    register_panel(
        "project",
        Panel(
            key="equipment", heading="起重机械", template="equipment/panel_stands.html", load=on_project, order=30,
            there=lambda actor, project: [EquipmentStand.objects.filter(project=project, valid_to=None)],
        ),
    )  # fmt: skip
    template = "equipment/panel_machines.html"
    register_panel(
        "enterprise",
        Panel(
            key="equipment", heading="起重机械", template=template, load=of_enterprise, order=30,
            there=lambda actor, enterprise: [EquipmentParty.objects.filter(enterprise=enterprise)],
        ),
    )  # fmt: skip
    register_panel(
        "person",
        Panel(
            key="equipment", heading="操作的起重机械", template=template, load=of_person, order=30,
            there=lambda actor, person: [EquipmentOperator.objects.filter(person=person)],
        ),
    )  # fmt: skip
    register_below(
        "project",
        Below(
            key="equipment", label="在场起重机械", order=30, url=lambda row: "#equipment",
            rows=lambda actor, row: EquipmentStand.objects.visible_to(actor).filter(project=row, valid_to=None),
        ),
    )  # fmt: skip
    register_below(
        "enterprise",
        Below(key="equipment", label="起重机械", order=30, url=lambda row: "#equipment", rows=_machines_of),
    )
    nav("监管对象", "起重机械", "equipment:list", READERS, 40, icon="crane")
    nav("监管对象", "在场起重机械", "equipment:stands", READERS, 41, icon="map-pin")
