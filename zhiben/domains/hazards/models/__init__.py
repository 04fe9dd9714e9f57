"""The tables of this package."""

from zhiben.domains.hazards.models.change import ChangeRequest
from zhiben.domains.hazards.models.hazard import Hazard, HazardQuerySet
from zhiben.domains.hazards.models.link import LinkCode, LinkUpload
from zhiben.domains.hazards.models.look_back import LookBack, LookBackQuerySet
from zhiben.domains.hazards.models.measure import Measure, MeasureQuerySet
from zhiben.domains.hazards.models.notice import Delivery, Notice, NoticeCode, NoticeOfficer, NoticeQuerySet
from zhiben.domains.hazards.models.serving import Serving, ServingCode, ServingQuerySet
from zhiben.domains.hazards.models.treatment import DoubleReport, TreatmentPlan

__all__ = [
    "ChangeRequest", "Delivery", "DoubleReport", "Hazard", "HazardQuerySet", "LinkCode", "LinkUpload", "LookBack",
    "LookBackQuerySet", "Measure", "MeasureQuerySet", "Notice", "NoticeCode", "NoticeOfficer", "NoticeQuerySet",
    "Serving", "ServingCode", "ServingQuerySet", "TreatmentPlan",
]  # fmt: skip
