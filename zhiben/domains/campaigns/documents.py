"""The signed report as an official document, and its tables: printed from what was kept, a draft before that."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from zhiben.domains.campaigns.ledgers.monthly import write_report
from zhiben.domains.campaigns.models import Report, ReportVersion
from zhiben.domains.campaigns.models.reports import HANDED_IN
from zhiben.domains.campaigns.queries.drafting import texts_of
from zhiben.domains.campaigns.queries.freezing import thawed
from zhiben.domains.campaigns.queries.months import IN_MONTH, IN_YEAR
from zhiben.domains.campaigns.queries.own_report import data_of, thaw
from zhiben.domains.campaigns.queries.report import IN_WORKBOOK, ON_PAPER, ReportData
from zhiben.domains.campaigns.queries.table import leaves
from zhiben.domains.campaigns.workflow import REPORT_FLOW
from zhiben.kernel.papers.documents import BodyTable, OfficialDocument
from zhiben.kernel.papers.issued import CHECK_LENGTH, address_of
from zhiben.kernel.papers.models import IssuedPaper

ORDINALS: Final = "一二三"
TABLES: Final = (
    "附表一：排查整治情况统计表",
    "附表二：重大事故隐患台账",
    "附表三：执法文书台账",
    "附表四：非亡人事故台账",
    "附表五：重大险情台账",
)


@dataclass(frozen=True, kw_only=True)
class Signed:
    """One version that left the agency, with its paper."""

    round: int
    version: ReportVersion
    paper: IssuedPaper


def signed_versions(report: Report) -> list[Signed]:
    """Newest first, also those that were returned since. Two queries."""
    papers = IssuedPaper.objects.filter(kind__startswith=f"{REPORT_FLOW.code}:", case_id=report.pk)
    by_id = {str(one.pk): one for one in ReportVersion.objects.filter(report_id=report.pk)}
    found = [(int(p.content["round"]), by_id.get(p.content["report_version"]), p) for p in papers]
    return [Signed(round=n, version=v, paper=p) for n, v, p in sorted(found, key=lambda one: -one[0]) if v]


def signed_version(report: Report, number: int = 0) -> Signed | None:
    """One of them by its number; 0 is the one that stands now, None while it is a draft or returned."""
    wanted = number or (report.round if report.state in HANDED_IN else 0)
    return next((one for one in signed_versions(report) if one.round == wanted), None) if wanted else None


def report_document(report: Report, *, at: datetime, base: str = "", signed: Signed | None = None) -> OfficialDocument:
    """With a QR once signed: exactly that version, whatever is corrected since. Else a draft of what there is now."""
    if signed is None:
        data = data_of(report, at=at, by=report.where_name)
        said = (report.checked.content or {})["said"] if report.checked else texts_of(report, data)
        return OfficialDocument(
            title=report.title, agency=report.where_name, addressee=report.receiver_name,
            body=tuple(_body(report, data, said)), attachments=TABLES, draft=True,
        )  # fmt: skip
    content, paper = signed.version.content or {}, signed.paper
    return OfficialDocument(
        title=report.title, agency=report.where_name, number=paper.number, addressee=content["said"]["receiver"],
        body=tuple(_body(report, thawed(content), content["said"])), attachments=TABLES, signed_by=report.where_name,
        signed_on=paper.issued_on, qr=address_of(paper, base), qr_note=f"校验码 {paper.content_hash[:CHECK_LENGTH]}",
        footnote=f"报表内容摘要 {signed.version.digest}",
    )  # fmt: skip


def report_tables(report: Report, kind: str, *, at: datetime, signed: Signed | None = None) -> tuple[str, bytes]:
    """The tables as one file; ``kind``: pdf, docx or xlsx."""
    most = IN_WORKBOOK if kind == "xlsx" else ON_PAPER
    data = thaw(signed.version) if signed else data_of(report, at=at, by=report.where_name, most=most)
    word = f"（第{signed.round}版）" if signed else "（草稿）"
    name = f"{report.where_name}-{report.title}{word}.{kind}"
    return name, write_report(shortened(data, most), kind) if data else b""


def shortened(data: ReportData, most: int) -> ReportData:
    """What was kept holds the lists whole; paper shows their beginning."""
    majors, documents = data.majors, data.documents
    return replace(
        data, majors=replace(majors, lines=majors.lines[:most]),
        documents=replace(documents, lines=documents.lines[:most]),
    )  # fmt: skip


def _body(report: Report, data: ReportData, said: Mapping[str, Any]) -> list[str | BodyTable]:
    made: list[str | BodyTable] = [f"统计期：{report.period}，{data.cut_words}。数字取自业务记录。"]
    if said.get("zero"):
        made.append("本期没有发生，零报告。")
    for number, (name, heading) in zip(ORDINALS, report.headings.items(), strict=True):
        made += [f"{number}、{heading}", *(line for line in str(said.get(name) or "无").splitlines() if line.strip())]
    made += [
        "四、主要数字",
        BodyTable(header=("项目", *data.table.words.values()), rows=tuple(_figures(data)), widths=(3, 1, 1)),
    ]
    explained = said.get("explanations") or {}
    if explained:
        made += ["五、校验说明", *(f"{rule}：{why}" for rule, why in explained.items())]
    return made


def _figures(data: ReportData) -> list[tuple[str, str, str]]:
    total, rows = data.table.total, []
    for column, span in leaves():
        if span == IN_MONTH:
            year = "" if column.once else _text(total.value(column.key, IN_YEAR))
            rows.append(
                (f"{column.group}·{column.label}（{column.unit}）", _text(total.value(column.key, IN_MONTH)), year)
            )
    return rows


def _text(value: object) -> str:
    return "—" if value is None else str(value)
