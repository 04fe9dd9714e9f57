"""One case of every flow of hazards and notices."""

from typing import Any

from zhiben.domains.hazards.models import DoubleReport, LookBack, Serving, TreatmentPlan
from zhiben.domains.hazards.services.changes import request_change
from zhiben.domains.hazards.terms import ChangeKind, NoticeKind
from zhiben.domains.hazards.tests.factories import (
    Site,
    closed_major,
    draft,
    issued,
    items,
    major,
    measure,
    ordered_major,
)
from zhiben.kernel.base.clock import now

MAKERS: dict[str, Any] = {
    "hazard": lambda site: items(issued(site))[0],
    "hazard.change": lambda site: request_change(
        actor=site.inspector, hazard_id=items(issued(site))[0].pk, kind=ChangeKind.VOID, reason="重复", at=now()
    ),
    "hazard.measure": measure,
    "hazard.serving": lambda site: Serving.objects.filter(hazard=major(site)).earliest("id"),
    "hazard.plan": lambda site: TreatmentPlan.objects.get(hazard=ordered_major(site)),
    "hazard.report": lambda site: DoubleReport.objects.get(hazard=ordered_major(site)),
    "hazard.look_back": lambda site: LookBack.objects.get(hazard=closed_major(site)),
    "notice.stop": lambda site: draft(site, kind=NoticeKind.STOP),
}


def case_of(code: str, site: Site) -> Any:
    return MAKERS.get(code, draft)(site)
