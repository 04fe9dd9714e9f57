"""Plans as they were loaded, what they ask to be reported, and the versions of reports."""

from zhiben.domains.campaigns.models.plans import Plan, PlanClause, PlanTarget, PlanTask, ReportDuty
from zhiben.domains.campaigns.models.versions import ReportVersion

__all__ = ["Plan", "PlanClause", "PlanTarget", "PlanTask", "ReportDuty", "ReportVersion"]
