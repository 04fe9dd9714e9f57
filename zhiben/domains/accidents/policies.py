"""Permission questions that a role and a reach cannot answer."""

from typing import Final
from uuid import UUID

from zhiben.domains.accidents.models import Incident, Trace
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import Role

LEADERS: Final = frozenset({Role.LEADER})
TRACERS: Final = frozenset({Role.ENFORCER, Role.LEADER})
OFFICERS: Final = frozenset({Role.INSPECTOR, Role.ENFORCER})
REGULATORS: Final = OFFICERS | {Role.CLERK, Role.LEADER}
SITE: Final = frozenset({Role.SITE_MANAGER, Role.SAFETY_OFFICER, Role.PRINCIPAL, Role.ENTERPRISE_ADMIN})
REPORTERS: Final = SITE | REGULATORS
READERS: Final = REGULATORS | SITE | {Role.CONSULTANT, Role.OWNER}


def may_see_incident(actor: Actor, incident_id: UUID) -> bool:
    return Incident.objects.visible_to(actor).filter(pk=incident_id).exists()


def may_see_trace(actor: Actor, trace_id: UUID) -> bool:
    return Trace.objects.visible_to(actor).filter(pk=trace_id).exists()
