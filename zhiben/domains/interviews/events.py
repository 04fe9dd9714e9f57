"""What this package tells the rest of the platform. Plain values only, so anyone may import it."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class InterviewMoved:
    """An interview took one step; a new draft announces ``draft``. ``case_kind`` and ``case_id``: what led to it."""

    name: ClassVar[str] = "interviews.moved"
    interview_id: str
    agency_id: str
    enterprise_id: str
    subject_agency_id: str
    case_kind: str
    case_id: str
    action: str
    state: str
    seq: int
