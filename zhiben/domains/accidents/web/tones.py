"""Colours of states."""

from typing import Final

from zhiben.domains.accidents.terms import IncidentState, TaskState, TraceState

INCIDENT_TONES: Final[dict[str, str]] = {
    IncidentState.REPORTED: "yellow", IncidentState.CONFIRMED: "orange", IncidentState.CLOSED: "green",
}  # fmt: skip
TRACE_TONES: Final[dict[str, str]] = {
    TraceState.OPENED: "red", TraceState.INVESTIGATING: "orange", TraceState.CONCLUDED: "blue",
    TraceState.CLOSED: "green",
}  # fmt: skip
TASK_TONES: Final[dict[str, str]] = {
    TaskState.PENDING: "orange", TaskState.DONE: "green", TaskState.NOT_CONNECTED: "yellow",
}  # fmt: skip
