"""The report behind a case: as counted now while it is a draft, as it was signed afterwards."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from zhiben.domains.campaigns.models import Report, ReportVersion
from zhiben.domains.campaigns.queries.areas import area_of
from zhiben.domains.campaigns.queries.columns import COLUMNS
from zhiben.domains.campaigns.queries.freezing import thawed
from zhiben.domains.campaigns.queries.months import IN_MONTH, Month
from zhiben.domains.campaigns.queries.report import ON_PAPER, ReportData, count_report
from zhiben.domains.campaigns.queries.versions import differences
from zhiben.domains.campaigns.terms import ReportState
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.indicators.areas import Area

COUNTED: Final = tuple(c.key for c in COLUMNS if c.part is not None and not c.once)
WITH_CLERK: Final = (ReportState.DRAFT, ReportState.RETURNED)


def month_of_report(report: Report, on: date) -> Month:
    """``cut`` is the last day of the period, or ``on`` while it is running."""
    name = "" if report.since.replace(day=1) == report.until.replace(day=1) else report.period
    return Month(first=report.since, last=report.until, cut=min(report.until, max(on, report.since)), name=name)


def counted_now(report: Report, *, at: datetime, by: str, most: int = ON_PAPER) -> ReportData:
    """The figures as the records give them at this moment."""
    area = area_of_report(report)
    return count_report(area, month_of_report(report, day_of(at)), unit=report.where_name, made_by=by, at=at, most=most)


def kept(report: Report) -> ReportData | None:
    """What was checked or signed; None while the clerk is at work."""
    if report.state in WITH_CLERK:
        return None
    return thaw(report.checked if report.state == ReportState.SIGNING else report.version)


def thaw(version: ReportVersion | None) -> ReportData | None:
    if version is None or not version.content:
        return None
    return thawed(version.content, signing_notes(version.content))


def signing_notes(content: Mapping[str, Any]) -> list[str]:
    """Explanations that were given for broken checks, and that there was nothing to report."""
    said = content.get("said", {})
    notes = [f"关于“{rule}”：{words}" for rule, words in said.get("explanations", {}).items()]
    return [*(["零报告：本期没有发生，经确认无数据。"] if said.get("zero") else []), *notes]


def data_of(report: Report, *, at: datetime, by: str, most: int = ON_PAPER) -> ReportData:
    """Kept figures once they are checked; before that, counted now."""
    return kept(report) or counted_now(report, at=at, by=by, most=most)


def is_nothing(data: ReportData) -> bool:
    """Whether nothing at all happened in the period."""
    return not any(data.table.total.count(key, IN_MONTH) for key in COUNTED)


def changes_of(report: Report, *, at: datetime) -> list[str]:
    """报后更正: what the records give now, where it is not what was kept. Empty while nothing is kept."""
    version = report.checked or report.version
    if version is None:
        return []
    month = replace(month_of_report(report, version.cut), cut=version.cut)
    area = area_of_report(report)
    return differences(version.figures, count_report(area, month, unit=report.where_name, made_by="", at=at, most=1))


def area_of_report(report: Report) -> Area:
    """Whose figures it gives: the division's, or only what the agency itself looks after."""
    area = area_of(report.division_code)
    return area.of_agency(report.agency_id) if report.own else area
