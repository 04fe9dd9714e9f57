"""What is done to a notice after the draft: one small form each."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from zhiben.domains.hazards.models import Hazard, Notice
from zhiben.domains.hazards.policies import OFFICERS, REGULATORS, SITE
from zhiben.domains.hazards.services.codes import issue_code
from zhiben.domains.hazards.services.drafts import amend_notice, discard_draft, visible_notice
from zhiben.domains.hazards.services.issuing import (
    advance_notice,
    attach_scan,
    draft_resume,
    next_action,
    record_delivery,
    void_notice,
)
from zhiben.domains.hazards.services.replying import receive_notice
from zhiben.domains.hazards.terms import DeliveryMethod, HazardState
from zhiben.domains.hazards.web.drafting import head_inputs
from zhiben.domains.hazards.web.notice import ADVANCE
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.forms.answer import answer_form
from zhiben.kernel.workflow.definition import Input, InputKind

REASON = Input(name="reason", label="理由", kind=InputKind.LONGTEXT)


def done(notice_id: UUID, words: str) -> tuple[str, str]:
    """What to say, and back to the notice."""
    return words, case_url("notice.rectify", notice_id)


def lead_of(notice: Notice) -> str:
    return f"{notice.number or notice.name}　{notice.where_name}"


@open_to(REGULATORS)
def advance(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()
    notice = visible_notice(actor, notice_id)
    label = ADVANCE.get(next_action(notice), "办理")
    asks = next_action(notice) == "approve"
    inputs = [Input(name="opinion", label="审核意见", kind=InputKind.LONGTEXT, required=False)] if asks else []

    def do(values: dict[str, Any]) -> tuple[str, str]:
        advance_notice(actor=actor, notice_id=notice_id, at=at, opinion=values.get("opinion") or "")
        return done(notice_id, f"已{label}。")

    final = label in ("签发", "下达", "审核同意并下达")
    lead = "办理后取文号、生成签收码，文书不能再改。" if final else "办理后转到下一步的人。"
    return answer_form(request, inputs=inputs, do=do, title=label, button=label, lead=f"{lead_of(notice)}。{lead}",
                    back=case_url("notice.rectify", notice_id))  # fmt: skip


@open_to(OFFICERS)
def discard(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()
    notice = visible_notice(actor, notice_id)

    def do(values: dict[str, Any]) -> tuple[str, str]:
        discard_draft(actor=actor, notice_id=notice_id, reason=values["reason"], at=at)
        return done(notice_id, "已放弃拟稿，其中的隐患回到待下达。")

    return answer_form(request, inputs=(REASON,), do=do, title="放弃拟稿", button="放弃拟稿", danger=True, lead=lead_of(notice),
                    back=case_url("notice.rectify", notice_id))  # fmt: skip


@open_to({Role.LEADER})
def void(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()
    notice = visible_notice(actor, notice_id)

    def do(values: dict[str, Any]) -> tuple[str, str]:
        void_notice(actor=actor, notice_id=notice_id, reason=values["reason"], at=at)
        return done(notice_id, "文书已作废，文号留存；未销号的隐患回到待下达。")

    return answer_form(request, inputs=(REASON,), do=do, title="作废文书", button="作废", danger=True, lead=lead_of(notice),
                    back=case_url("notice.rectify", notice_id))  # fmt: skip


@open_to(SITE)
def receive(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()
    notice = visible_notice(actor, notice_id)

    def do(values: dict[str, Any]) -> tuple[str, str]:
        receive_notice(actor=actor, notice_id=notice_id, receiver=values["receiver"], at=at)
        return done(notice_id, "已签收。")

    receiver = Input(name="receiver", label="签收人")
    return answer_form(request, inputs=(receiver,), do=do, title="签收", button="签收", lead=lead_of(notice),
                    initials={"receiver": actor.name}, back=case_url("notice.rectify", notice_id))  # fmt: skip


@open_to(OFFICERS)
def deliver(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()
    notice = visible_notice(actor, notice_id)
    inputs = (
        Input(name="method", label="送达方式", kind=InputKind.CHOICE, choices=tuple(DeliveryMethod.choices)),
        Input(name="day", label="送达日期", kind=InputKind.DATE),
        Input(name="receiver", label="签收人"),
        Input(name="phone", label="签收人电话", required=False),
        Input(name="scans", label="送达回证或盖章扫描件", kind=InputKind.FILES, required=False),
        Input(name="note", label="说明", required=False),
    )

    def do(values: dict[str, Any]) -> tuple[str, str]:
        record_delivery(
            actor=actor, notice_id=notice_id, method=DeliveryMethod(values["method"]), receiver=values["receiver"],
            delivered_at=datetime.combine(values["day"], at.timetz()), at=at, phone=values.get("phone") or "",
            note=values.get("note") or "",
            scan_ids=tuple(UUID(s) for s in values.get("scans") or ()),
        )  # fmt: skip
        return done(notice_id, "已登记送达。")

    initials = {"method": DeliveryMethod.DIRECT.value, "day": at.date(), "receiver": notice.received_by}
    return answer_form(request, inputs=inputs, do=do, title="登记送达", button="登记", lead=lead_of(notice), initials=initials,
                    back=case_url("notice.rectify", notice_id))  # fmt: skip


@open_to(OFFICERS)
def scan(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()
    notice = visible_notice(actor, notice_id)

    def do(values: dict[str, Any]) -> tuple[str, str]:
        attach_scan(actor=actor, notice_id=notice_id, file_ids=[UUID(f) for f in values["scans"]], at=at)
        return done(notice_id, "已附上盖章扫描件。")

    scans = Input(name="scans", label="盖章扫描件", kind=InputKind.FILES, help="PDF 或照片")
    return answer_form(request, inputs=(scans,), do=do, title="附盖章扫描件", button="附上", lead=lead_of(notice),
                    back=case_url("notice.rectify", notice_id))  # fmt: skip


@open_to(OFFICERS)
def code(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()
    notice = visible_notice(actor, notice_id)

    def do(values: dict[str, Any]) -> tuple[str, str]:
        fresh = issue_code(actor=actor, notice=notice, at=at)
        return done(notice_id, f"新的签收码：{fresh}。以前没用过的签收码已经失效。")

    return answer_form(request, inputs=(), do=do, title="重新生成签收码", button="生成", back=case_url("notice.rectify", notice_id),
                    lead="新码给要在手机上办理的人。一个码只能用一次。")  # fmt: skip


@open_to(OFFICERS)
def resume(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()
    notice = visible_notice(actor, notice_id)
    officers = next(i for i in head_inputs(actor) if i.name == "officers")
    inputs = (officers, Input(name="scope", label="复工范围"))

    def do(values: dict[str, Any]) -> tuple[str, str]:
        chosen = tuple(UUID(o) for o in values["officers"])
        made = draft_resume(actor=actor, notice_id=notice_id, officer_ids=chosen, scope=values["scope"], at=at)
        advance_notice(actor=actor, notice_id=made.pk, at=at)
        return done(made.pk, "复工通知书已拟好并送出。")

    initials = {"scope": notice.stop_scope, "officers": [o.officer_id for o in notice.officers.all()]}
    return answer_form(request, inputs=inputs, do=do, title="下达复工通知书", button="拟好并送出", lead=lead_of(notice),
                    initials=initials, back=case_url("notice.rectify", notice_id))  # fmt: skip


@open_to(OFFICERS)
def amend(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()
    notice = visible_notice(actor, notice_id)
    items = list(Hazard.objects.filter(notice_id=notice_id, state=HazardState.RECORDED).order_by("item_no"))
    inputs = [
        Input(name="requirements", label="整改要求", kind=InputKind.LONGTEXT, required=False),
        Input(name="stop_scope", label="停工范围", required=False),
        *[
            Input(name=f"d{h.pk}", label=f"第 {h.item_no} 条的整改期限", kind=InputKind.DATE, help=h.title)
            for h in items
        ],
    ]

    def do(values: dict[str, Any]) -> tuple[str, str]:
        amend_notice(
            actor=actor, notice_id=notice_id, at=at, requirements=values.get("requirements") or "",
            stop_scope=values.get("stop_scope") or "", deadlines={h.pk: values[f"d{h.pk}"] for h in items},
        )  # fmt: skip
        return done(notice_id, "已修改。")

    initials = {"requirements": notice.requirements, "stop_scope": notice.stop_scope}
    return answer_form(request, inputs=inputs, do=do, title="修改文书", button="保存", lead=lead_of(notice),
                    initials={**initials, **{f"d{h.pk}": h.deadline_on for h in items}},
                    back=case_url("notice.rectify", notice_id))  # fmt: skip
