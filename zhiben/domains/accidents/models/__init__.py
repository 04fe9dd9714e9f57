"""Tables of incidents and of 责任倒查."""

from zhiben.domains.accidents.models.evidence import TraceEvidence, TraceParty, TraceTask
from zhiben.domains.accidents.models.incident import Incident
from zhiben.domains.accidents.models.trace import Trace, TraceTrigger

__all__ = ["Incident", "Trace", "TraceEvidence", "TraceParty", "TraceTask", "TraceTrigger"]
