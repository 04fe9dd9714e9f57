"""The front door: all that other packages may call."""

from zhiben.domains.campaigns.queries.report import ReportData, monthly_report

__all__ = ["ReportData", "monthly_report"]
