"""What ``GET /hazards`` is narrowed by: the ledger's own filters, so that both give the same records."""

from datetime import datetime
from typing import Any, Final

from django.db.models import Q, QuerySet

from zhiben.domains.hazards.api.schemas import HazardQuery
from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.queries.filters import FIGURE_FILTERS, SOURCE
from zhiben.domains.hazards.terms import HazardState
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.ui.lists.filters import Asked
from zhiben.registry.agencies.public import in_division

SHARED: Final = (SOURCE, *FIGURE_FILTERS)
OWN_NAMES: Final = frozenset({"project"})  # an id of the interface's own, read as such


def narrowed(actor: Actor, query: HazardQuery, at: datetime) -> "QuerySet[Hazard]":
    """Permitted, without drafts of notices. Raises InvalidInput for a value that the ledger would leave out with a word:
    nobody who asks by program reads the word."""
    rows = Hazard.objects.visible_to(actor).exclude(state=HazardState.RECORDED)
    found: QuerySet[Hazard] = _shared(_own(rows, query, at), actor, query, at)
    return found


def _own(rows: Any, query: HazardQuery, at: datetime) -> Any:
    for name, field in (("level", "level"), ("state", "state"), ("project", "project_id")):
        if value := getattr(query, name):
            rows = rows.filter(**{field: value})
    if query.q:
        text = query.q.replace("\x00", "")
        rows = rows.filter(Q(title__icontains=text) | Q(where_name__icontains=text) | Q(number__icontains=text))
    if query.division:
        rows = rows.filter(**in_division(query.division))
    if query.open:
        rows = rows.filter(closed_at=None)
    if query.overdue:
        rows = rows.filter(closed_at=None, deadline_on__lt=day_of(at))
    bounds = {"found_on__gte": query.found_since, "found_on__lte": query.found_until}
    return rows.filter(**{name: day for name, day in bounds.items() if day})


def _shared(rows: Any, actor: Actor, query: HazardQuery, at: datetime) -> Any:
    asked = Asked(actor, at, {name: _text(value) for name, value in query.dict().items() if value})
    for one in SHARED:
        if one.name not in OWN_NAMES:
            rows = one.narrow(rows, asked)
        if asked.problems:
            raise InvalidInput.of(one.name, f"没有这样的「{one.label}」")
    return rows


def _text(value: Any) -> str:
    return "1" if value is True else str(value)
