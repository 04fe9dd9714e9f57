"""Plans as they were loaded, what they ask to be reported, the reports handed in, and what they said."""

from zhiben.domains.campaigns.models.plans import Plan, PlanClause, PlanTarget, PlanTask, ReportDuty
from zhiben.domains.campaigns.models.reports import Report
from zhiben.domains.campaigns.models.templates import FillTemplate
from zhiben.domains.campaigns.models.versions import ReportVersion

__all__ = [
    "FillTemplate", "Plan", "PlanClause", "PlanTarget", "PlanTask", "Report", "ReportDuty", "ReportVersion",
]  # fmt: skip
