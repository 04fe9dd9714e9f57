"""Recording an act of an ``Actor``: the convenient form of ``kernel.audit.acts.record``."""

from datetime import datetime
from typing import Any

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.audit.acts import record


def record_act(
    *, actor: Actor, verb: str, at: datetime, object_kind: str = "", object_id: object = "", **detail: Any
) -> None:
    """``detail`` is what the act changed or concerned, as plain JSON values."""
    record(
        verb=verb, at=at, actor_id=actor.user_id, actor_name=actor.name, role=actor.role.value, via=actor.via,
        object_kind=object_kind, object_id=str(object_id), detail=detail,
    )  # fmt: skip
