"""变更申请: what only a leader may allow. The effect on the hazard is fired in the same transaction."""

from datetime import datetime
from typing import Any

from zhiben.domains.hazards.events import ChangeDecided
from zhiben.domains.hazards.models import ChangeRequest
from zhiben.domains.hazards.policies import OFFICERS
from zhiben.domains.hazards.terms import ChangeState as S
from zhiben.domains.hazards.workflow.hazard import LEADERS, SITE
from zhiben.kernel.access.terms import ReachClass, Role
from zhiben.kernel.workflow.definition import Duty, Input, InputKind, Inputs, Transition, Workflow
from zhiben.kernel.workflow.models import CaseMove

BASIS = "经办人申请，机关负责人审批"
OPINION = Input(name="opinion", label="审批意见", kind=InputKind.LONGTEXT)
DECIDED_BY = Input(name="decided_by", label="审批人")


def decided(change: ChangeRequest, at: datetime, given: Inputs) -> dict[str, Any]:
    return {"decided_by": given["decided_by"], "opinion": given["opinion"]}


def announced(change: ChangeRequest, move: CaseMove) -> ChangeDecided:
    return ChangeDecided(
        change_id=str(change.pk), hazard_id=str(change.hazard_id), kind=change.kind, state=change.state
    )


CHANGE_FLOW: Workflow[ChangeRequest] = Workflow(
    code="hazard.change", version=1, label="变更申请", model=ChangeRequest,
    initial=frozenset({S.PENDING}), final=frozenset({S.APPROVED, S.DECLINED, S.WITHDRAWN}), states=dict(S.choices),
    transitions=(
        Transition(action="approve", label="同意", source=(S.PENDING,), target=S.APPROVED, roles=LEADERS, basis=BASIS,
                   inputs=(DECIDED_BY, OPINION), sets=decided, announces=announced, offered=False, style="primary"),
        Transition(action="decline", label="不同意", source=(S.PENDING,), target=S.DECLINED, roles=LEADERS, basis=BASIS,
                   inputs=(DECIDED_BY, OPINION), sets=decided, announces=announced, offered=False),
        Transition(action="withdraw", label="撤回申请", source=(S.PENDING,), target=S.WITHDRAWN,
                   roles=OFFICERS | SITE, reach=frozenset({ReachClass.OWN, ReachClass.PARTY}), basis=BASIS,
                   announces=announced, offered=False),
    ),
    duties=(Duty(state=S.PENDING, action="approve", label="审批变更申请", holder="agency", roles=(Role.LEADER,)),),
)  # fmt: skip
