"""Who may keep the file of a machine and of where it stands."""

from typing import Final
from uuid import UUID

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import REGULATORS, Role
from zhiben.kernel.base.errors import NotPermitted, NotVisible
from zhiben.registry.equipment.models import Equipment, EquipmentStand
from zhiben.registry.projects.public import project_for

READERS: Final = frozenset(
    {*REGULATORS, Role.ENTERPRISE_ADMIN, Role.PRINCIPAL, Role.SITE_MANAGER, Role.SAFETY_OFFICER, Role.CONSULTANT,
     Role.OWNER}
)  # fmt: skip
KEEPERS: Final = frozenset(REGULATORS)


def check_may_keep(actor: Actor) -> None:
    """An open registry kept by regulators. Raises NotPermitted."""
    if not (actor.is_regulator or actor.is_system):
        raise NotPermitted("设备档案由监管机构维护")


def check_may_place(actor: Actor, project_id: UUID) -> None:
    """The agency responsible for the site keeps what stands there. Raises NotVisible, NotPermitted."""
    project = project_for(actor, project_id)
    if not (actor.is_system or (actor.is_regulator and actor.reach_id == project.agency_id)):
        raise NotPermitted("设备的安装使用由负责监管该工程的机构登记")


def locked_equipment(actor: Actor, equipment_id: UUID) -> Equipment:
    """The row, locked for a change by this actor. Raises NotVisible, NotPermitted."""
    found = Equipment.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=equipment_id).first()
    if found is None:
        raise NotVisible("没有这台设备，或者不在您的权限范围内")
    check_may_keep(actor)
    return found


def locked_stand(actor: Actor, stand_id: UUID) -> EquipmentStand:
    """The row, locked for a change by this actor. Raises NotVisible, NotPermitted."""
    found = EquipmentStand.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=stand_id).first()
    if found is None:
        raise NotVisible("没有这条安装使用记录，或者不在您的权限范围内")
    check_may_place(actor, found.project_id)
    return found
