"""Who may keep a project's file."""

from typing import Final
from uuid import UUID

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import REGULATORS, Role
from zhiben.kernel.base.errors import NotPermitted, NotVisible
from zhiben.registry.projects.models import Project

# Who keeps the informants of the own enterprise or site.
OWN: Final = (Role.ENTERPRISE_ADMIN, Role.PRINCIPAL, Role.SITE_MANAGER, Role.SAFETY_OFFICER)
INFORMANT_KEEPERS: Final = frozenset({*REGULATORS, *OWN})


def check_may_keep(actor: Actor, agency_id: UUID) -> None:
    """The agency responsible keeps the file; others read it. Raises NotPermitted."""
    if actor.is_system or (actor.is_regulator and actor.reach_id == agency_id):
        return
    raise NotPermitted("项目档案由负责监管的机构维护")


def locked_for(actor: Actor, project_id: UUID) -> Project:
    """The row, locked for a change by this actor. Raises NotVisible, NotPermitted."""
    project = Project.objects.visible_to(actor).select_for_update().filter(pk=project_id).first()
    if project is None:
        raise NotVisible("没有这个项目，或者不在您的权限范围内")
    check_may_keep(actor, project.agency_id)
    return project
