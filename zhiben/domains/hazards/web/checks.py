"""What hazards and notices are to checks of certificates: visits they belong to, and what a wrong one turns into."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.urls import reverse

from zhiben.domains.certificates.public import Visit, register_usage, register_visit
from zhiben.domains.hazards.models import Hazard, Notice
from zhiben.domains.hazards.policies import OFFICERS
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.ui.panels import register_verbs


def register_checks() -> None:
    register_visit("hazard", _hazard)
    register_visit("notice", _notice)
    register_usage("现场开具文书（份）", _notices_by_month)
    register_verbs("certificate.check", "hazards", _offer)


def _hazard(actor: Actor, hazard_id: UUID) -> Visit | None:
    found = Hazard.objects.visible_to(actor).filter(pk=hazard_id).first()
    return Visit(kind="hazard", id=found.pk, project_id=found.project_id, name=found.title) if found else None


def _notice(actor: Actor, notice_id: UUID) -> Visit | None:
    found = Notice.objects.visible_to(actor).filter(pk=notice_id).first()
    if found is None:
        return None
    name = f"{found.visited_on.isoformat()} 检查（{found.number or found.name}）"
    return Visit(kind="notice", id=found.pk, project_id=found.project_id, name=name)


def _offer(check: Any, actor: Actor) -> list[tuple[str, str, str]]:
    """A wrong one becomes a hazard or an item of a paper, with the project filled in."""
    if actor.role not in OFFICERS:
        return []
    to = urlencode({"project": str(check.project_id)})
    paper = ("开具检查文书", f"{reverse('hazards:notice-new')}?{to}", "plain")
    hazard = ("登记为隐患", f"{reverse('hazards:hazard-new')}?{to}", "primary")
    return [hazard, paper] if check.wrong else [paper]


def _notices_by_month(actor: Actor, since: date, until: date) -> Mapping[date, int]:
    rows = Notice.objects.visible_to(actor).filter(visited_on__gte=since, visited_on__lte=until)
    months = rows.filter(issued_on__isnull=False).annotate(month=TruncMonth("visited_on")).values_list("month")
    return dict(months.annotate(Count("pk")))
