"""The page of one interview, and of one promise."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.urls import reverse

from zhiben.domains.interviews.models import Commitment, Interview
from zhiben.domains.interviews.policies import READERS, is_subject
from zhiben.domains.interviews.services.content import MINUTES, NOTICE, moved_kind
from zhiben.domains.interviews.services.keeping import take_commitment_step
from zhiben.domains.interviews.services.steps import FORM_ROWS, promises_from, take_step
from zhiben.domains.interviews.terms import InterviewState
from zhiben.domains.interviews.web.tones import COMMITMENT_TONES, TONES
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.evidence.queries import attachments_of
from zhiben.kernel.papers.issued import paper_of
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.cases.page import CasePage
from zhiben.kernel.ui.cases.parts import Document, Fact, Parts, Person, PhotoSet, Related, Verb
from zhiben.kernel.ui.due import DueClock
from zhiben.kernel.workflow.definition import Input, InputKind, Transition

FILLED_IN: Final = ("number", "agency_name", "signed_by", "until", "verified_by", "submitted_by")
OF_SUBJECT: Final = ("签收", "报送落实情况")


class InterviewPage(CasePage[Interview]):
    flow_code, roles, tones = "interview", READERS, TONES
    crumbs = (("首页", "/home"), ("约谈", "/interviews/"))
    template = "interviews/interview.html"

    def parts(self, case: Interview, actor: Actor, at: datetime) -> Parts:
        rows = list(case.commitments.order_by("position"))
        clock = DueClock(at, [c.due_at for c in rows if c.closed_at is None])
        return Parts(
            facts=[*_facts(case), *(_inner_facts(case) if actor.is_regulator else [])], documents=_documents(case), related=_related(case),
            people=[p for p in (Person("拟稿人", case.drafted_by), Person("签发人", case.decided_by)) if p.name],
            responsible=case.subject_person,
            more={
                "commitments": [
                    {
                        "row": c, "url": case_url("interview.commitment", c.pk), "tone": COMMITMENT_TONES.get(c.state, ""),
                        "due": clock.read(c.due_at) if c.closed_at is None else None,
                    }
                    for c in rows
                ]
            },
        )  # fmt: skip

    def inputs(self, case: Interview, row: Transition[Interview], actor: Actor) -> Sequence[Input]:
        kept = [i for i in row.inputs if i.name not in FILLED_IN or row.action == "promise"]
        return [*kept, *promise_rows()] if row.action == "hold" else kept

    def initials(self, case: Interview, action: str, actor: Actor, at: datetime) -> Mapping[str, Any]:
        known: dict[str, dict[str, Any]] = {
            "hold": {"held_on": day_of(at), "host": actor.name}, "absent": {"absent_on": day_of(at)},
            "receive": {"receiver": actor.name}, "receive_below": {"receiver": actor.name},
        }  # fmt: skip
        return known.get(action, {})

    def verbs(self, case: Interview, actor: Actor, parts: Parts) -> list[Verb]:
        found = super().verbs(case, actor, parts)
        return found if _may_answer(actor, case) else [v for v in found if v.label not in OF_SUBJECT]

    def handle(
        self, *, actor: Actor, case: Interview, action: str, at: datetime, on_behalf_of: str, inputs: dict[str, Any]
    ) -> None:
        if action == "hold":
            inputs["promises"] = promises_from(inputs)
        take_step(actor=actor, interview_id=case.pk, action=action, at=at, on_behalf_of=on_behalf_of, **inputs)


class CommitmentPage(CasePage[Commitment]):
    flow_code, roles, tones = "interview.commitment", READERS, COMMITMENT_TONES
    crumbs = (("首页", "/home"), ("约谈承诺", "/interviews/commitments/"))

    def related(self, rows: Any) -> Any:
        return rows.select_related("interview")

    def parts(self, case: Commitment, actor: Actor, at: datetime) -> Parts:
        above = case.interview
        return Parts(
            facts=[
                Fact("承诺事项", case.text, wide=True), Fact("责任人", case.person), Fact("承诺期限", case.until),
                Fact("落实情况", case.result, wide=True), Fact("报送日期", case.submitted_on),
                Fact("报送人", case.submitted_by), Fact("核实日期", case.verified_on), Fact("核实人", case.verified_by),
                Fact("核实意见", case.opinion, wide=True),
            ],
            photos=[PhotoSet("证明材料", attachments_of("interview.commitment", [case.pk]))],
            related=[Related(above.title, case_url("interview", above.pk), above.number)], responsible=case.person,
        )  # fmt: skip

    def inputs(self, case: Commitment, row: Transition[Commitment], actor: Actor) -> Sequence[Input]:
        return [i for i in row.inputs if i.name not in FILLED_IN or row.action in ("return", "extend")]

    def verbs(self, case: Commitment, actor: Actor, parts: Parts) -> list[Verb]:
        found = super().verbs(case, actor, parts)
        return found if _may_answer(actor, case.interview) else [v for v in found if v.label not in OF_SUBJECT]

    def handle(
        self, *, actor: Actor, case: Commitment, action: str, at: datetime, on_behalf_of: str, inputs: dict[str, Any]
    ) -> None:
        take_commitment_step(
            actor=actor, commitment_id=case.pk, action=action, at=at, on_behalf_of=on_behalf_of, **inputs
        )


def promise_rows(rows: int = FORM_ROWS) -> list[Input]:
    """Rows of 事项, 责任人, 期限; the first must be filled in, the others may be."""
    made = []
    for n in range(1, rows + 1):
        first = n == 1
        made += [
            Input(name=f"text{n}", label=f"承诺 {n}", kind=InputKind.LONGTEXT, required=first),
            Input(name=f"person{n}", label=f"承诺 {n} 的责任人", required=first),
            Input(name=f"until{n}", label=f"承诺 {n} 的期限", kind=InputKind.DATE, required=first),
        ]
    return made


def _may_answer(actor: Actor, interview: Interview) -> bool:
    return actor.reach_id == interview.agency_id or is_subject(actor, interview)


def _facts(case: Interview) -> list[Fact]:
    return [
        Fact("约谈对象", case.subject_name), Fact("被约谈人", case.subject_person), Fact("约谈机关", case.agency_name),
        Fact("文号", case.number), Fact("约谈时间", case.when), Fact("约谈地点", case.meet_place),
        Fact("约谈事由", case.matter, wide=True), Fact("通知日期", case.notified_on), Fact("签收", _received(case)),
        Fact("改期", f"{case.rescheduled} 次" if case.rescheduled else ""),
        Fact("缺席", f"{case.absences} 次：{case.absent_note}" if case.absences else "", wide=True),
        Fact("实际约谈日期", case.held_on), Fact("主持人", case.host), Fact("参加人", case.attendees, wide=True),
        Fact("主要问题", case.problems, wide=True), Fact("整改承诺", case.promise, wide=True),
        Fact("落实日期", case.done_on), Fact("撤销理由", case.void_why, wide=True),
    ]  # fmt: skip


def _inner_facts(case: Interview) -> list[Fact]:
    """What agencies say to each other before the notice: not for the enterprise to whom it goes."""
    return [
        Fact("拟约谈理由", case.reason, wide=True), Fact("平台提示", case.drafted_by_rule, wide=True),
        Fact("不予约谈理由", case.declined_why, wide=True),
    ]  # fmt: skip


def _received(case: Interview) -> str:
    if case.received_on:
        return f"{case.received_by}　{case.received_on:%Y-%m-%d}"
    return "未签收" if case.state == InterviewState.NOTIFIED else ""


def _documents(case: Interview) -> list[Document]:
    papers = [("notice", NOTICE), *((f"moved{n}", moved_kind(n)) for n in range(1, case.rescheduled + 1))]
    made = []
    for which, kind in (*papers, ("minutes", MINUTES)):
        paper = paper_of(kind, case.pk)
        if paper is None and (which != "notice" or case.state != InterviewState.DRAFT):
            continue
        note = "草稿" if paper is None else f"{paper.number}{'（已撤销）' if paper.revoked_at else ''}"
        label = paper.name if paper else "约谈通知书"
        for form, word in (("pdf", "PDF"), ("docx", "Word")):
            made.append(
                Document(f"{label}（{word}）", reverse("interviews:document", args=[case.pk, which, form]), note)
            )
    scans = attachments_of("interview", [case.pk])
    return made + [Document("签字的约谈记录", one.file.url, one.file.name) for one in scans]


def _related(case: Interview) -> list[Related]:
    related = []
    if case.case_id and (url := case_url(case.case_kind, case.case_id)):
        related.append(Related(case.case_title or "来源事项", url, "来源事项"))
    if case.enterprise_id:
        related.append(Related(case.subject_name, f"/enterprises/{case.enterprise_id}/", "被约谈企业"))
    return related
