"""The page of a notice of any kind, and the small forms around it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from zhiben.domains.hazards.models import Hazard, Notice
from zhiben.domains.hazards.policies import OFFICERS, READERS
from zhiben.domains.hazards.services.codes import printable_code
from zhiben.domains.hazards.services.issuing import next_action
from zhiben.domains.hazards.terms import NoticeKind, NoticeState
from zhiben.domains.hazards.web.lists import HAZARD_TONES, NOTICE_TONES
from zhiben.domains.hazards.web.photos import before_and_after, scans_of, site_of, slots_of
from zhiben.domains.hazards.workflow import NOTICE_FLOWS
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.terms import SITE_SIDE, Role
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.evidence.queries import attachments_of
from zhiben.kernel.notifications.texts import group_text
from zhiben.kernel.ui.cases.addresses import case_url, register_case_page, register_duty_page
from zhiben.kernel.ui.cases.page import CasePage
from zhiben.kernel.ui.cases.parts import CardSet, Document, Fact, Parts, Person, Related, Verb, card_sets, may_compare
from zhiben.kernel.ui.due import DueClock
from zhiben.kernel.ui.photos import read_cards
from zhiben.kernel.workflow.definition import Workflow

OUT = (NoticeState.ISSUED, NoticeState.REPLIED, NoticeState.CLEARED, NoticeState.COMPLETED)
ADVANCE = {
    "submit_review": "送审核", "submit_sign": "送签发", "issue": "下达", "approve": "审核同意，送签发",
    "approve_and_issue": "审核同意并下达", "sign": "签发",
}  # fmt: skip
DUTIES = {
    "submit_review": "page", "approve": "page", "sign": "page", "reply": "reply", "recheck": "recheck",
    "draft_resume": "resume",
}  # fmt: skip
WHO = {
    "submit_review": OFFICERS, "submit_sign": OFFICERS, "issue": OFFICERS,
    "approve": frozenset({Role.LEADER, Role.CLERK}), "approve_and_issue": frozenset({Role.LEADER, Role.CLERK}),
    "sign": frozenset({Role.LEADER}),
}  # fmt: skip


class NoticePage(CasePage[Notice]):
    flow_code, roles, tones = "notice.rectify", READERS, NOTICE_TONES
    crumbs = (("首页", "/home"), ("执法文书", "/notices/"))
    template = "hazards/notice.html"

    def flow(self, case: Notice) -> Workflow[Notice]:
        return NOTICE_FLOWS[NoticeKind(case.kind)]

    def related(self, rows: Any) -> Any:
        return rows.select_related("project", "resumes", "paper").prefetch_related(
            "officers", "deliveries", "resumed_by"
        )

    def parts(self, case: Notice, actor: Actor, at: datetime) -> Parts:
        return Parts(
            facts=_facts(case), people=_people(case), documents=_documents(case), related=_related(case),
            extra_verbs=_verbs(case, actor), responsible=case.addressee,
        )  # fmt: skip

    def context(self, case: Notice, actor: Actor, at: datetime) -> dict[str, Any]:
        own = actor.is_regulator and actor.reach_id == case.agency_id
        code = printable_code(case, at=at) if own and case.state in OUT else ""
        return {**super().context(case, actor, at), "items": items_of(case, actor, at), "code": code, "own": own,
                "issued": case.state in OUT, "group_text": _group_text(case) if own else ""}  # fmt: skip


def _group_text(case: Notice) -> str:
    """复制群通知: what the officer pastes into the site's chat group."""
    due = f"最近一条的整改期限：{day_of(case.due_at):%Y-%m-%d}" if case.due_at else ""
    lines = [
        f"{case.name} {case.number}",
        f"受送达单位：{case.addressee}",
        due,
        "请用通知书上的签收码打开下面的页面，签收并回复。",
    ]
    return group_text(case.where_name, [line for line in lines if line], f"/n/{case.token}")


def register_kinds() -> None:
    """All three kinds share one page, and the small forms around it."""
    for flow in NOTICE_FLOWS.values():
        register_case_page(flow.code, "hazards:notice")
        for action, form in DUTIES.items():
            register_duty_page(flow.code, action, f"hazards:notice-{form}")


def items_of(notice: Notice, actor: Actor, at: datetime) -> list[dict[str, Any]]:
    """Items with their clocks and photos: as many queries for many items as for one."""
    hazards = list(Hazard.objects.filter(notice_id=notice.pk).order_by("item_no"))
    clock = DueClock(at, [h.due_at for h in hazards])
    photos: dict[Any, list[Any]] = {h.pk: [] for h in hazards}
    for one in attachments_of("hazard", list(photos)):
        photos[one.owner_id].append(one)
    files = [one.file for found in photos.values() for one in found]
    cards = read_cards(files, actor=actor, at=at, path=notice.place, site=site_of(notice.project))
    return [
        {
            "hazard": h, "due": clock.read(h.due_at), "url": case_url("hazard", h.pk), "tone": HAZARD_TONES.get(h.state, ""),
            **_compared(card_sets(before_and_after(slots_of(photos[h.pk]), h.round), cards)),
        }
        for h in hazards
    ]  # fmt: skip


def _compared(groups: list[CardSet]) -> dict[str, Any]:
    return {"groups": groups, "compare": may_compare(groups), "before": groups[0].cards, "after": groups[1].cards}


def _facts(case: Notice) -> list[Fact]:
    return [
        Fact("文书名称", case.name), Fact("文号", case.number), Fact("受送达单位", case.addressee),
        Fact("检查日期", case.visited_on), Fact("签发日期", case.issued_on),
        Fact("停工区域", case.get_stop_area_display() if case.stop_area else ""),
        Fact("停工范围" if case.kind == NoticeKind.STOP else "复工范围", case.stop_scope, wide=True),
        Fact("整改要求", case.requirements, wide=True), Fact("依据", case.basis, wide=True),
        Fact("签收", f"{case.received_by}　{case.received_at:%Y-%m-%d}" if case.received_at else ""),
        Fact("整改回复", case.reply, wide=True),
        *[
            Fact("送达", f"{d.get_method_display()}　{d.receiver}　{d.receiver_phone_masked}　{d.at:%Y-%m-%d}", wide=True)
            for d in case.deliveries.all()
        ],
    ]  # fmt: skip


def _people(case: Notice) -> list[Person]:
    officers = [
        Person("执法人员", o.name, o.certificate_no) for o in sorted(case.officers.all(), key=lambda o: o.position)
    ]
    others = [Person("拟稿", case.drafted_by), Person("审核", case.reviewed_by), Person("签发", case.signed_by)]
    return officers + [p for p in others if p.name]


def _documents(case: Notice) -> list[Document]:
    documents = scans_of("notice", case.pk)
    if case.state not in OUT:
        return documents
    base = f"/notices/{case.pk}/"
    return [
        Document(f"{case.name}（PDF）", f"{base}document.pdf", case.number),
        Document(f"{case.name}（Word）", f"{base}document.docx"),
        Document("送达回证（空白）", f"{base}receipt.pdf"),
        *documents,
    ]


def _related(case: Notice) -> list[Related]:
    related = [Related(case.where_name, f"/projects/{case.project_id}/", "工程项目")]
    if case.resumes is not None:
        related.append(Related(f"对应的停工文书 {case.resumes.number}", case_url("notice.stop", case.resumes.pk)))
    return related + [
        Related(f"复工通知书 {n.number or '（在拟）'}", case_url("notice.resume", n.pk)) for n in case.resumed_by.all()
    ]


def _verbs(case: Notice, actor: Actor) -> list[Verb]:
    if actor.is_regulator:
        return _agency_verbs(case, actor) if actor.reach_id == case.agency_id else []
    if actor.role not in SITE_SIDE:
        return []
    verbs = []
    if case.state == NoticeState.ISSUED:
        label = "申请复工" if case.kind == NoticeKind.STOP else "整改回复"
        verbs.append(Verb(label, _url("reply", case), "primary"))
    if not case.received_at and case.state in OUT and case.kind != NoticeKind.RESUME:
        verbs.append(Verb("签收", _url("receive", case)))
    return verbs


def _agency_verbs(case: Notice, actor: Actor) -> list[Verb]:
    verbs = []
    action = next_action(case)
    if action and actor.role in WHO[action]:
        verbs.append(Verb(ADVANCE[action], _url("advance", case), "primary"))
    if actor.role in OFFICERS:
        verbs += _officer_verbs(case)
    if actor.role == Role.LEADER and case.state in (NoticeState.ISSUED, NoticeState.REPLIED):
        verbs.append(Verb("作废文书", _url("void", case), "danger"))
    return verbs


def _officer_verbs(case: Notice) -> list[Verb]:
    table: Sequence[tuple[Sequence[str], str, str, str]] = (
        ((NoticeState.DRAFT,), "修改文书", "amend", "plain"),
        ((NoticeState.DRAFT,), "放弃拟稿", "discard", "danger"),
        ((NoticeState.REPLIED,), "复查", "recheck", "primary"),
        ((NoticeState.CLEARED,), "下达复工通知书", "resume", "primary"),
        ((NoticeState.ISSUED,), "代录整改回复", "reply", "plain"),
        (OUT, "登记送达", "deliver", "plain"),
        (OUT, "附盖章扫描件", "scan", "plain"),
        ((NoticeState.ISSUED, NoticeState.REPLIED), "重新生成签收码", "code", "plain"),
    )
    return [
        Verb(label, _url(name, case), style)
        for states, label, name, style in table
        if case.state in states and not (case.kind == NoticeKind.RESUME and name in ("amend", "code", "reply"))
    ]


def _url(name: str, case: Notice) -> str:
    return reverse(f"hazards:notice-{name}", args=[case.pk])
