"""Which traces there are. Read only."""

from collections.abc import Iterable
from uuid import UUID

from zhiben.domains.accidents.models import Trace


def traces_of(hazard_ids: Iterable[UUID]) -> dict[UUID, Trace]:
    """The newest trace of each hazard, in one query."""
    rows = Trace.objects.filter(hazard__in=list(hazard_ids)).order_by("id")
    return {row.hazard_id: row for row in rows if row.hazard_id}
