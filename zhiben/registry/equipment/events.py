"""What equipment announces."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class EquipmentChanged:
    """A machine was registered, or its facts, owners or operators have changed."""

    name: ClassVar[str] = "equipment.changed"
    equipment_id: str


@dataclass(frozen=True, kw_only=True)
class StandChanged:
    """A machine came to a site, moved on there, or left it."""

    name: ClassVar[str] = "equipment.stand_changed"
    equipment_id: str
    project_id: str
