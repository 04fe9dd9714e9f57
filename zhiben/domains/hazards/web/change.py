"""Asking for a change, and the page on which a leader decides."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhiben.domains.hazards.models import ChangeRequest, Hazard
from zhiben.domains.hazards.policies import READERS
from zhiben.domains.hazards.services.changes import decide_change, request_change, withdraw_change
from zhiben.domains.hazards.terms import ChangeKind, ChangeState, Level
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.cases.page import CasePage
from zhiben.kernel.ui.cases.parts import Fact, Parts, Related, Verb
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.forms.answer import answer_form
from zhiben.kernel.workflow.definition import Input, InputKind

REASON = Input(name="reason", label="理由", kind=InputKind.LONGTEXT)
ASKED = {
    ChangeKind.EXTEND: (Input(name="new_deadline_on", label="申请延至", kind=InputKind.DATE), REASON),
    ChangeKind.REGRADE: (
        Input(name="new_level", label="变更为", kind=InputKind.CHOICE, choices=tuple(Level.choices)),
        Input(
            name="new_clause_code", label="判定条款", kind=InputKind.CLAUSE, required=False, help="变更为重大的必须选择"
        ),
        REASON,
    ),
    ChangeKind.VOID: (REASON,),
}
OPINION = Input(name="opinion", label="审批意见", kind=InputKind.LONGTEXT, initial=lambda c: "同意")
TONES = {"PENDING": "yellow", "APPROVED": "green", "DECLINED": "red"}


class ChangePage(CasePage[ChangeRequest]):
    flow_code, roles, tones = "hazard.change", READERS, TONES
    crumbs = (("首页", "/home"), ("变更审批", "/changes/"))

    def related(self, rows: Any) -> Any:
        return rows.select_related("hazard")

    def parts(self, case: ChangeRequest, actor: Actor, at: datetime) -> Parts:
        return Parts(
            facts=[
                Fact("申请事项", case.get_kind_display()), Fact("申请人", case.requested_by),
                Fact("现在的期限", case.hazard.deadline_on), Fact("申请延至", case.new_deadline_on),
                Fact("现在的等级", case.hazard.get_level_display()),
                Fact("申请等级", case.get_new_level_display() if case.new_level else ""),
                Fact("理由", case.reason, wide=True), Fact("审批人", case.decided_by),
                Fact("审批意见", case.opinion, wide=True),
            ],
            related=[Related(case.hazard.title, case_url("hazard", case.hazard_id), case.hazard.get_state_display())],
            extra_verbs=_verbs(case, actor), responsible=case.requested_by,
        )  # fmt: skip


def _verbs(case: ChangeRequest, actor: Actor) -> list[Verb]:
    if case.state != ChangeState.PENDING:
        return []
    if actor.role == Role.LEADER and actor.reach_id == case.agency_id:
        yes, no = (reverse("hazards:change-decide", args=[case.pk, w]) for w in ("agree", "decline"))
        return [Verb("同意", yes, "primary"), Verb("不同意", no)]
    if case.requested_user_id == actor.user_id:
        return [Verb("撤回申请", reverse("hazards:change-withdraw", args=[case.pk]))]
    return []


@open_to(READERS)
def new(request: HttpRequest, hazard_id: UUID, kind: str) -> HttpResponse:
    actor, at = actor_of(request), now()
    asked = next((k for k in ASKED if k.value == kind), None)
    hazard = Hazard.objects.visible_to(actor).filter(pk=hazard_id).first()
    if hazard is None or asked is None:
        raise NotVisible()

    def do(values: dict[str, Any]) -> tuple[str, str]:
        level = Level(values["new_level"]) if values.get("new_level") else None
        change = request_change(
            actor=actor, hazard_id=hazard_id, kind=asked, reason=values["reason"], at=at,
            new_deadline_on=values.get("new_deadline_on"), new_level=level,
            new_clause_code=values.get("new_clause_code") or "",
        )  # fmt: skip
        return "申请已提交，等机关负责人审批。整改期限在批准前不变。", case_url("hazard.change", change.pk)

    return answer_form(
        request, inputs=ASKED[asked], do=do, title=f"申请{asked.label}", lead=f"{hazard.title}　{hazard.where_name}", subject=hazard,
        button="提交申请", back=case_url("hazard", hazard_id),
    )  # fmt: skip


@open_to({Role.LEADER})
def decide(request: HttpRequest, change_id: UUID, word: str) -> HttpResponse:
    actor, at, agreed = actor_of(request), now(), word == "agree"
    change = ChangeRequest.objects.visible_to(actor).filter(pk=change_id).first()
    if change is None:
        raise NotVisible()

    def do(values: dict[str, Any]) -> tuple[str, str]:
        decide_change(actor=actor, change_id=change_id, agreed=agreed, opinion=values["opinion"], at=at)
        return "已审批。", case_url("hazard.change", change_id)

    title = "同意申请" if agreed else "不同意申请"
    return answer_form(
        request, inputs=(OPINION,), do=do, title=title, lead=f"{change.title}：{change.reason}", button=title,
        back=case_url("hazard.change", change_id), subject=change if agreed else None,
    )  # fmt: skip


@open_to(READERS)
def withdraw(request: HttpRequest, change_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()

    def do(values: dict[str, Any]) -> tuple[str, str]:
        withdraw_change(actor=actor, change_id=change_id, at=at)
        return "已撤回。", case_url("hazard.change", change_id)

    return answer_form(
        request, inputs=(), do=do, title="撤回申请", lead="撤回后，负责人不再审批这份申请。", button="撤回",
        back=case_url("hazard.change", change_id),
    )  # fmt: skip
