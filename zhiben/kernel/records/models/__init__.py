"""Tables of corrections and of merged records."""

from zhiben.kernel.records.models.correction import Correction, CorrectionNotice
from zhiben.kernel.records.models.merge import Candidate, Merge, MergeMove

__all__ = ["Candidate", "Correction", "CorrectionNotice", "Merge", "MergeMove"]
