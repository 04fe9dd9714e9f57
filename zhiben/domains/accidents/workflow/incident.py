"""事故险情: reported, verified by the agency, ended with its result."""

from datetime import datetime
from typing import Any, Final

from zhiben.domains.accidents.events import IncidentMoved
from zhiben.domains.accidents.models import Incident, Trace
from zhiben.domains.accidents.policies import OFFICERS, REGULATORS
from zhiben.domains.accidents.terms import RUNNING
from zhiben.domains.accidents.terms import IncidentState as S
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import WrongState
from zhiben.kernel.workflow.clocks import calendar_days
from zhiben.kernel.workflow.definition import Duty, Input, InputKind, Inputs, Transition, Workflow, keep_clock
from zhiben.kernel.workflow.models import CaseMove

BASIS: Final = "参照国务院令第493号；各地治理行动方案的非亡人事故、重大险情台账"
LONG, FILES, PHOTOS = InputKind.LONGTEXT, InputKind.FILES, InputKind.PHOTOS


def moved(incident: Incident, move: CaseMove) -> IncidentMoved:
    return IncidentMoved(
        incident_id=str(incident.pk), project_id=str(incident.project_id), kind=incident.kind, action=move.action,
        state=incident.state, seq=move.seq,
    )  # fmt: skip


def verified(incident: Incident, at: datetime, given: Inputs) -> dict[str, Any]:
    return {
        "opinion": given["opinion"], "confirmed_by": given["confirmed_by"], "confirmed_on": day_of(at),
        "received_at": incident.received_at or at,
    }  # fmt: skip


def traces_ended(incident: Incident, given: Inputs) -> None:
    """One does not end before its 倒查."""
    left = Trace.objects.filter(incident=incident, state__in=RUNNING).first()
    if left is not None:
        raise WrongState(f"责任倒查 {left.number or '案件'} 还没有结案（{left.get_state_display()}），不能办结")


OPINION = Input(name="opinion", label="核实情况", kind=LONG)
BY = Input(name="confirmed_by", label="核实人")
INCIDENT_FLOW: Workflow[Incident] = Workflow(
    code="incident", version=1, label="事故险情", model=Incident, initial=frozenset({S.REPORTED, S.CONFIRMED}),
    final=frozenset({S.CLOSED, S.DISMISSED}), states=dict(S.choices), due_soon="accidents.due_soon_days",
    urge_days="accidents.urge_days",
    transitions=(
        Transition(action="confirm", label="核实属实", source=(S.REPORTED,), target=S.CONFIRMED, roles=OFFICERS,
                   basis=BASIS, inputs=(OPINION, BY), due=calendar_days("accidents.incident_close_days"),
                   sets=verified, announces=moved, style="primary"),
        Transition(action="dismiss", label="核实不成立", source=(S.REPORTED,), target=S.DISMISSED, roles=OFFICERS,
                   basis=BASIS, inputs=(OPINION, BY), sets=verified, announces=moved, style="danger"),
        Transition(action="add_files", label="补充照片和材料", source=(S.REPORTED, S.CONFIRMED), target=None,
                   roles=REGULATORS, basis=BASIS, due=keep_clock,
                   inputs=(Input(name="photos", label="现场照片", kind=PHOTOS, slot="before", required=False),
                           Input(name="files", label="材料", kind=FILES, slot="files", required=False))),
        Transition(action="close", label="登记处理结果，办结", source=(S.CONFIRMED,), target=S.CLOSED,
                   roles=REGULATORS, basis=BASIS,
                   inputs=(Input(name="result", label="处理结果", kind=LONG),
                           Input(name="files", label="材料", kind=FILES, slot="files", required=False)),
                   guards=(traces_ended,),
                   sets=lambda c, at, given: {"result": given["result"], "closed_on": day_of(at)}, announces=moved,
                   style="primary"),
    ),
    duties=(
        Duty(state=S.REPORTED, action="confirm", label="核实事故险情", holder="agency",
             roles=(Role.INSPECTOR, Role.ENFORCER)),
        Duty(state=S.CONFIRMED, action="close", label="办结事故险情", holder="agency",
             roles=(Role.INSPECTOR, Role.ENFORCER)),
    ),
)  # fmt: skip
