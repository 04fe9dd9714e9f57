"""The page of one report: what holds, what it says, what has changed since, who below has handed in."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from zhiben.domains.campaigns.documents import Signed, report_document, report_tables, signed_version, signed_versions
from zhiben.domains.campaigns.ledgers.monthly import PAPERS
from zhiben.domains.campaigns.models import FillTemplate, Report
from zhiben.domains.campaigns.policies import READERS, receives
from zhiben.domains.campaigns.queries.below import Answer, beside_rows
from zhiben.domains.campaigns.queries.checks import Check
from zhiben.domains.campaigns.queries.drafting import texts_of
from zhiben.domains.campaigns.queries.own_report import changes_of, counted_now, data_of, is_nothing, kept
from zhiben.domains.campaigns.queries.report import ReportData
from zhiben.domains.campaigns.queries.report_checks import checks_of
from zhiben.domains.campaigns.services.reports import take_report_step
from zhiben.domains.campaigns.terms import TEXTS
from zhiben.domains.campaigns.web.reports import STANDS, TONES
from zhiben.domains.campaigns.web.table import table_context
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import day_of, now
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.evidence.queries import attachments_of
from zhiben.kernel.papers.web.printing import MIMES, base_of, printed_answer
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.cases.page import CasePage
from zhiben.kernel.ui.cases.parts import Document, Fact, Parts, Person, Related, Verb
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.workflow.definition import Input, InputKind, Transition

FILLED_IN: Final = ("checked_by", "signed_by", "explained")
FOR_RECEIVER: Final = ("accept", "return")


class ReportPage(CasePage[Report]):
    flow_code, roles, tones = "report", READERS, TONES
    crumbs = (("首页", "/home"), ("报表", "/reports/"))
    template = "campaigns/report.html"

    def related(self, rows: Any) -> Any:
        return rows.select_related("version", "checked")

    def parts(self, case: Report, actor: Actor, at: datetime) -> Parts:
        data = data_of(case, at=at, by=actor.name)
        versions = signed_versions(case)
        return Parts(
            facts=_facts(case, at), people=[p for p in _people(case) if p.name], documents=_documents(case, versions, actor),
            related=_related(case, actor), more=_more(case, data, at),
        )  # fmt: skip

    def inputs(self, case: Report, row: Transition[Report], actor: Actor) -> Sequence[Input]:
        asked = [replace(i, label=case.headings.get(i.name, i.label)) for i in row.inputs if i.name not in FILLED_IN]
        return [*asked, *_whys(case, actor)] if row.action == "check" else asked

    def initials(self, case: Report, action: str, actor: Actor, at: datetime) -> Mapping[str, Any]:
        if action not in ("edit", "check"):
            return {}
        data = counted_now(case, at=at, by=actor.name)
        return texts_of(case, data)

    def handle(
        self, *, actor: Actor, case: Report, action: str, at: datetime, on_behalf_of: str, inputs: dict[str, Any]
    ) -> None:
        take_report_step(actor=actor, report_id=case.pk, action=action, at=at, **inputs)

    def verbs(self, case: Report, actor: Actor, parts: Parts) -> list[Verb]:
        """An agency above that is not the receiver reads, and urges."""
        found = super().verbs(case, actor, parts)
        hidden = () if receives(actor, case) else tuple(f"/do/{action}/" for action in FOR_RECEIVER)
        return [verb for verb in found if not verb.url.endswith(hidden)] if hidden else found


def _whys(case: Report, actor: Actor) -> list[Input]:
    """A field for each broken check: it needs words."""
    data = counted_now(case, at=now(), by=actor.name)
    return [
        Input(name=f"why{n}", label=f"说明：{check.rule}", kind=InputKind.LONGTEXT, help="；".join(check.broken)[:500],
              initial=partial(_why_before, rule=check.rule))
        for n, check in enumerate((c for c in checks_of(case, data) if not c.holds), start=1)
    ]  # fmt: skip


def _why_before(case: Report, *, rule: str) -> str:
    """What was said about it last time."""
    return str(case.explanations.get(rule, ""))


def _facts(case: Report, at: datetime) -> list[Fact]:
    stands = case.stands(day_of(at))
    return [
        Fact("统计期", f"{case.since}至{case.until}"), Fact("报送日", case.due_on), Fact("报送依据", case.rule, wide=True),
        Fact("报送情况", stands.label), Fact("接收单位", case.receiver_name), Fact("首次报送", case.submitted_on),
        Fact("版本", f"第{case.round}版" if case.round else ""), Fact("零报告", "是" if case.zero else ""),
        Fact("退回日期", case.returned_on), Fact("退回理由", case.returned_why, wide=True),
        Fact("重报期限", case.resubmit_by), Fact("重新报送", case.resubmitted_on), Fact("接收日期", case.accepted_on),
    ]  # fmt: skip


def _people(case: Report) -> list[Person]:
    return [Person("填报人", case.checked_by), Person("签发人", case.signed_by)]


def _documents(case: Report, versions: list[Signed], actor: Actor) -> list[Document]:
    made: list[Document] = []
    if case.state not in ("SUBMITTED", "ACCEPTED"):
        made += _files(case, 0, "草稿")
    for one in versions:
        note = f"第{one.round}版" + ("，已退回" if one.paper.revoked_at else "")
        made += _files(case, one.round, note)
    made += [Document("附件", f.file.url, f.file.name) for f in attachments_of("report", [case.pk])]
    if case.agency_id == actor.reach_id:
        templates = FillTemplate.objects.visible_to(actor).in_use().filter(settled=True).order_by("name")
        made += [
            Document(f"按“{one.name}”的格式导出", f"{reverse('campaigns:fill-use', args=[one.pk])}?report={case.pk}")
            for one in templates[:20]
        ]
    return made


def _files(case: Report, number: int, note: str) -> list[Document]:
    word = {"pdf": "PDF", "docx": "Word", "xlsx": "Excel"}
    papers = [Document(f"报表正文（{word[form]}）", reverse("campaigns:report-paper", args=[case.pk, number, form]), note)
              for form in MIMES]  # fmt: skip
    return papers + [
        Document(f"附表（{word[form]}）", reverse("campaigns:report-tables", args=[case.pk, number, form]), note)
        for form in PAPERS
    ]


def _related(case: Report, actor: Actor) -> list[Related]:
    links = [Related("同一单位的报表", f"{reverse('campaigns:reports')}?q={case.where_name}")]
    if receives(actor, case):
        where = f"{reverse('campaigns:received')}?period={case.kind}.{case.until}"
        links.append(Related("同一期各单位的报送情况", where))
    return links


def _more(case: Report, data: ReportData, at: datetime) -> dict[str, Any]:
    below = beside_rows(case, data.table, on=day_of(at))
    frozen = kept(case) is not None
    version = case.checked or case.version
    said = ((version.content or {}).get("said") or {}) if frozen and version else {}
    checks = [Check(rule=c["rule"], broken=c["broken"]) for c in said["checks"]] if said else checks_of(case, data)
    texts = said or texts_of(case, data)
    return {
        "data": data, "frozen": frozen, "texts": [(label, str(texts.get(name) or "")) for name, label in case.headings.items()],
        "drafted": not said and not case.sections and not any(getattr(case, name) for name in TEXTS), "checks": checks,
        "broken": [c for c in checks if not c.holds], "why": case.explanations, "nothing": is_nothing(data),
        "changes": changes_of(case, at=at), "since_what": "核对" if case.checked else "报送",
        "below": _answers(data, below), **table_context(data),
    }  # fmt: skip


def _answers(data: ReportData, below: Mapping[str, Answer]) -> list[tuple[str, Answer, str, str]]:
    """Row, answer, tone and address; in the order of the table. What an area handed in stands here when it differs."""
    return [
        (row.name, below[row.area.code], STANDS[below[row.area.code].stands], case_url("report", below[row.area.code].report.pk))
        for row in data.table.rows if row.area.code in below and not row.area.direct
    ]  # fmt: skip


@open_to(READERS)
@require_safe
def paper(request: HttpRequest, report_id: UUID, number: int, form: str) -> HttpResponse:
    """正文. ``number``: which version; 0 is the draft."""
    report, at, signed = _asked(request, report_id, number)
    if form not in MIMES:
        raise NotVisible("没有这种格式的文件")
    _record(request, report, number, f"paper.{form}", at)
    return printed_answer(report_document(report, at=at, base=base_of(request), signed=signed), form)


@open_to(READERS)
@require_safe
def tables(request: HttpRequest, report_id: UUID, number: int, form: str) -> HttpResponse:
    """附表."""
    report, at, signed = _asked(request, report_id, number)
    if form not in PAPERS:
        raise NotVisible("没有这种格式的文件")
    _record(request, report, number, f"tables.{form}", at)
    name, content = report_tables(report, form, at=at, signed=signed)
    answer = HttpResponse(content, content_type=PAPERS[form].mime)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def _asked(request: HttpRequest, report_id: UUID, number: int) -> tuple[Report, datetime, Signed | None]:
    rows = Report.objects.visible_to(actor_of(request)).select_related("version", "checked")
    report = rows.filter(pk=report_id).first()
    if report is None:
        raise NotVisible()
    signed = signed_version(report, number) if number else None
    if number and signed is None:
        raise NotVisible("没有这个版本")
    return report, now(), signed


def _record(request: HttpRequest, report: Report, number: int, what: str, at: datetime) -> None:
    record_act(
        actor=actor_of(request), verb="report.export", at=at, object_kind="report", object_id=report.pk, kind=what,
        version=number,
    )  # fmt: skip
