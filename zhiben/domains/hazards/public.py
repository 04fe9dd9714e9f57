"""The front door: all that other packages may call."""

from zhiben.domains.hazards.services.drafts import draft_notice
from zhiben.domains.hazards.services.finding import Finding
from zhiben.domains.hazards.services.hazards import report_hazard, take_step
from zhiben.domains.hazards.services.issuing import advance_notice

__all__ = ["Finding", "advance_notice", "draft_notice", "report_hazard", "take_step"]
