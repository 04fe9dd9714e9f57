"""The front door: all that other packages may call."""

from zhiben.domains.accidents.queries import traces_of
from zhiben.domains.accidents.services.incidents import report_incident
from zhiben.domains.accidents.services.opening import open_due_traces, open_manually

__all__ = ["open_due_traces", "open_manually", "report_incident", "traces_of"]
