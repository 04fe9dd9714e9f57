"""The tables of this package."""

from zhiben.domains.hazards.models.change import ChangeRequest
from zhiben.domains.hazards.models.hazard import Hazard, HazardQuerySet
from zhiben.domains.hazards.models.notice import Delivery, Notice, NoticeCode, NoticeOfficer, NoticeQuerySet

__all__ = [
    "ChangeRequest", "Delivery", "Hazard", "HazardQuerySet", "Notice", "NoticeCode", "NoticeOfficer", "NoticeQuerySet",
]  # fmt: skip
