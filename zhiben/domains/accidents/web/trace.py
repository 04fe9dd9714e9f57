"""The page of one trace: why, what is held, what must be done, who was found responsible."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from django.urls import reverse

from zhiben.domains.accidents.models import Trace
from zhiben.domains.accidents.policies import REGULATORS
from zhiben.domains.accidents.services.content import DOSSIER
from zhiben.domains.accidents.services.working import Responsible, take_trace_step
from zhiben.domains.accidents.terms import Blame, EvidenceKind, TaskState
from zhiben.domains.accidents.web.tones import TASK_TONES, TRACE_TONES
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.errors import FieldError, InvalidInput
from zhiben.kernel.evidence.queries import attachments_of
from zhiben.kernel.papers.issued import paper_of
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.cases.page import CasePage
from zhiben.kernel.ui.cases.parts import Document, Fact, Parts, Person, Related
from zhiben.kernel.workflow.definition import Input, InputKind, Transition

FILLED_IN: Final = ("number", "concluded_by")
ROWS: Final = 4
LABELS: Final = {
    "unit": "责任单位",
    "person": "责任人",
    "post": "职务或岗位",
    "blame": "责任类别",
    "finding": "认定事实",
}
NEEDED: Final = ("unit", "blame", "finding")


class TracePage(CasePage[Trace]):
    flow_code, roles, tones = "trace", REGULATORS, TRACE_TONES
    crumbs = (("首页", "/home"), ("责任倒查", "/traces/"))
    template = "accidents/trace.html"

    def parts(self, case: Trace, actor: Actor, at: datetime) -> Parts:
        tasks = list(case.tasks.order_by("position"))
        return Parts(
            facts=_facts(case), people=[p for p in (Person("主办人", case.investigator),) if p.name],
            documents=_documents(case), related=_related(case), responsible=case.investigator,
            more={
                "triggers": list(case.triggers.order_by("at", "id")), "evidence": _evidence(case),
                "tasks": [(t, TASK_TONES.get(t.state, "")) for t in tasks],
                "left": sum(t.state == TaskState.PENDING for t in tasks),
                "found": list(case.responsible.order_by("position")),
            },
        )  # fmt: skip

    def inputs(self, case: Trace, row: Transition[Trace], actor: Actor) -> Sequence[Input]:
        kept = [i for i in row.inputs if i.name not in FILLED_IN]
        if row.action == "conclude":
            return [*kept, *responsible_rows()]
        if row.action == "settle_task":
            pairs = tuple((t.code, f"{t.name}（{t.get_state_display()}）") for t in case.tasks.order_by("position"))
            return [replace(i, choices=pairs) if i.name == "task" else i for i in kept]
        return kept

    def initials(self, case: Trace, action: str, actor: Actor, at: datetime) -> Mapping[str, Any]:
        return {"investigator": actor.name} if action == "begin" else {}

    def words(self, case: Trace, moves: Sequence[Any]) -> Mapping[str, str]:
        return {str(code): str(label) for code, label in TaskState.choices}

    def handle(
        self, *, actor: Actor, case: Trace, action: str, at: datetime, on_behalf_of: str, inputs: dict[str, Any]
    ) -> None:
        if action == "conclude":
            inputs["responsible"] = responsible_from(inputs)
        take_trace_step(actor=actor, trace_id=case.pk, action=action, at=at, **inputs)


def responsible_rows(rows: int = ROWS) -> list[Input]:
    """Rows of unit, person, post, blame and finding; the first must be filled in."""
    made = []
    for n in range(1, rows + 1):
        first = n == 1
        made += [
            Input(name=f"unit{n}", label=f"责任单位 {n}", required=first),
            Input(name=f"person{n}", label=f"责任人 {n}", required=False),
            Input(name=f"post{n}", label=f"责任人 {n} 的职务或岗位", required=False),
            Input(name=f"blame{n}", label=f"责任类别 {n}", kind=InputKind.CHOICE, choices=tuple(Blame.choices), required=first),
            Input(name=f"finding{n}", label=f"认定事实 {n}", kind=InputKind.LONGTEXT, required=first),
        ]  # fmt: skip
    return made


def responsible_from(inputs: dict[str, Any], rows: int = ROWS) -> list[Responsible]:
    """Rows with nothing in them are left out; half-filled ones are refused."""
    found, wrong = [], []
    for n in range(1, rows + 1):
        row = {name: inputs.pop(f"{name}{n}", None) or "" for name in LABELS}
        if not any(row.values()):
            continue
        wrong += [
            FieldError(field=f"{name}{n}", reason=f"第 {n} 条请填写「{LABELS[name]}」")
            for name in NEEDED
            if not row[name]
        ]
        if not wrong:
            blame = Blame(row.pop("blame"))
            found.append(Responsible(blame=blame, **row))
    if wrong:
        raise InvalidInput(*wrong)
    return found


def _facts(case: Trace) -> list[Fact]:
    return [
        Fact("案件编号", case.number), Fact("事项日期", case.happened_on), Fact("启动日期", case.begun_on),
        Fact("证据汇集时间", case.gathered_at), Fact("原因", case.cause, wide=True),
        Fact("认定意见", case.opinion, wide=True), Fact("认定日期", case.concluded_on), Fact("认定人", case.concluded_by),
        Fact("处理结果", case.result, wide=True), Fact("结案日期", case.closed_on),
        Fact("不予倒查或者转办理由", case.ended_why, wide=True),
    ]  # fmt: skip


def _evidence(case: Trace) -> list[dict[str, Any]]:
    """By kind; each line leads to the record it was read from."""
    rows = list(case.evidence.order_by("position"))
    return [
        {
            "label": EvidenceKind(kind).label,
            "lines": [(e, _link(e)) for e in group],
        }
        for kind, group in groupby(rows, key=lambda e: e.kind)
    ]  # fmt: skip


def _link(line: Any) -> str:
    if line.object_id is None:
        return ""
    return f"/projects/{line.object_id}/" if line.flow == "project" else case_url(line.flow, line.object_id)


def _documents(case: Trace) -> list[Document]:
    paper = paper_of(DOSSIER, case.pk)
    note = paper.number if paper else "草稿，认定后定稿"
    made = [
        Document(f"责任倒查案卷（{word}）", reverse("accidents:dossier", args=[case.pk, form]), note)
        for form, word in (("pdf", "PDF"), ("docx", "Word"))
    ]
    names = {"files": "调查材料", "result": "处理文书"}
    return made + [
        Document(names.get(f.slot, "必办事项材料"), f.file.url, f.file.name) for f in attachments_of("trace", [case.pk])
    ]


def _related(case: Trace) -> list[Related]:
    subject = "隐患" if case.hazard_id else "事故险情"
    return [
        Related(case.title.removeprefix("责任倒查："), case_url(case.subject_flow, case.subject_id), subject),
        Related(case.where_name, f"/projects/{case.project_id}/", "工程项目"),
    ]
