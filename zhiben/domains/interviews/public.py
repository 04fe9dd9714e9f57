"""The front door: all that other packages may call."""

from zhiben.domains.interviews.queries import interviews_of_case
from zhiben.domains.interviews.services.deciding import decline_interview, overtake_interview, sign_interview
from zhiben.domains.interviews.services.drafting import draft_interview

__all__ = ["decline_interview", "draft_interview", "interviews_of_case", "overtake_interview", "sign_interview"]
