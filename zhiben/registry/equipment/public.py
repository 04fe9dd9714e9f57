"""The front door of equipment for other packages."""

from collections.abc import Iterable
from uuid import UUID

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.errors import NotVisible
from zhiben.registry.equipment.codes import serial_key
from zhiben.registry.equipment.models import (
    Equipment,
    EquipmentOperator,
    EquipmentParty,
    EquipmentQuerySet,
    EquipmentStand,
    StandQuerySet,
)
from zhiben.registry.equipment.services import (
    EquipmentFacts,
    StandFacts,
    appoint_operator,
    end_stand,
    move_stand,
    name_party,
    place_equipment,
    register_equipment,
    relieve_operator,
    scrap_equipment,
    update_equipment,
)

__all__ = [
    "Equipment", "EquipmentFacts", "EquipmentOperator", "EquipmentParty", "EquipmentStand", "StandFacts",
    "appoint_operator", "end_stand", "equipment", "equipment_by_filing", "equipment_for", "move_stand", "name_party",
    "place_equipment", "register_equipment", "relieve_operator", "scrap_equipment", "serial_key", "stand_for", "stands",
    "update_equipment",
]  # fmt: skip


def equipment(actor: Actor) -> EquipmentQuerySet:
    """Machines this actor may see."""
    return Equipment.objects.visible_to(actor)


def equipment_for(actor: Actor, equipment_id: UUID) -> Equipment:
    """Raises NotVisible."""
    found = equipment(actor).select_related("owner").filter(pk=equipment_id).first()
    if found is None:
        raise NotVisible("没有这台设备，或者不在您的权限范围内")
    return found


def stands(actor: Actor) -> StandQuerySet:
    """Where machines stand or stood, as far as this actor sees the sites; ``.on(day)`` for one day."""
    return EquipmentStand.objects.visible_to(actor)


def stand_for(actor: Actor, stand_id: UUID) -> EquipmentStand:
    """Raises NotVisible."""
    found = stands(actor).select_related("equipment", "project").filter(pk=stand_id).first()
    if found is None:
        raise NotVisible("没有这条安装使用记录，或者不在您的权限范围内")
    return found


def equipment_by_filing(numbers: Iterable[str]) -> dict[str, list[UUID]]:
    """Ids of the machines that bear each filing number, first registered first: one query."""
    found: dict[str, list[UUID]] = {}
    rows = Equipment.objects.filter(filing_no__in=set(numbers), merged_into=None).exclude(filing_no="").order_by("id")
    for number, equipment_id in rows.values_list("filing_no", "id"):
        found.setdefault(number, []).append(equipment_id)
    return found
