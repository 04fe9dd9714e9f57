"""The page of one 督办单."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from zhiben.domains.ladder.models import Order
from zhiben.domains.ladder.policies import READERS, is_addressed
from zhiben.domains.ladder.queries import items_of
from zhiben.domains.ladder.services.acting import take_step
from zhiben.domains.ladder.web.lists import ORDER_TONES
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.evidence.queries import attachments_of
from zhiben.kernel.parameters.calendar import add_working_days
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.cases.page import CasePage
from zhiben.kernel.ui.cases.parts import Document, Fact, Parts, Person, PhotoSet, Related, Verb
from zhiben.kernel.workflow.definition import Input, Transition

FILLED_IN = ("number", "signed_by", "verified_by")


class OrderPage(CasePage[Order]):
    flow_code, roles, tones = "ladder.order", READERS, ORDER_TONES
    crumbs = (("首页", "/home"), ("督办单", "/orders/"))

    def related(self, rows: Any) -> Any:
        return rows.select_related("project")

    def parts(self, case: Order, actor: Actor, at: datetime) -> Parts:
        answered = attachments_of("ladder.order", [case.pk])
        return Parts(
            facts=_facts(case),
            people=[Person(role, name) for role, name in _names(case) if name],
            photos=[PhotoSet("反馈照片", [a for a in answered if a.file.is_photo])],
            documents=[*_papers(case), *(Document(a.file.name, a.file.url) for a in answered if not a.file.is_photo)],
            related=_related(case), responsible=case.addressee,
        )  # fmt: skip

    def inputs(self, case: Order, row: Transition[Order], actor: Actor) -> Sequence[Input]:
        if row.action == "sign":
            return ()
        return [i for i in row.inputs if i.name not in FILLED_IN]

    def initials(self, case: Order, action: str, actor: Actor, at: datetime) -> Mapping[str, Any]:
        if action != "return":
            return {}
        today = day_of(at)
        usual = int(value_of("ladder.answer_working_days", path=case.place, on=today))
        return {"answer_on": add_working_days(today, usual)}

    def verbs(self, case: Order, actor: Actor, parts: Parts) -> list[Verb]:
        """A sister agency that merely sees the order is not asked to answer it."""
        found = super().verbs(case, actor, parts)
        if not case.to_agency or is_addressed(actor, case):
            return found
        return [verb for verb in found if not verb.url.endswith("/answer_agency/")]

    def handle(
        self, *, actor: Actor, case: Order, action: str, at: datetime, on_behalf_of: str, inputs: dict[str, Any]
    ) -> None:
        take_step(actor=actor, order_id=case.pk, action=action, at=at, on_behalf_of=on_behalf_of, **inputs)


def _facts(case: Order) -> list[Fact]:
    return [
        Fact("文号", case.number), Fact("被督办单位", case.addressee), Fact("反馈期限", case.answer_on),
        Fact("督办事由", case.reason, wide=True), Fact("督办要求", case.demands, wide=True),
        Fact("拟稿缘由", case.drafted_by_rule, wide=True), Fact("抄送", case.copies, wide=True),
        Fact("签发日期", case.issued_on), Fact("签收人", case.received_by), Fact("反馈情况", case.answer, wide=True),
        Fact("结果说明", case.conclusion, wide=True),
    ]  # fmt: skip


def _names(case: Order) -> list[tuple[str, str]]:
    return [("拟稿人", case.drafted_by), ("签发人", case.signed_by), ("核实人", case.verified_by)]


def _papers(case: Order) -> list[Document]:
    note = "" if case.number else "草稿"
    return [
        Document(f"{case.name}（PDF）", reverse("ladder:order-pdf", args=[case.pk]), note),
        Document(f"{case.name}（Word）", reverse("ladder:order-docx", args=[case.pk]), note),
    ]


def _related(case: Order) -> list[Related]:
    project = Related(case.where_name, f"/projects/{case.project_id}/", "工程项目")
    hazards = [
        Related(row.hazard.title, case_url("hazard", _pk(row.hazard)), row.hazard.get_state_display())
        for row in items_of(case.pk)
    ]
    return [project, *hazards]


def _pk(row: Any) -> UUID:
    found: UUID = row.pk
    return found
