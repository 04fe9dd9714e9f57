"""整改承诺: handed in with what was done, verified or returned by the agency."""

from datetime import datetime
from typing import Any, Final

from zhiben.domains.interviews.models import Commitment
from zhiben.domains.interviews.policies import LEADERS, REGULATORS, SUBJECTS
from zhiben.domains.interviews.terms import CommitmentState as S
from zhiben.domains.interviews.workflow import guards
from zhiben.domains.interviews.workflow.interview import BELOW, PARTY
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.workflow.clocks import on_day, working_days
from zhiben.kernel.workflow.definition import Duty, Input, InputKind, Inputs, Transition, Workflow

BASIS: Final = "约谈记录：整改承诺逐条落实"
LONG, FILES = InputKind.LONGTEXT, InputKind.FILES


def submitted(commitment: Commitment, at: datetime, given: Inputs) -> dict[str, Any]:
    return {"result": given["result"], "submitted_on": day_of(at), "submitted_by": given["submitted_by"]}


def judged(commitment: Commitment, at: datetime, given: Inputs) -> dict[str, Any]:
    return {"verified_on": day_of(at), "verified_by": given["verified_by"], "opinion": given.get("opinion") or ""}


def returned(commitment: Commitment, at: datetime, given: Inputs) -> dict[str, Any]:
    return {"opinion": given["opinion"], "until": given["until"], "round": commitment.round + 1}


PROOF = (
    Input(name="result", label="落实情况", kind=LONG),
    Input(name="files", label="证明材料", kind=FILES, slot="proof", required=False),
    Input(name="submitted_by", label="报送人"),
)
VERIFIED_BY = Input(name="verified_by", label="核实人")
COMMITMENT_FLOW: Workflow[Commitment] = Workflow(
    code="interview.commitment", version=1, label="整改承诺", model=Commitment, initial=frozenset({S.OPEN}),
    final=frozenset({S.VERIFIED, S.LAPSED}), states=dict(S.choices), due_soon="interviews.due_soon_days", urge_days="interviews.urge_days",
    transitions=(
        Transition(action="submit", label="报送落实情况", source=(S.OPEN,), target=S.SUBMITTED,
                   roles=SUBJECTS, reach=PARTY, on_behalf=True, basis=BASIS, style="primary", inputs=PROOF,
                   due=working_days("interviews.verify_working_days"), sets=submitted),
        Transition(action="submit_below", label="报送落实情况", source=(S.OPEN,), target=S.SUBMITTED, roles=LEADERS,
                   reach=BELOW, basis=BASIS, style="primary", inputs=PROOF, only_without="enterprise_id",
                   due=working_days("interviews.verify_working_days"), sets=submitted),
        Transition(action="verify", label="核实已落实", source=(S.SUBMITTED,), target=S.VERIFIED, roles=REGULATORS,
                   basis=BASIS, style="primary",
                   inputs=(Input(name="opinion", label="核实意见", kind=LONG, required=False), VERIFIED_BY),
                   sets=judged),
        Transition(action="return", label="退回继续落实", source=(S.SUBMITTED,), target=S.OPEN, roles=REGULATORS,
                   basis=BASIS, inputs=(Input(name="opinion", label="退回理由", kind=LONG),
                                        Input(name="until", label="新的期限", kind=InputKind.DATE,
                                              initial=lambda c: c.until)),
                   due=on_day("until"), sets=returned),
        Transition(action="extend", label="延长期限", source=(S.OPEN,), target=None, roles=LEADERS, basis=BASIS,
                   inputs=(Input(name="until", label="新的期限", kind=InputKind.DATE),
                           Input(name="reason", label="理由", kind=LONG)),
                   guards=(guards.later_than_now,), due=on_day("until"),
                   sets=lambda c, at, given: {"until": given["until"]}),
        Transition(action="lapse", label="随约谈撤销", source=(S.OPEN, S.SUBMITTED), target=S.LAPSED,
                   roles=frozenset(), basis="约谈撤销后不再要求", offered=False),
    ),
    duties=(
        Duty(state=S.OPEN, action="submit", label="落实约谈承诺", holder="enterprise", party_role="subject",
             roles=(Role.PRINCIPAL, Role.ENTERPRISE_ADMIN)),
        Duty(state=S.OPEN, action="submit_below", label="落实约谈承诺", holder="user", party_role="subject",
             roles=(Role.LEADER,)),
        Duty(state=S.SUBMITTED, action="verify", label="核实约谈承诺", holder="agency",
             roles=(Role.INSPECTOR, Role.ENFORCER, Role.CLERK)),
    ),
)  # fmt: skip
