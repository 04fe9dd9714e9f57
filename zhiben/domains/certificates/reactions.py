"""What this package does when something has happened. Named in ``zhiben.wiring``."""

from datetime import datetime
from typing import Any
from uuid import UUID

from zhiben.domains.certificates.services.comparing import mark_mismatches
from zhiben.domains.certificates.services.stated import take_stated


def compare_again(payload: dict[str, Any], at: datetime) -> None:
    """A certificate of a person was issued, changed or ended: its marks are looked at within seconds."""
    if payload["person_id"]:
        mark_mismatches(at=at, people=[UUID(payload["person_id"])])


def take_what_ledgers_state(payload: dict[str, Any], at: datetime) -> None:
    """A ledger of people named certificates: those kept here are entered in the register."""
    take_stated(batch_id=UUID(payload["batch_id"]), at=at)
