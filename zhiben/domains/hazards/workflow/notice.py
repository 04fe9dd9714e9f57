"""执法文书: drafting, review and signing are one table for all kinds; what follows differs by kind."""

from datetime import datetime
from typing import Any

from zhiben.domains.hazards.events import NoticeMoved
from zhiben.domains.hazards.models import Notice
from zhiben.domains.hazards.policies import OFFICERS
from zhiben.domains.hazards.terms import NoticeKind
from zhiben.domains.hazards.terms import NoticeState as S
from zhiben.domains.hazards.workflow.hazard import LEADERS, PARTY, SITE
from zhiben.domains.hazards.workflow.signing import (
    needs_no_review,
    needs_no_signature,
    needs_review,
    needs_signature,
)
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.workflow.clocks import working_days
from zhiben.kernel.workflow.definition import Duty, Input, InputKind, Inputs, Transition, Workflow, keep_clock
from zhiben.kernel.workflow.models import CaseMove

REVIEWERS = frozenset({Role.LEADER, Role.CLERK})
BASIS = "建质〔2014〕153号 监督抽查；行政处罚法 执法人员不少于两人"
REASON = Input(name="reason", label="理由", kind=InputKind.LONGTEXT)
NUMBER = Input(name="number", label="文号")


def moved(notice: Notice, move: CaseMove) -> NoticeMoved:
    return NoticeMoved(
        notice_id=str(notice.pk), project_id=str(notice.project_id), kind=notice.kind, action=move.action,
        state=notice.state, seq=move.seq,
    )  # fmt: skip


def issued(notice: Notice, at: datetime, given: Inputs) -> dict[str, Any]:
    return {
        "number": given["number"], "signed_by": given["signed_by"], "issued_on": day_of(at), "seen_by_parties": True,
    }  # fmt: skip


def reviewed(notice: Notice, at: datetime, given: Inputs) -> dict[str, Any]:
    return {"reviewed_by": given["reviewed_by"]}


def first_deadline(notice: Notice, at: datetime, given: Inputs) -> datetime | None:
    """The notice's clock is that of its most urgent item; a 复工通知书 has none."""
    due: datetime | None = given.get("due_at")
    return due


def drafting(final: bool = False) -> tuple[Transition[Notice], ...]:
    """拟稿→审核→签发, each step on or off by the agency's rules. ``final``: issuing ends the case (复工通知书)."""
    signed_by, reviewed_by = Input(name="signed_by", label="签发人"), Input(name="reviewed_by", label="审核人")
    due = Input(name="due_at", label="办理期限", required=False)
    target = S.COMPLETED if final else S.ISSUED
    issue: dict[str, Any] = {
        "target": target, "basis": BASIS, "inputs": (NUMBER, signed_by, due), "due": first_deadline, "sets": issued,
        "announces": moved, "offered": False, "style": "primary",
    }  # fmt: skip
    opinion = Input(name="opinion", label="审核意见", kind=InputKind.LONGTEXT, required=False)
    return (
        Transition(action="submit_review", label="送审核", source=(S.DRAFT,), target=S.REVIEWING, roles=OFFICERS,
                   basis=BASIS, guards=(needs_review,), style="primary", offered=False, announces=moved),
        Transition(action="submit_sign", label="送签发", source=(S.DRAFT,), target=S.SIGNING, roles=OFFICERS,
                   basis=BASIS, guards=(needs_no_review, needs_signature), style="primary", offered=False,
                   announces=moved),
        Transition(action="issue", label="下达", source=(S.DRAFT,), roles=OFFICERS,
                   guards=(needs_no_review, needs_no_signature), **issue),
        Transition(action="approve", label="审核同意，送签发", source=(S.REVIEWING,), target=S.SIGNING, roles=REVIEWERS,
                   basis=BASIS, inputs=(reviewed_by, opinion), guards=(needs_signature,), sets=reviewed,
                   style="primary", offered=False, announces=moved),
        Transition(action="approve_and_issue", label="审核同意并下达", source=(S.REVIEWING,), roles=REVIEWERS,
                   guards=(needs_no_signature,), **issue),
        Transition(action="sign", label="签发", source=(S.SIGNING,), roles=LEADERS, **issue),
        Transition(action="send_back", label="退回修改", source=(S.REVIEWING,), target=S.DRAFT, roles=REVIEWERS,
                   basis=BASIS, inputs=(REASON,), announces=moved),
        Transition(action="send_back", label="退回修改", source=(S.SIGNING,), target=S.DRAFT, roles=LEADERS,
                   basis=BASIS, inputs=(REASON,), announces=moved),
        Transition(action="discard", label="放弃拟稿", source=(S.DRAFT,), target=S.VOIDED, roles=OFFICERS, basis=BASIS,
                   inputs=(REASON,), offered=False, style="danger", announces=moved),
        Transition(action="amend", label="修改文书", source=(S.DRAFT,), target=None, roles=OFFICERS, basis=BASIS,
                   due=keep_clock, offered=False),
    )  # fmt: skip


def receiving(sources: tuple[str, ...]) -> Transition[Notice]:
    return Transition(
        action="receive", label="签收", source=sources, target=None, roles=SITE, reach=PARTY, on_behalf=True,
        basis="送达回证", inputs=(Input(name="receiver", label="签收人"),), due=keep_clock, offered=False,
        sets=lambda n, at, given: {"received_at": at, "received_by": given["receiver"]}, announces=moved,
    )  # fmt: skip


def rectifying(reply: str, replied: str) -> tuple[Transition[Notice], ...]:
    """One reply for all items, a re-check per item."""
    return (
        receiving((S.ISSUED, S.REPLIED)),
        Transition(action="reply", label=reply, source=(S.ISSUED,), target=S.REPLIED, roles=SITE, reach=PARTY,
                   on_behalf=True, basis="建质〔2014〕153号 整改回复", offered=False,
                   inputs=(Input(name="text", label="整改情况", kind=InputKind.LONGTEXT),),
                   due=working_days("hazards.recheck_working_days"), style="primary", announces=moved,
                   sets=lambda n, at, given: {"reply": given["text"], "replied_at": at}),
        Transition(action="return_items", label="复查未通过，继续整改", source=(S.REPLIED,), target=S.ISSUED,
                   roles=OFFICERS, basis="建质〔2014〕153号 复查", offered=False, due=first_deadline,
                   inputs=(Input(name="returned", label="未通过条数", kind=InputKind.NUMBER),
                           Input(name="due_at", label="办理期限", required=False)), announces=moved),
        Transition(action="void", label="作废文书", source=(S.ISSUED, S.REPLIED), target=S.VOIDED, roles=LEADERS,
                   basis="文书签发后不可改，只能作废另出", inputs=(REASON,), style="danger", offered=False,
                   announces=moved),
        Transition(action="reset_clock", label="期限变更", source=(S.ISSUED, S.REPLIED), target=None,
                   roles=LEADERS | OFFICERS, basis="随隐患期限变更", offered=False, due=first_deadline,
                   inputs=(Input(name="due_at", label="办理期限", required=False),)),
    )  # fmt: skip


def finishing(action: str, label: str, target: str, source: tuple[str, ...]) -> Transition[Notice]:
    return Transition(action=action, label=label, source=source, target=target, roles=OFFICERS | LEADERS,
                      basis="建质〔2014〕153号 复查与复工", offered=False, announces=moved)  # fmt: skip


DRAFT_DUTIES = (
    Duty(state=S.DRAFT, action="submit_review", label="完成拟稿", holder="user", party_role="officer",
         roles=(Role.INSPECTOR, Role.ENFORCER)),
    Duty(state=S.DRAFT, action="submit_review", label="完成拟稿", holder="agency", unless_user="officer",
         roles=(Role.INSPECTOR, Role.ENFORCER)),
    Duty(state=S.REVIEWING, action="approve", label="审核文书", holder="agency", roles=(Role.LEADER, Role.CLERK)),
    Duty(state=S.SIGNING, action="sign", label="签发文书", holder="agency", roles=(Role.LEADER,)),
)  # fmt: skip
FOLLOW_DUTIES = (
    Duty(state=S.ISSUED, action="reply", label="整改并回复", holder="project",
         roles=(Role.SITE_MANAGER, Role.SAFETY_OFFICER)),
    Duty(state=S.ISSUED, action="reply", label="督促项目整改回复", holder="enterprise", party_role="contractor",
         roles=(Role.ENTERPRISE_ADMIN, Role.PRINCIPAL)),
    Duty(state=S.REPLIED, action="recheck", label="复查", holder="user", party_role="officer",
         roles=(Role.INSPECTOR, Role.ENFORCER)),
    Duty(state=S.REPLIED, action="recheck", label="复查", holder="agency", unless_user="officer",
         roles=(Role.INSPECTOR, Role.ENFORCER)),
)  # fmt: skip


def notice_flow(code: str, label: str, states: dict[str, str], transitions: tuple[Transition[Notice], ...],
                duties: tuple[Duty, ...]) -> Workflow[Notice]:  # fmt: skip
    return Workflow(
        code=code, version=1, label=label, model=Notice, initial=frozenset({S.DRAFT}),
        final=frozenset({S.COMPLETED, S.VOIDED}), states=states, transitions=transitions, duties=duties,
        due_soon="hazards.due_soon_days", urge_days="notices.urge_days",
    )  # fmt: skip


COMMON: dict[str, str] = {S.DRAFT: "拟稿", S.REVIEWING: "待审核", S.SIGNING: "待签发", S.VOIDED: "已作废"}

RECTIFY_FLOW = notice_flow(
    "notice.rectify", "责令整改文书",
    {**COMMON, S.ISSUED: "整改中", S.REPLIED: "待复查", S.COMPLETED: "已办结"},
    (*drafting(), *rectifying("整改回复", "待复查"), finishing("complete", "办结", S.COMPLETED, (S.ISSUED, S.REPLIED))),
    (*DRAFT_DUTIES, *FOLLOW_DUTIES),
)  # fmt: skip
STOP_FLOW = notice_flow(
    "notice.stop", "停工文书",
    {**COMMON, S.ISSUED: "停工整改中", S.REPLIED: "已申请复工，待复查", S.CLEARED: "复查合格，待下达复工",
     S.COMPLETED: "已复工"},
    (*drafting(), *rectifying("申请复工", "待复查"), finishing("clear", "复查合格", S.CLEARED, (S.ISSUED, S.REPLIED)),
     finishing("resume", "复工", S.COMPLETED, (S.CLEARED,))),
    (*DRAFT_DUTIES, *FOLLOW_DUTIES,
     Duty(state=S.CLEARED, action="draft_resume", label="下达复工通知书", holder="user", party_role="officer",
          roles=(Role.INSPECTOR, Role.ENFORCER)),
     Duty(state=S.CLEARED, action="draft_resume", label="下达复工通知书", holder="agency", unless_user="officer",
          roles=(Role.INSPECTOR, Role.ENFORCER))),
)  # fmt: skip
RESUME_FLOW = notice_flow(
    "notice.resume", "复工文书", {**COMMON, S.COMPLETED: "已下达"},
    (*drafting(final=True),), DRAFT_DUTIES,
)  # fmt: skip
NOTICE_FLOWS = {
    NoticeKind.RECTIFY: RECTIFY_FLOW, NoticeKind.STOP: STOP_FLOW, NoticeKind.RESUME: RESUME_FLOW,
}  # fmt: skip
