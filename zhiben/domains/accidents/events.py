"""What this package tells the rest of the platform. Plain values only, so anyone may import it."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class IncidentMoved:
    """An incident took one step."""

    name: ClassVar[str] = "accidents.incident_moved"
    incident_id: str
    project_id: str
    kind: str
    action: str
    state: str
    seq: int


@dataclass(frozen=True, kw_only=True)
class TraceMoved:
    """A trace took one step; a new one announces ``open``. Of ``hazard_id`` and ``incident_id`` one is empty."""

    name: ClassVar[str] = "accidents.trace_moved"
    trace_id: str
    project_id: str
    agency_id: str
    hazard_id: str
    incident_id: str
    action: str
    state: str
    seq: int
