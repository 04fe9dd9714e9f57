"""Verbs on equipment."""

from zhiben.registry.equipment.services.facts import (
    EquipmentFacts,
    register_equipment,
    scrap_equipment,
    update_equipment,
)
from zhiben.registry.equipment.services.links import appoint_operator, name_party, relieve_operator
from zhiben.registry.equipment.services.stands import StandFacts, end_stand, move_stand, place_equipment

__all__ = [
    "EquipmentFacts", "StandFacts", "appoint_operator", "end_stand", "move_stand", "name_party", "place_equipment",
    "register_equipment", "relieve_operator", "scrap_equipment", "update_equipment",
]  # fmt: skip
