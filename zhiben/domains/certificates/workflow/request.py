"""报请: an agency without the power asks the issuing authority to suspend, revoke or cancel."""

from typing import Final

from zhiben.domains.certificates.models import CertificateRequest
from zhiben.domains.certificates.policies import ASKERS, CERTIFIERS
from zhiben.domains.certificates.terms import RequestState as S
from zhiben.kernel.access.terms import ReachClass, Role
from zhiben.kernel.workflow.clocks import working_days
from zhiben.kernel.workflow.definition import Duty, Input, InputKind, Transition, Workflow

BASIS: Final = "建质〔2008〕121号 市、县发现的，向颁发管理机关提出暂扣、吊销建议"
ANSWER = Input(name="answer", label="答复", kind=InputKind.LONGTEXT)

TABLE: tuple[Transition[CertificateRequest], ...] = (
    Transition(action="decide", label="已作出决定", source=(S.ASKED,), target=S.DECIDED, roles=CERTIFIERS, basis=BASIS,
               inputs=(ANSWER,), offered=False, sets=lambda c, at, given: {"answer": given["answer"][:500]}),
    Transition(action="refuse", label="不予采纳", source=(S.ASKED,), target=S.REFUSED, roles=CERTIFIERS, basis=BASIS,
               inputs=(ANSWER,), sets=lambda c, at, given: {"answer": given["answer"][:500]}),
    Transition(action="take_back", label="撤回报请", source=(S.ASKED,), target=S.WITHDRAWN, roles=ASKERS, basis=BASIS,
               reach=frozenset({ReachClass.BELOW, ReachClass.SIBLING}),
               inputs=(Input(name="answer", label="撤回理由", kind=InputKind.LONGTEXT),),
               sets=lambda c, at, given: {"answer": given["answer"][:500]}),
)  # fmt: skip

REQUEST_FLOW: Workflow[CertificateRequest] = Workflow(
    code="certificate.request", version=1, label="证照处理报请", model=CertificateRequest,
    initial=frozenset({S.ASKED}), final=frozenset({S.DECIDED, S.REFUSED, S.WITHDRAWN}), states=dict(S.choices),
    due_soon="certificates.due_soon_days", urge_days="certificates.urge_days", transitions=TABLE,
    duties=(
        Duty(state=S.ASKED, action="refuse", label="决定是否采纳报请", holder="agency", roles=(Role.CERTIFIER,)),
    ),
)  # fmt: skip

ASK_CLOCK: Final = working_days("certificates.request_working_days")
