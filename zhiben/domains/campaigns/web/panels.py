"""已报: on the page of a hazard, in which reports it was counted. Computed from period, place and version."""

from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from zhiben.domains.campaigns.models import Report
from zhiben.domains.campaigns.models.reports import HANDED_IN
from zhiben.domains.campaigns.policies import READERS
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.parameters.paths import paths_above
from zhiben.kernel.ui.cases.addresses import case_url

MOST: Final = 10


def reported_in(actor: Actor, hazard: Any) -> list[Report]:
    """Reports handed in, of its place and those above, whose period holds the day it was found. One query.

    What was entered only after the figures were taken is not in them.
    """
    rows = _counting(actor, hazard)
    return [r for r in rows.order_by("-place", "-until")[:MOST] if not r.own or r.agency_id == hazard.agency_id]


def _counting(actor: Actor, hazard: Any) -> "QuerySet[Report]":
    rows = Report.objects.visible_to(actor).filter(place__in=paths_above(hazard.place), state__in=HANDED_IN)
    return rows.filter(
        since__lte=hazard.found_on, until__gte=hazard.found_on, version__cut__gte=hazard.found_on,
        version__made_at__gte=hazard.opened_at,
    )  # fmt: skip


def there_of_hazard(actor: Actor, hazard: Any) -> "list[QuerySet[Any]]":
    return [_counting(actor, hazard)] if actor.role in READERS and hazard.level else []


def reported_panel(actor: Actor, hazard: Any, at: datetime) -> dict[str, Any] | None:
    if actor.role not in READERS or not hazard.level:
        return None
    rows = reported_in(actor, hazard)
    return {"reported": [(r, case_url("report", r.pk)) for r in rows]} if rows else None
