"""The tables of this package."""

from zhiben.domains.hazards.models.change import ChangeRequest
from zhiben.domains.hazards.models.hazard import Hazard, HazardQuerySet
from zhiben.domains.hazards.models.link import LinkCode, LinkUpload
from zhiben.domains.hazards.models.measure import Measure, MeasureQuerySet
from zhiben.domains.hazards.models.notice import Delivery, Notice, NoticeCode, NoticeOfficer, NoticeQuerySet
from zhiben.domains.hazards.models.serving import Serving, ServingCode, ServingQuerySet

__all__ = [
    "ChangeRequest", "Delivery", "Hazard", "HazardQuerySet", "LinkCode", "LinkUpload", "Measure", "MeasureQuerySet",
    "Notice", "NoticeCode", "NoticeOfficer", "NoticeQuerySet", "Serving", "ServingCode", "ServingQuerySet",
]  # fmt: skip
