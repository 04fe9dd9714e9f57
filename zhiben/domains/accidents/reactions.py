"""What this package does when something has happened. Named in ``zhiben.wiring``."""

from datetime import datetime
from typing import Any
from uuid import UUID

from zhiben.domains.accidents.models import Incident
from zhiben.domains.accidents.services.opening import open_due_traces
from zhiben.kernel.access.terms import Role
from zhiben.kernel.notifications.services import notify


def hazard_moved(payload: dict[str, Any], at: datetime) -> None:
    """A hazard was graded, ordered, regraded: whether it must be traced. Delivered twice, it opens nothing twice."""
    open_due_traces(at=at, only=[UUID(payload["hazard_id"])])


def tell_of_incident(payload: dict[str, Any], at: datetime) -> None:
    """A new incident: officers and leaders of the agency learn of it at once, whatever the hour."""
    incident = Incident.objects.filter(pk=payload["incident_id"]).first()
    if incident is None or incident.silent or payload["action"] != "report":
        return
    notify(
        topic="accidents.incident", title=f"{incident.get_kind_display()}：{incident.where_name}"[:200],
        body=f"{incident.type_name}，{incident.harm}。{incident.course}"[:500], link=f"/incidents/{incident.pk}/", at=at,
        holder=("agency", incident.agency_id, (Role.INSPECTOR, Role.ENFORCER, Role.LEADER)), statutory=True,
        case_kind="incident", case_id=incident.pk, key=f"incident:{incident.pk}",
    )  # fmt: skip
