"""The page of one listing, and of one period of its progress."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.urls import reverse

from zhiben.domains.listings.models import Listing, ProgressReport
from zhiben.domains.listings.policies import READERS, answers_for
from zhiben.domains.listings.services.hazards import items_of
from zhiben.domains.listings.services.prefill import plan_facts, review_facts
from zhiben.domains.listings.services.progress import is_missed, report_progress
from zhiben.domains.listings.services.steps import take_step
from zhiben.domains.listings.terms import ListingState
from zhiben.domains.listings.web.tones import PROGRESS_TONES, TONES, chain_of
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import ReachKind
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.evidence.models import Attachment
from zhiben.kernel.evidence.queries import attachments_of
from zhiben.kernel.papers.issued import paper_of
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.cases.page import CasePage
from zhiben.kernel.ui.cases.parts import Document, Fact, Parts, Person, PhotoSet, Related, Verb
from zhiben.kernel.workflow.definition import Input, Transition

FILLED_IN: Final = ("number", "level", "agency_name", "signed_by", "reported_by")
GOVERNING_STEPS: Final = ("报送治理方案", "报送治理报告，申请解除")
FILES: Final = {"plan": "治理方案", "report": "治理报告", "follow_up": "后续处理文件"}


class ListingPage(CasePage[Listing]):
    flow_code, roles, tones = "listing", READERS, TONES
    crumbs = (("首页", "/home"), ("挂牌督办", "/listings/"))
    template = "listings/listing.html"

    def related(self, rows: Any) -> Any:
        return rows.select_related("project")

    def parts(self, case: Listing, actor: Actor, at: datetime) -> Parts:
        items = items_of(case.pk)
        files = attachments_of("listing", [case.pk])
        return Parts(
            facts=[*_facts(case, day_of(at)), *(_inner_facts(case) if actor.is_regulator else [])],
            people=_people(case), photos=_photos(case, items, files),
            documents=_documents(case, files), related=_related(case, items), responsible=case.addressee,
            more={
                "chain": chain_of(case), "progress": _progress(case, at), "follow_ups": case.follow_ups.order_by("done_on"),
                "items": [(i.hazard, case_url("hazard", i.hazard_id)) for i in items],
                "unsettled": [i.hazard for i in items if i.hazard.closed_at is None]
                if case.state in (ListingState.REPORTED, ListingState.REVIEWED) else [],
            },
        )  # fmt: skip

    def inputs(self, case: Listing, row: Transition[Listing], actor: Actor) -> Sequence[Input]:
        return [i for i in row.inputs if i.name not in FILLED_IN]

    def initials(self, case: Listing, action: str, actor: Actor, at: datetime) -> Mapping[str, Any]:
        if action in ("pass_review", "fail_review"):
            return review_facts(case, at)
        if action == "submit_plan":
            return plan_facts(case)
        return {"done_on": day_of(at)} if action == "follow_up" else {}

    def verbs(self, case: Listing, actor: Actor, parts: Parts) -> list[Verb]:
        """建设 and 监理 watch; what is public already is not published again."""
        found = super().verbs(case, actor, parts)
        if actor.reach == ReachKind.ENTERPRISE and not answers_for(actor, case.pk):
            found = [verb for verb in found if verb.label not in GOVERNING_STEPS]
        return found if case.withheld_why else [verb for verb in found if verb.label != "恢复公开"]

    def handle(
        self, *, actor: Actor, case: Listing, action: str, at: datetime, on_behalf_of: str, inputs: dict[str, Any]
    ) -> None:
        take_step(actor=actor, listing_id=case.pk, action=action, at=at, on_behalf_of=on_behalf_of, **inputs)


class ProgressPage(CasePage[ProgressReport]):
    flow_code, roles, tones = "listing.progress", READERS, PROGRESS_TONES
    crumbs = (("首页", "/home"), ("挂牌督办", "/listings/"))

    def related(self, rows: Any) -> Any:
        return rows.select_related("listing")

    def parts(self, case: ProgressReport, actor: Actor, at: datetime) -> Parts:
        return Parts(
            facts=[
                Fact("期次", case.period), Fact("自", case.since), Fact("至", case.until),
                Fact("完成百分比", f"{case.percent}%" if case.percent is not None else ""),
                Fact("报送日期", case.reported_on), Fact("报送人", case.reported_by),
                Fact("未报", "是" if is_missed(case, day_of(at)) else ""), Fact("本期进展", case.text, wide=True),
            ],
            photos=[PhotoSet("本期照片", attachments_of("listing.progress", [case.pk]))],
            related=[Related(case.listing.title, case_url("listing", case.listing_id), case.listing.number)],
        )  # fmt: skip

    def inputs(self, case: ProgressReport, row: Transition[ProgressReport], actor: Actor) -> Sequence[Input]:
        return [i for i in row.inputs if i.name not in FILLED_IN]

    def handle(
        self, *, actor: Actor, case: ProgressReport, action: str, at: datetime, on_behalf_of: str,
        inputs: dict[str, Any],
    ) -> None:  # fmt: skip
        report_progress(actor=actor, progress_id=case.pk, at=at, on_behalf_of=on_behalf_of, **inputs)


def _facts(case: Listing, on: Any) -> list[Fact]:
    late = case.listed_on and case.delisted_on is None and case.deadline_on and case.deadline_on < on
    plan = case.plan_on is not None
    return [
        Fact("督办文号", case.number), Fact("督办层级", case.get_level_display() if case.level else ""),
        Fact("督办单位", case.agency_name), Fact("责任单位", case.addressee), Fact("督办日期", case.listed_on),
        Fact("治理期限", case.deadline_on), Fact("是否逾期", f"已逾期 {(on - case.deadline_on).days} 天" if late else ""),
        Fact("重大隐患具体内容", case.matter, wide=True), Fact("判定条款", case.clause_text, wide=True),
        Fact("治理要求", case.requirements, wide=True), Fact("其他要求", case.other, wide=True),
        Fact("治理方案报送日期", case.plan_on),
        Fact("整改责任", case.plan_duty, wide=True), Fact("整改措施", case.plan_measure, wide=True),
        Fact("整改资金（万元）", case.plan_fund_wan if plan else ""), Fact("整改时限", case.plan_until),
        Fact("应急预案", case.plan_emergency, wide=True), Fact("治理进展（台账）", case.progress_text, wide=True),
        Fact("治理报告日期", case.report_on), Fact("治理情况", case.report, wide=True),
        Fact("现场审查日期", case.reviewed_on), Fact("现场审查人员", case.reviewed_by),
        Fact("现场审查意见", case.review_opinion, wide=True), Fact("解除文号", case.delist_no),
        Fact("解除日期", case.delisted_on), Fact("后续处理（台账）", case.follow_up, wide=True),
        Fact("公开", _public_words(case)), Fact("不公开的理由", case.withheld_why, wide=True),
    ]  # fmt: skip


def _inner_facts(case: Listing) -> list[Fact]:
    """What agencies say to each other before the notice: not for those to whom it goes."""
    return [
        Fact("拟挂牌理由", case.reason, wide=True), Fact("平台提示", case.drafted_by_rule, wide=True),
        Fact("不予挂牌理由", case.declined_why, wide=True),
    ]  # fmt: skip


def _public_words(case: Listing) -> str:
    if case.withheld_why or case.public_from is None:
        return "不公开" if case.listed_on else ""
    until = f"至 {case.public_until:%Y-%m-%d}" if case.public_until else "起"
    return f"{case.public_from:%Y-%m-%d} {until}"


def _people(case: Listing) -> list[Person]:
    people = [
        Person("拟稿人", case.drafted_by),
        Person("签发人", case.decided_by),
        Person("解除签发人", case.delisted_by),
    ]
    return [p for p in people if p.name]


def _photos(case: Listing, items: Sequence[Any], files: Sequence[Attachment]) -> list[PhotoSet]:
    """治理前 from the hazards, 治理后 from the report and the hazards, 审查 from the review."""
    before, after = [], [f for f in files if f.slot.startswith("after")]
    for one in attachments_of("hazard", [i.hazard_id for i in items]):
        if one.slot == "before":
            before.append(one)
        elif one.slot.startswith("after"):
            after.append(one)
    review = [f for f in files if f.slot.startswith("review")]
    if not (before or after or review):
        return []
    return [PhotoSet("治理前", before), PhotoSet("治理后", after), PhotoSet("现场审查", review)]


def _documents(case: Listing, files: Sequence[Attachment]) -> list[Document]:
    made = []
    for which, kind, label in (("order", "listing", "挂牌督办通知书"), ("release", "listing:delist", "解除督办通知书")):
        paper = paper_of(kind, case.pk)
        if paper is None and (which == "release" or case.state != ListingState.DRAFT):
            continue
        note = "草稿" if paper is None else f"{paper.number}{'（已撤销）' if paper.revoked_at else ''}"
        for form, word in (("pdf", "PDF"), ("docx", "Word")):
            url = reverse(f"listings:document-{form}", args=[case.pk, which])
            made.append(Document(f"{label}（{word}）", url, note))
    return made + [
        Document(FILES[f.slot.partition(":")[0]], f.file.url, f.file.name)
        for f in files
        if f.slot.partition(":")[0] in FILES
    ]


def _related(case: Listing, items: Sequence[Any]) -> list[Related]:
    related = [Related(case.where_name, f"/projects/{case.project_id}/", "工程项目")]
    if case.batch_id:
        same = Listing.objects.filter(batch_id=case.batch_id).exclude(pk=case.pk).count()
        related += [Related(f"同批挂牌的另外 {same} 件", "/listings/", "集中挂牌")] if same else []
    return related


def _progress(case: Listing, at: datetime) -> list[dict[str, Any]]:
    rows = list(case.progress.order_by("-period"))
    photos: dict[Any, list[Attachment]] = {}
    for one in attachments_of("listing.progress", [r.pk for r in rows]):
        photos.setdefault(one.owner_id, []).append(one)
    return [
        {
            "row": r, "url": case_url("listing.progress", r.pk), "missed": is_missed(r, day_of(at)),
            "late": r.reported_on is not None and r.reported_on > r.until, "photos": photos.get(r.pk, []),
            "tone": PROGRESS_TONES.get(r.state, ""),
        }
        for r in rows
    ]  # fmt: skip
