"""What this package shows elsewhere: traces on a hazard's page, incidents on a project's, figures at home."""

from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Exists, Q
from django.db.models.functions import TruncDate
from django.urls import reverse

from zhiben.domains.accidents.models import Incident, Trace
from zhiben.domains.accidents.policies import READERS, REGULATORS
from zhiben.domains.accidents.terms import TraceState
from zhiben.domains.accidents.web.tones import INCIDENT_TONES, TRACE_TONES
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import CHINA
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.home import Figure
from zhiben.kernel.ui.overview import Below
from zhiben.kernel.ui.presence import Having
from zhiben.registry.projects.public import contractors_on

MOST: Final = 10


def of_hazard(actor: Actor, hazard: Any, at: datetime) -> dict[str, Any] | None:
    """Two queries."""
    if not actor.is_regulator or actor.role not in REGULATORS:
        return None
    rows = list(
        Trace.objects.visible_to(actor).filter(hazard_id=hazard.pk).prefetch_related("triggers").order_by("-id")
    )
    if not rows:
        return None
    return {"traces": [(t, case_url("trace", t.pk), TRACE_TONES.get(t.state, "")) for t in rows]}


def there_of_hazard(actor: Actor, hazard: Any) -> list[Having]:
    if not actor.is_regulator or actor.role not in REGULATORS:
        return []
    return [Having(Trace, "hazard_id", hazard.pk)]


def of_project(actor: Actor, project: Any, at: datetime) -> dict[str, Any] | None:
    if actor.role not in READERS:
        return None
    rows = list(Incident.objects.visible_to(actor).filter(project_id=project.pk).order_by("-occurred_at")[:MOST])
    if not rows:
        return None
    return {"incidents": [(i, case_url("incident", i.pk), INCIDENT_TONES.get(i.state, "")) for i in rows]}


def below(subject: str) -> Below:
    """Incidents on a project, or on projects the enterprise built on that day."""

    def rows(actor: Actor, row: Any) -> Any:
        if actor.role not in READERS:
            return None
        return at_subject(Incident.objects.visible_to(actor), subject, row.pk)

    def url(row: Any) -> str:
        return f"{reverse('accidents:incidents')}?{subject}={row.pk}"

    return Below(key="incidents", label="事故险情", rows=rows, url=url, order=70, tone="red")


def at_subject(rows: Any, subject: str, pk: Any) -> Any:
    if subject == "project":
        return rows.filter(project_id=pk)
    day = TruncDate("occurred_at", tzinfo=CHINA)
    built = contractors_on("project_id", "occurred_day").filter(enterprise_id=pk)
    return rows.alias(occurred_day=day).filter(Exists(built))


def figures(actor: Actor, at: datetime) -> list[Figure]:
    """One query: what waits to be begun, shown while there is any; how many traces are past their day stands under it."""
    counted = Trace.objects.visible_to(actor).aggregate(
        waiting=Count("pk", filter=Q(state=TraceState.OPENED)),
        late=Count("pk", filter=Q(closed_at=None, due_at__lt=at)),
    )
    waiting, late = counted["waiting"], counted["late"]
    if not waiting and not late:
        return []
    note, where = f"{late} 件已逾期" if late else "", reverse("accidents:traces")
    if not waiting:
        return [Figure(label="责任倒查逾期", value=f"{late:,}", url=f"{where}?late=1", tone="red")]
    return [Figure(label="待启动责任倒查", value=f"{waiting:,}", url=f"{where}?state=OPENED", note=note, tone="red")]
