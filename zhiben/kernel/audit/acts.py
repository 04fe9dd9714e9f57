"""Writing an act. It belongs to the transaction of what it records: both happen or neither."""

from datetime import datetime
from typing import Any
from uuid import UUID

from zhiben.kernel.audit.models import Act


def record(
    *, verb: str, at: datetime, actor_id: UUID | None, actor_name: str, role: str, via: str = "web",
    object_kind: str = "", object_id: str = "", detail: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """One row. ``detail`` must be plain JSON values and never personal numbers in clear."""
    Act.objects.bulk_create([
        Act(
            verb=verb, at=at, actor_id=actor_id, actor_name=actor_name, role=role, via=via,
            object_kind=object_kind, object_id=object_id, detail=detail or {},
        )
    ])  # fmt: skip
