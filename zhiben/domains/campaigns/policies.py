"""Who works on reports and who looks at them."""

from typing import Final
from uuid import UUID

from zhiben.domains.campaigns.models import Report
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import Role

READERS: Final = frozenset({Role.CLERK, Role.LEADER, Role.INSPECTOR, Role.ENFORCER})
HEADS: Final = frozenset({Role.CLERK, Role.LEADER})


def may_see_report(actor: Actor, report_id: UUID) -> bool:
    return Report.objects.visible_to(actor).filter(pk=report_id).exists()


def receives(actor: Actor, report: Report) -> bool:
    """Whether the actor works at the agency the report is handed in to."""
    return actor.is_system or (report.receiver_id is not None and actor.reach_id == report.receiver_id)
