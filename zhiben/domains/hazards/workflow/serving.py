"""送知: sent to one head of the enterprise, signed for by that person, or on paper entered by the agency."""

from datetime import datetime
from typing import Any

from zhiben.domains.hazards.events import ServingMoved
from zhiben.domains.hazards.models import Serving
from zhiben.domains.hazards.policies import OFFICERS
from zhiben.domains.hazards.terms import ServingState as S
from zhiben.domains.hazards.terms import SigningMethod
from zhiben.domains.hazards.workflow.hazard import LEADERS, PARTY
from zhiben.kernel.access.terms import ReachClass, Role
from zhiben.kernel.workflow.clocks import hours
from zhiben.kernel.workflow.definition import Duty, Input, InputKind, Inputs, Transition, Workflow, keep_clock
from zhiben.kernel.workflow.models import CaseMove

BASIS = "送知生产经营单位主要负责人、实际控制人并签收"
RECIPIENTS = frozenset({Role.PRINCIPAL, Role.LINK_HOLDER})
HEADS = (Role.PRINCIPAL, Role.ENTERPRISE_ADMIN)
PERSON = Input(name="person_name", label="收件人")
PHONE = Input(name="phone_masked", label="电话", required=False)
SIGNER = Input(name="signer", label="签收人", initial=lambda s: s.person_name)
SCAN = Input(name="receipt", label="签收单照片或扫描件", kind=InputKind.PHOTOS, slot="receipt", required=False)
TO_SIGN = hours("hazards.serving_hours")
METHOD = Input(name="method", label="签收方式", kind=InputKind.CHOICE, choices=tuple(SigningMethod.choices))


def moved(serving: Serving, move: CaseMove) -> ServingMoved:
    return ServingMoved(
        serving_id=str(serving.pk), hazard_id=str(serving.hazard_id), enterprise_id=str(serving.enterprise_id),
        action=move.action, state=serving.state,
    )  # fmt: skip


def addressed(serving: Serving, at: datetime, given: Inputs) -> dict[str, Any]:
    return {"person_name": given["person_name"], "registered": True, "sent_at": at}


def signed(serving: Serving, at: datetime, given: Inputs) -> dict[str, Any]:
    read = {} if given["method"] == SigningMethod.PAPER or serving.read_at else {"read_at": at}
    return {"signed_at": at, "signed_by": given["signer"], "method": given["method"], **read}


SERVING_FLOW: Workflow[Serving] = Workflow(
    code="hazard.serving", version=1, label="送知", model=Serving,
    initial=frozenset({S.UNNAMED, S.SENT}), final=frozenset({S.SIGNED, S.WITHDRAWN}), states=dict(S.choices),
    transitions=(
        Transition(action="address", label="登记收件人并送出", source=(S.UNNAMED,), target=S.SENT,
                   roles=OFFICERS | frozenset(HEADS), reach=frozenset({ReachClass.OWN, ReachClass.PARTY}),
                   basis=BASIS, inputs=(PERSON,), due=TO_SIGN, sets=addressed, announces=moved, offered=False),
        Transition(action="read", label="打开", source=(S.SENT,), target=None, roles=RECIPIENTS, reach=PARTY,
                   basis=BASIS, due=keep_clock, sets=lambda s, at, given: {"read_at": s.read_at or at},
                   announces=moved, offered=False),
        Transition(action="sign", label="签收", source=(S.UNNAMED, S.SENT), target=S.SIGNED, roles=RECIPIENTS,
                   reach=PARTY, on_behalf=True, basis=BASIS, inputs=(SIGNER, METHOD, SCAN), sets=signed,
                   announces=moved, offered=False, style="primary"),
        Transition(action="chase", label="催签收", source=(S.UNNAMED, S.SENT), target=None, roles=OFFICERS,
                   basis=BASIS, due=TO_SIGN, sets=lambda s, at, given: {"chased": s.chased + 1},
                   announces=moved, offered=False),
        Transition(action="withdraw", label="撤回送知", source=(S.UNNAMED, S.SENT), target=S.WITHDRAWN, roles=LEADERS,
                   basis="隐患降级或作废后不再送知", inputs=(Input(name="reason", label="理由"),), announces=moved,
                   offered=False),
    ),
    duties=(
        Duty(state=S.SENT, action="sign", label="签收重大隐患告知", holder="enterprise", roles=(Role.PRINCIPAL,)),
        Duty(state=S.UNNAMED, action="address", label="登记企业负责人", holder="enterprise", roles=HEADS),
    ),
)  # fmt: skip
