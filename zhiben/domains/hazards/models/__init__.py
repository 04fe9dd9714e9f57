"""The tables of this package."""

from zhiben.domains.hazards.models.change import ChangeRequest
from zhiben.domains.hazards.models.hazard import Hazard, HazardQuerySet
from zhiben.domains.hazards.models.link import LinkUpload
from zhiben.domains.hazards.models.measure import Measure, MeasureQuerySet
from zhiben.domains.hazards.models.notice import Delivery, Notice, NoticeCode, NoticeOfficer, NoticeQuerySet

__all__ = [
    "ChangeRequest", "Delivery", "Hazard", "HazardQuerySet", "LinkUpload", "Measure", "MeasureQuerySet", "Notice", "NoticeCode",
    "NoticeOfficer", "NoticeQuerySet",
]  # fmt: skip
