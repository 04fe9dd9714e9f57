"""The signed report as a paper with a QR: one for each version; the one before is revoked when it was returned."""

from datetime import datetime
from typing import Any, Final

from zhiben.domains.campaigns.models import Report
from zhiben.domains.campaigns.queries.own_report import kept
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import WrongState
from zhiben.kernel.papers.issued import issue_paper, revoke_paper

KIND: Final = "report:v{}"


def paper_kind(report: Report) -> str:
    return KIND.format(report.round)


def issue_report(report: Report, *, at: datetime) -> None:
    """Freeze under the number of the version. The hash of the whole version stands in it."""
    data = kept(report)
    if data is None or report.version is None:
        raise WrongState("报表还没有核对")
    total, words = data.table.total, data.table.words
    figures = {f"{c.group}{c.label}" + ("" if c.once else words[span]): f.value for (_, span), f in total.cells.items()
               for c in (f.column,)}  # fmt: skip
    content: dict[str, Any] = {
        "version": 1, "title": report.title, "agency": report.where_name, "receiver": report.receiver_name,
        "period": report.period, "cut": data.month.cut.isoformat(), "figures": figures,
        "report_version": str(report.version_id), "report_digest": report.version.digest, "round": report.round,
    }  # fmt: skip
    issue_paper(
        kind=paper_kind(report), case_id=report.pk, name=report.name[:100], number=paper_number(report),
        agency_id=report.agency_id, agency_name=report.where_name, where_name=report.title, issued_on=day_of(at),
        content=content, at=at,
    )  # fmt: skip


def paper_number(report: Report) -> str:
    return f"{report.period}（第{report.round}版）"


def take_back(report: Report, *, reason: str, at: datetime) -> None:
    revoke_paper(kind=paper_kind(report), case_id=report.pk, reason=f"已退回：{reason}"[:300], at=at)
