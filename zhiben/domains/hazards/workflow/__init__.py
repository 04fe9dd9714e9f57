"""The transition tables: the life of a hazard and of everything that hangs on it."""

from zhiben.domains.hazards.workflow.change import CHANGE_FLOW
from zhiben.domains.hazards.workflow.hazard import HAZARD_FLOW
from zhiben.domains.hazards.workflow.look_back import LOOK_BACK_FLOW
from zhiben.domains.hazards.workflow.measure import MEASURE_FLOW
from zhiben.domains.hazards.workflow.notice import NOTICE_FLOWS, RECTIFY_FLOW, RESUME_FLOW, STOP_FLOW
from zhiben.domains.hazards.workflow.serving import SERVING_FLOW
from zhiben.domains.hazards.workflow.treatment import DOUBLE_REPORT_FLOW, PLAN_FLOW

FLOWS = (
    HAZARD_FLOW, RECTIFY_FLOW, STOP_FLOW, RESUME_FLOW, CHANGE_FLOW, MEASURE_FLOW, SERVING_FLOW, PLAN_FLOW,
    DOUBLE_REPORT_FLOW, LOOK_BACK_FLOW,
)  # fmt: skip

__all__ = [
    "CHANGE_FLOW", "DOUBLE_REPORT_FLOW", "FLOWS", "HAZARD_FLOW", "LOOK_BACK_FLOW", "MEASURE_FLOW", "NOTICE_FLOWS",
    "PLAN_FLOW", "RECTIFY_FLOW", "RESUME_FLOW", "SERVING_FLOW", "STOP_FLOW",
]  # fmt: skip
