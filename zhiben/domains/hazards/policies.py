"""Permission questions that a role and a reach cannot answer."""

from uuid import UUID

from zhiben.domains.hazards.models import Hazard, Notice
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import Role

OFFICERS = frozenset({Role.INSPECTOR, Role.ENFORCER})
REGULATORS = frozenset({Role.INSPECTOR, Role.ENFORCER, Role.CLERK, Role.LEADER})
SITE = frozenset(
    {Role.SITE_MANAGER, Role.SAFETY_OFFICER, Role.ENTERPRISE_ADMIN, Role.PRINCIPAL, Role.CONSULTANT, Role.OWNER}
)
READERS = REGULATORS | SITE


def may_see_hazard(actor: Actor, hazard_id: UUID) -> bool:
    """Whoever sees the hazard sees its photos."""
    return Hazard.objects.visible_to(actor).filter(pk=hazard_id).exists()


def may_see_notice(actor: Actor, notice_id: UUID) -> bool:
    return Notice.objects.visible_to(actor).filter(pk=notice_id).exists()
