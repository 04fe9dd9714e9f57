"""What must hold in a report, line by line: within its table, and against the report before it."""

from collections.abc import Iterator, Sequence
from typing import Final

from zhiben.domains.campaigns.models import Report, ReportVersion
from zhiben.domains.campaigns.queries.checks import Check
from zhiben.domains.campaigns.queries.columns import COLUMNS
from zhiben.domains.campaigns.queries.months import IN_MONTH, IN_YEAR, Month
from zhiben.domains.campaigns.queries.own_report import area_of_report
from zhiben.domains.campaigns.queries.report import ReportData
from zhiben.kernel.indicators.queries import compute

BEFORE: Final = "累计＝上期累计＋本期"
LEGACY: Final = "存量未销号不大于未销号总数"
# 已整改 and 挂牌 grow afterwards, and a project checked in two months counts once: these do not add up.
ADD_UP: Final = ("visits", "general", "major", "major_self", "major_department", "major_other", "rectify", "stop")
ADDED: Final = tuple(c for c in COLUMNS if c.key in ADD_UP)


def checks_of(report: Report, data: ReportData) -> list[Check]:
    """Those of the table, then those that need more than the table."""
    return [*data.checks, _legacy(report, data), *_against_before(report, data)]


def report_before(report: Report) -> Report | None:
    """The last one of the same agency and kind that was handed in, of the same year."""
    rows = Report.objects.filter(agency_id=report.agency_id, kind=report.kind, version__isnull=False)
    rows = rows.filter(until__lt=report.since, until__gte=report.since.replace(month=1, day=1))
    return rows.select_related("version").order_by("-until").first()


def _legacy(report: Report, data: ReportData) -> Check:
    found = compute(["legacy-major-hazards-cleared", "hazard-open.major"], area_of_report(report), data.month.cut)
    left, both = found[0].tally, found[1].tally
    legacy = (left.denominator or 0) - left.numerator if left else 0
    total = both.numerator if both else 0
    broken = [f"存量未销号 {legacy}，未销号重大事故隐患 {total}"] if legacy > total else []
    return Check(rule=LEGACY, broken=broken)


def _against_before(report: Report, data: ReportData) -> Sequence[Check]:
    before = report_before(report)
    if before is None or before.version is None:
        return ()
    broken = list(_differences(before.version, data))
    if broken:
        broken.append(_reason(before.version, data.month))
    return (Check(rule=BEFORE, broken=broken),)


def _differences(before: ReportVersion, data: ReportData) -> Iterator[str]:
    """Counts that add up: of the year so far, of the period, and what was reported before."""
    old, total = before.figures.get("total", {}), data.table.total
    for column in ADDED:
        was, month = old.get(f"{column.key}|{IN_YEAR}"), total.count(column.key, IN_MONTH)
        year = total.count(column.key, IN_YEAR)
        if was is not None and year != was + month:
            yield f"{column.group}{column.label}：累计 {year}，上期累计 {was}＋本期 {month}＝{was + month}"


def _reason(before: ReportVersion, month: Month) -> str:
    """What the platform itself knows about why."""
    if (month.first - before.cut).days > 1:
        return f"上期报表截至{before.cut}，其后至{month.first}前的记录只在累计里"
    return "上期报送后，记录有更正或补录"
