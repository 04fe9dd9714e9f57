"""The transition tables: a correction is decided by somebody else; everybody it had reached confirms having heard."""

from datetime import datetime
from typing import Any, Final

from zhiben.kernel.access.terms import REGULATORS, ReachClass, Role
from zhiben.kernel.base.errors import WrongState
from zhiben.kernel.records.models import Correction, CorrectionNotice
from zhiben.kernel.records.terms import CorrectionState as S
from zhiben.kernel.records.terms import NoticeState as N
from zhiben.kernel.ui.doors import EVERYBODY_SIGNED_IN
from zhiben.kernel.workflow.definition import Duty, Input, InputKind, Inputs, Transition, Workflow

BASIS: Final = "档案更正：申请附理由和依据，由负责机关另一名工作人员审批，旧值留存"
TOLD: Final = "更正告知：看过或者导出过旧值的人应知道值已更正"
DECIDERS: Final = frozenset(REGULATORS)
LONG: Final = InputKind.LONGTEXT
DECIDED_BY: Final = Input(name="decided_by", label="审批人")


def applied(correction: Correction, at: datetime, given: Inputs) -> dict[str, Any]:
    return {"opinion": given.get("opinion") or "", "decided_name": given["decided_by"], "applied_at": at}


def refused(correction: Correction, at: datetime, given: Inputs) -> dict[str, Any]:
    return {"opinion": given["opinion"], "decided_name": given["decided_by"]}


def acknowledged(notice: CorrectionNotice, at: datetime, given: Inputs) -> dict[str, Any]:
    return {"answer": given.get("answer") or "", "acknowledged_at": at}


def not_by_hand(correction: Correction, given: Inputs) -> None:
    """What the platform itself asked for is decided by a person."""
    if not str(given.get("decided_by") or "").strip():
        raise WrongState("更正要由一名工作人员审批")


CORRECTION_FLOW: Workflow[Correction] = Workflow(
    code="correction", version=1, label="档案更正", model=Correction, initial=frozenset({S.ASKED}),
    final=frozenset({S.APPLIED, S.REFUSED, S.WITHDRAWN}), states=dict(S.choices), due_soon="records.due_soon_days",
    urge_days="records.urge_days",
    transitions=(
        Transition(action="approve", label="同意更正", source=(S.ASKED,), target=S.APPLIED, roles=DECIDERS, basis=BASIS,
                   inputs=(Input(name="opinion", label="审批意见", kind=LONG, required=False), DECIDED_BY),
                   guards=(not_by_hand,), sets=applied, style="primary"),
        Transition(action="refuse", label="不予更正", source=(S.ASKED,), target=S.REFUSED, roles=DECIDERS, basis=BASIS,
                   inputs=(Input(name="opinion", label="不予更正的理由", kind=LONG), DECIDED_BY), sets=refused),
        Transition(action="withdraw", label="撤回申请", source=(S.ASKED,), target=S.WITHDRAWN,
                   roles=frozenset(EVERYBODY_SIGNED_IN), reach=frozenset(ReachClass) - {ReachClass.STRANGER},
                   basis=BASIS, style="danger"),
    ),
    duties=(
        Duty(state=S.ASKED, action="approve", label="审批档案更正", holder="agency",
             roles=(Role.LEADER, Role.INSPECTOR, Role.ENFORCER, Role.CLERK, Role.CERTIFIER)),
    ),
)  # fmt: skip

NOTICE_FLOW: Workflow[CorrectionNotice] = Workflow(
    code="correction.notice", version=1, label="更正告知", model=CorrectionNotice, initial=frozenset({N.TOLD}),
    final=frozenset({N.DONE}), states=dict(N.choices), due_soon="records.due_soon_days", urge_days="records.urge_days",
    transitions=(
        Transition(action="acknowledge", label="确认已知悉", source=(N.TOLD,), target=N.DONE,
                   roles=frozenset(EVERYBODY_SIGNED_IN), reach=frozenset(ReachClass), basis=TOLD, style="primary",
                   inputs=(Input(name="answer", label="处理情况", kind=LONG, required=False,
                                 help="例如：导出的表已改，已转告拿到表的单位"),),
                   sets=acknowledged),
    ),
    duties=(
        Duty(state=N.TOLD, action="acknowledge", label="确认更正告知", holder="user", party_role="reader",
             roles=tuple(sorted(EVERYBODY_SIGNED_IN))),
    ),
)  # fmt: skip
FLOWS = (CORRECTION_FLOW, NOTICE_FLOW)
