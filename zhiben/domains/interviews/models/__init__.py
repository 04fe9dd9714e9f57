"""Tables of 约谈."""

from zhiben.domains.interviews.models.commitment import Commitment
from zhiben.domains.interviews.models.interview import Interview

__all__ = ["Commitment", "Interview"]
