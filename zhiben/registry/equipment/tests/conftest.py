"""The small region of projects, with a machine in it."""

from datetime import date

import pytest

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.base.clock import now
from zhiben.registry.equipment.models import Equipment
from zhiben.registry.equipment.services import EquipmentFacts, register_equipment
from zhiben.registry.projects.tests.conftest import Region, firm, manager, region

__all__ = ["Region", "firm", "manager", "region"]


def crane(**facts: object) -> Equipment:
    said = {
        "kind": "tower", "model": "QTZ80（6010）", "serial": "20240315", "maker": "闽东重工有限公司", "filing_no": "闽A-T00001",
        "made_on": date(2024, 3, 15), **facts,
    }  # fmt: skip
    return register_equipment(actor=system_actor(), facts=EquipmentFacts(**said), at=now())  # type: ignore[arg-type]


@pytest.fixture
def machine(db: None) -> Equipment:
    return crane()
