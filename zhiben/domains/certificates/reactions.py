"""What this package does when something has happened. Named in ``zhiben.wiring``."""

from datetime import datetime
from typing import Any
from uuid import UUID

from zhiben.domains.certificates.services.comparing import mark_mismatches


def compare_again(payload: dict[str, Any], at: datetime) -> None:
    """A certificate of a person was issued, changed or ended: its marks are looked at within seconds."""
    if payload["person_id"]:
        mark_mismatches(at=at, people=[UUID(payload["person_id"])])
