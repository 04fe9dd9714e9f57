"""督办单: drafted by rule or by hand, signed or declined by a leader, answered, verified."""

from datetime import datetime
from typing import Any

from zhiben.domains.ladder.events import OrderMoved
from zhiben.domains.ladder.models import Order
from zhiben.domains.ladder.policies import ANSWERERS, LEADERS, OFFICERS, REGULATORS
from zhiben.domains.ladder.terms import OrderState as S
from zhiben.kernel.access.terms import ReachClass, Role
from zhiben.kernel.base.clock import day_of, end_of_day
from zhiben.kernel.base.errors import InvalidInput, WrongState
from zhiben.kernel.workflow.clocks import on_day, working_days
from zhiben.kernel.workflow.definition import Duty, Input, InputKind, Inputs, Transition, Workflow, keep_clock
from zhiben.kernel.workflow.models import CaseMove

BASIS = "建质〔2024〕27号 一（一）2 隐患排查、整改、督办、销号闭环"
PARTY = frozenset({ReachClass.PARTY})
OWN_OR_BELOW = frozenset({ReachClass.OWN, ReachClass.BELOW})
REASON = Input(name="reason", label="理由", kind=InputKind.LONGTEXT)
ANSWER_ON = Input(name="answer_on", label="反馈期限", kind=InputKind.DATE, initial=lambda o: o.answer_on)
EDIT = (
    Input(name="reason", label="督办事由", kind=InputKind.LONGTEXT, initial=lambda o: o.reason),
    Input(name="demands", label="督办要求", kind=InputKind.LONGTEXT, initial=lambda o: o.demands),
    Input(
        name="answer_on", label="反馈期限", kind=InputKind.DATE, required=False, initial=lambda o: o.answer_on,
        help="不填的，签发时按本地规定的天数算",
    ),
)  # fmt: skip
ANSWER = (
    Input(name="answer", label="反馈情况", kind=InputKind.LONGTEXT),
    Input(name="photos", label="照片", kind=InputKind.PHOTOS, slot="answer", required=False),
    Input(name="files", label="反馈材料", kind=InputKind.FILES, slot="answer", required=False),
)
VERIFIED_BY = Input(name="verified_by", label="核实人")
CONCLUSION = Input(
    name="conclusion", label="核实意见", kind=InputKind.LONGTEXT, initial=lambda o: "经核实，督办要求已落实"
)


def moved(order: Order, move: CaseMove) -> OrderMoved:
    return OrderMoved(
        order_id=str(order.pk), project_id=str(order.project_id), action=move.action, state=order.state, seq=move.seq
    )


def edited(order: Order, at: datetime, given: Inputs) -> dict[str, Any]:
    return {name: given.get(name) for name in ("reason", "demands", "answer_on")}


def signed(order: Order, at: datetime, given: Inputs) -> dict[str, Any]:
    return {
        "number": given["number"], "signed_by": given["signed_by"], "answer_on": given["answer_on"],
        "issued_on": day_of(at), "seen_by_parties": order.to_site,
    }  # fmt: skip


def answered(order: Order, at: datetime, given: Inputs) -> dict[str, Any]:
    return {"answer": given["answer"], "answered_at": at}


def verified(order: Order, at: datetime, given: Inputs) -> dict[str, Any]:
    return {"verified_by": given["verified_by"], "conclusion": given["conclusion"]}


def ended(order: Order, at: datetime, given: Inputs) -> dict[str, Any]:
    return {"conclusion": given["reason"]}


def not_by_rule(order: Order, given: Inputs) -> None:
    if order.by_rule:
        raise WrongState("这份督办单是按本地规定自动拟的，不办的由负责人写明理由不同意")


def day_to_come(order: Order, given: Inputs) -> None:
    day = given.get("answer_on")
    if day and day < day_of(order.opened_at):
        raise InvalidInput.of("answer_on", "反馈期限不能早于拟稿日期")


def answer_clock(order: Order, at: datetime, given: Inputs) -> datetime | None:
    return end_of_day(given["answer_on"])


ANSWERING: dict[str, Any] = {
    "source": (S.ISSUED,), "target": S.ANSWERED, "basis": BASIS, "inputs": ANSWER, "sets": answered,
    "due": working_days("ladder.verify_working_days"), "announces": moved, "style": "primary",
}  # fmt: skip
ORDER_FLOW: Workflow[Order] = Workflow(
    code="ladder.order", version=1, label="督办单", model=Order,
    initial=frozenset({S.DRAFT}), final=frozenset({S.CLOSED, S.DECLINED, S.OVERTAKEN, S.VOIDED}),
    states=dict(S.choices), due_soon="ladder.due_soon_days",
    urge_days="ladder.urge_days",
    transitions=(
        Transition(action="sign", label="签发", source=(S.DRAFT,), target=S.ISSUED, roles=LEADERS, basis=BASIS,
                   inputs=(Input(name="number", label="文号"), Input(name="signed_by", label="签发人"), ANSWER_ON),
                   due=answer_clock, sets=signed, announces=moved, style="primary"),
        Transition(action="decline", label="不同意", source=(S.DRAFT,), target=S.DECLINED, roles=LEADERS, basis=BASIS,
                   inputs=(REASON,), sets=ended, announces=moved),
        Transition(action="edit", label="修改督办单", source=(S.DRAFT,), target=None, roles=REGULATORS, basis=BASIS,
                   inputs=EDIT, guards=(day_to_come,), due=keep_clock, sets=edited),
        Transition(action="discard", label="撤回拟稿", source=(S.DRAFT,), target=S.VOIDED, roles=REGULATORS,
                   basis=BASIS, inputs=(REASON,), guards=(not_by_rule,), sets=ended, announces=moved,
                   only_without="by_rule", style="danger"),
        Transition(action="overtake", label="已不需要", source=(S.DRAFT,), target=S.OVERTAKEN, roles=frozenset(),
                   basis="督办事由已消除", inputs=(REASON,), sets=ended, announces=moved, offered=False),
        Transition(action="receive", label="签收", source=(S.ISSUED, S.ANSWERED), target=None, roles=ANSWERERS,
                   reach=PARTY, on_behalf=True, basis="送达回证", inputs=(Input(name="receiver", label="签收人"),),
                   due=keep_clock, announces=moved, only_without="receipt_not_wanted",
                   sets=lambda o, at, given: {"received_at": at, "received_by": given["receiver"]}),
        Transition(action="answer", label="反馈督办情况", roles=ANSWERERS, reach=PARTY, on_behalf=True,
                   only_without="to_agency", **ANSWERING),
        Transition(action="answer_agency", label="反馈办理情况", roles=REGULATORS, reach=OWN_OR_BELOW,
                   only_without="to_site", **ANSWERING),
        Transition(action="verify", label="核实，办结", source=(S.ANSWERED,), target=S.CLOSED,
                   roles=OFFICERS | LEADERS, basis=BASIS, inputs=(VERIFIED_BY, CONCLUSION), sets=verified,
                   announces=moved, style="primary"),
        Transition(action="return", label="退回重新反馈", source=(S.ANSWERED,), target=S.ISSUED,
                   roles=OFFICERS | LEADERS, basis=BASIS,
                   inputs=(REASON, Input(name="answer_on", label="新的反馈期限", kind=InputKind.DATE)),
                   due=on_day("answer_on"), sets=lambda o, at, given: {"answer_on": given["answer_on"]},
                   announces=moved),
        Transition(action="settle", label="隐患已销号，自动办结", source=(S.ISSUED, S.ANSWERED), target=S.CLOSED,
                   roles=frozenset(), basis=BASIS, inputs=(REASON,), sets=ended, announces=moved, offered=False),
        Transition(action="void", label="作废督办单", source=(S.ISSUED, S.ANSWERED), target=S.VOIDED, roles=LEADERS,
                   basis="文书签发后不可改，只能作废另出", inputs=(REASON,), sets=ended, announces=moved,
                   style="danger"),
    ),
    duties=(
        Duty(state=S.DRAFT, action="sign", label="签批督办单", holder="agency", roles=(Role.LEADER,)),
        Duty(state=S.ISSUED, action="answer", label="落实并反馈督办单", holder="project",
             roles=(Role.SITE_MANAGER, Role.SAFETY_OFFICER)),
        Duty(state=S.ISSUED, action="answer", label="落实并反馈督办单", holder="enterprise", party_role="contractor",
             roles=(Role.ENTERPRISE_ADMIN, Role.PRINCIPAL)),
        Duty(state=S.ISSUED, action="answer_agency", label="办理并反馈督办单", holder="agency",
             agency_column="addressee_agency_id", roles=(Role.INSPECTOR, Role.ENFORCER, Role.CLERK, Role.LEADER)),
        Duty(state=S.ANSWERED, action="verify", label="核实督办反馈", holder="agency",
             roles=(Role.INSPECTOR, Role.ENFORCER, Role.LEADER)),
    ),
)  # fmt: skip
