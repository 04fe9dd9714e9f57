"""What this package does when something has happened. Named in ``zhiben.wiring``."""

from datetime import datetime
from typing import Any

from zhiben.domains.standing.services import settle_tasks


def findings_moved(payload: dict[str, Any], at: datetime) -> None:
    """A rule has found, or found no more, or somebody has answered: the work on its findings follows."""
    settle_tasks(rule=payload["rule"], at=at)
