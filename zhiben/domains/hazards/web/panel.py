"""What is wrong on a project, on the project's own page."""

from datetime import datetime
from typing import Any, Final

from django.db.models import Count, F, Q

from zhiben.domains.hazards.models import Hazard, Notice
from zhiben.domains.hazards.policies import OFFICERS, READERS
from zhiben.domains.hazards.terms import Level
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.due import DueClock

MOST: Final = 10
NEWEST: Final = 5


def hazards_of(actor: Actor, project: Any, at: datetime) -> dict[str, Any] | None:
    """Open hazards most urgent first with their clocks, counts, and the newest documents. Four queries."""
    if actor.role not in READERS:
        return None
    rows = Hazard.objects.visible_to(actor).filter(project_id=project.pk)
    late = rows.past_deadline(on=day_of(at)).values("pk")
    counts = rows.aggregate(
        open=Count("pk", filter=Q(closed_at=None)),
        major=Count("pk", filter=Q(closed_at=None, level=Level.MAJOR)),
        late=Count("pk", filter=Q(pk__in=late)),
        closed=Count("pk", filter=Q(closed_at__isnull=False)),
    )
    urgent = list(rows.filter(closed_at=None).order_by(F("due_at").asc(nulls_last=True), "pk")[:MOST])
    clock = DueClock(at, [h.due_at for h in urgent])
    documents = Notice.objects.visible_to(actor).filter(project_id=project.pk).order_by("-pk")[:NEWEST]
    return {
        "counts": counts,
        "hazards": [(h, case_url("hazard", h.pk), clock.read(h.due_at)) for h in urgent],
        "documents": [(n, case_url("notice.rectify", n.pk)) for n in documents],
        "may_draft": actor.role in OFFICERS and actor.reach_id == project.agency_id,
    }
