"""The transition tables of incidents and of 责任倒查."""

from zhiben.domains.accidents.workflow.incident import INCIDENT_FLOW
from zhiben.domains.accidents.workflow.trace import TRACE_FLOW

FLOWS = (INCIDENT_FLOW, TRACE_FLOW)

__all__ = ["FLOWS", "INCIDENT_FLOW", "TRACE_FLOW"]
