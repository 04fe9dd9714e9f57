"""The transition tables: the life of a hazard, of each kind of notice, of a change request."""

from zhiben.domains.hazards.workflow.change import CHANGE_FLOW
from zhiben.domains.hazards.workflow.hazard import HAZARD_FLOW
from zhiben.domains.hazards.workflow.measure import MEASURE_FLOW
from zhiben.domains.hazards.workflow.notice import NOTICE_FLOWS, RECTIFY_FLOW, RESUME_FLOW, STOP_FLOW
from zhiben.domains.hazards.workflow.serving import SERVING_FLOW

FLOWS = (
    HAZARD_FLOW, RECTIFY_FLOW, STOP_FLOW, RESUME_FLOW, CHANGE_FLOW, MEASURE_FLOW, SERVING_FLOW,
)  # fmt: skip

__all__ = [
    "CHANGE_FLOW",
    "FLOWS",
    "HAZARD_FLOW",
    "MEASURE_FLOW",
    "NOTICE_FLOWS",
    "RECTIFY_FLOW",
    "RESUME_FLOW",
    "SERVING_FLOW",
    "STOP_FLOW",
]
