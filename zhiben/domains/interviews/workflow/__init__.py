"""The transition tables of 约谈 and of what was promised there."""

from zhiben.domains.interviews.workflow.commitment import COMMITMENT_FLOW
from zhiben.domains.interviews.workflow.interview import INTERVIEW_FLOW

FLOWS = (INTERVIEW_FLOW, COMMITMENT_FLOW)

__all__ = ["COMMITMENT_FLOW", "FLOWS", "INTERVIEW_FLOW"]
