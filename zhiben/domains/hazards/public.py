"""The front door: all that other packages may call."""

from zhiben.domains.hazards.queries import (
    DOCUMENT_COLUMNS,
    MAJOR_COLUMNS,
    Listing,
    issued_documents,
    major_hazards,
)
from zhiben.domains.hazards.services.drafts import draft_notice
from zhiben.domains.hazards.services.faces import find_issued_notice
from zhiben.domains.hazards.services.finding import Finding
from zhiben.domains.hazards.services.hazards import report_hazard, take_step
from zhiben.domains.hazards.services.issuing import advance_notice

__all__ = [
    "DOCUMENT_COLUMNS", "MAJOR_COLUMNS", "Finding", "Listing", "advance_notice", "draft_notice", "find_issued_notice",
    "issued_documents", "major_hazards", "report_hazard", "take_step",
]  # fmt: skip
