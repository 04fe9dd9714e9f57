"""Stop-work zones: which projects stand under a stop notice now. Computed from the notices, stored nowhere."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from zhiben.domains.hazards.models import Notice
from zhiben.domains.hazards.terms import NoticeKind, NoticeState

# In force from issue until its own 复工通知书 has gone out.
STOPPING: Final = (NoticeState.ISSUED, NoticeState.REPLIED, NoticeState.CLEARED)


def open_stops(project_ids: Iterable[UUID]) -> dict[UUID, list[Notice]]:
    """Stop notices in force by project, oldest first. One query; projects without one are absent."""
    rows = Notice.objects.filter(project_id__in=list(project_ids), kind=NoticeKind.STOP, state__in=STOPPING)
    found: dict[UUID, list[Notice]] = {}
    for notice in rows.order_by("issued_on", "id"):
        found.setdefault(notice.project_id, []).append(notice)
    return found
