"""核查发现 as work: waiting, answered for, or gone. The finding moves first; its task follows within seconds."""

from typing import Final

from zhiben.domains.standing.models import FindingTask
from zhiben.kernel.access.terms import ReachClass
from zhiben.kernel.rules.services import DECIDERS
from zhiben.kernel.rules.terms import FindingState as S
from zhiben.kernel.rules.terms import FindingVerb as V
from zhiben.kernel.workflow.definition import Duty, Transition, Workflow

BASIS: Final = "规则核查发现：由责任机构核查并说明，情况消除的自动办结"
ROLES: Final = frozenset(DECIDERS)
# Any agency concerned may answer, which the finding itself knows: the task never asks.
REACH: Final = frozenset({ReachClass.OWN, ReachClass.BELOW, ReachClass.ABOVE, ReachClass.SIBLING})

FINDING_FLOW: Workflow[FindingTask] = Workflow(
    code="finding", version=1, label="核查发现", model=FindingTask, initial=frozenset({S.OPEN}),
    final=frozenset({S.CLEARED}), states=dict(S.choices), due_soon="rules.due_soon_days", urge_days="rules.urge_days",
    transitions=(
        Transition(action=V.DISMISSED, label="说明并关闭", source=(S.OPEN,), target=S.DISMISSED, roles=ROLES, reach=REACH,
                   basis=BASIS, offered=False),
        Transition(action=V.REOPENED, label="重新打开", source=(S.DISMISSED,), target=S.OPEN, roles=ROLES, reach=REACH,
                   basis=BASIS, offered=False),
        Transition(action=V.CLEARED, label="情况消除", source=(S.OPEN, S.DISMISSED), target=S.CLEARED, roles=frozenset(),
                   basis=BASIS, offered=False),
    ),
    duties=(Duty(state=S.OPEN, action=V.DISMISSED, label="核查并说明", holder="agency", roles=DECIDERS),),
)  # fmt: skip
