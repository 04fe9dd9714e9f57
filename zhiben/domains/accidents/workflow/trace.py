"""责任倒查: opened by itself or by the agency, begun, concluded with who is responsible, closed with what was done."""

from datetime import datetime
from typing import Any, Final

from zhiben.domains.accidents.events import TraceMoved
from zhiben.domains.accidents.models import Trace
from zhiben.domains.accidents.policies import LEADERS, REGULATORS, TRACERS
from zhiben.domains.accidents.terms import GATHERED_IN, RUNNING
from zhiben.domains.accidents.terms import TraceState as S
from zhiben.domains.accidents.workflow.guards import tasks_settled
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.workflow.clocks import calendar_days, working_days
from zhiben.kernel.workflow.definition import Duty, Input, InputKind, Inputs, Transition, Workflow, keep_clock
from zhiben.kernel.workflow.models import CaseMove

BASIS: Final = "各地治理行动方案：按事故调查程序查明原因、追究责任"
LONG, FILES = InputKind.LONGTEXT, InputKind.FILES


def moved(trace: Trace, move: CaseMove) -> TraceMoved:
    return announcement(trace, move.action, move.seq)


def announcement(trace: Trace, action: str, seq: int) -> TraceMoved:
    return TraceMoved(
        trace_id=str(trace.pk), project_id=str(trace.project_id), agency_id=str(trace.agency_id),
        hazard_id=str(trace.hazard_id or ""), incident_id=str(trace.incident_id or ""), action=action,
        state=trace.state, seq=seq,
    )  # fmt: skip


def begun(trace: Trace, at: datetime, given: Inputs) -> dict[str, Any]:
    return {"investigator": given["investigator"], "number": given["number"], "begun_on": day_of(at)}


def concluded(trace: Trace, at: datetime, given: Inputs) -> dict[str, Any]:
    return {
        "cause": given["cause"], "opinion": given["opinion"], "concluded_on": day_of(at),
        "concluded_by": given["concluded_by"],
    }  # fmt: skip


def ended(trace: Trace, at: datetime, given: Inputs) -> dict[str, Any]:
    return {"ended_why": given["reason"][:500]}


REASON = Input(name="reason", label="理由", kind=LONG)
TABLE: tuple[Transition[Trace], ...] = (
    Transition(action="begin", label="启动倒查", source=(S.OPENED,), target=S.INVESTIGATING, roles=TRACERS, basis=BASIS,
               inputs=(Input(name="investigator", label="主办人", help="姓名，几个人用顿号隔开"),
                       Input(name="number", label="案件编号")),
               due=calendar_days("accidents.trace_days"), sets=begun, announces=moved, style="primary"),
    Transition(action="dismiss", label="不予倒查", source=GATHERED_IN, target=S.DISMISSED, roles=LEADERS, basis=BASIS,
               inputs=(REASON,), sets=ended, announces=moved, style="danger"),
    Transition(action="trigger", label="又有触发情形", source=RUNNING, target=None, roles=frozenset(), basis=BASIS,
               inputs=(Input(name="words", label="情形"),), due=keep_clock, offered=False, announces=moved),
    Transition(action="refresh", label="重新汇集证据", source=GATHERED_IN, target=None, roles=REGULATORS, basis=BASIS,
               due=keep_clock, sets=lambda c, at, given: {"gathered_at": at}),
    Transition(action="settle_task", label="登记必办事项", source=(S.INVESTIGATING,), target=None, roles=REGULATORS,
               basis=BASIS, due=keep_clock,
               inputs=(Input(name="task", label="事项", kind=InputKind.CHOICE),
                       Input(name="state", label="办理情况", kind=InputKind.CHOICE,
                             choices=(("DONE", "已完成"), ("NOT_APPLICABLE", "不适用"), ("NOT_CONNECTED", "未接入"))),
                       Input(name="note", label="办理说明", kind=LONG, help="做了什么、文号；不适用、未接入的写明理由"),
                       Input(name="files", label="材料", kind=FILES, slot="task", required=False))),
    Transition(action="conclude", label="作出责任认定", source=(S.INVESTIGATING,), target=S.CONCLUDED, roles=TRACERS,
               basis=BASIS, guards=(tasks_settled,), due=working_days("accidents.close_working_days"), sets=concluded,
               announces=moved, style="primary",
               inputs=(Input(name="cause", label="原因", kind=LONG), Input(name="opinion", label="认定意见", kind=LONG),
                       Input(name="concluded_by", label="认定人"),
                       Input(name="files", label="调查材料", kind=FILES, slot="files", required=False))),
    Transition(action="close", label="登记处理结果，结案", source=(S.CONCLUDED,), target=S.CLOSED, roles=LEADERS,
               basis=BASIS, sets=lambda c, at, given: {"result": given["result"], "closed_on": day_of(at)},
               announces=moved, style="primary",
               inputs=(Input(name="result", label="处理结果", kind=LONG, help="对单位、对人员各怎样处理，文号"),
                       Input(name="files", label="处理文书", kind=FILES, slot="result", required=False))),
    Transition(action="carry", label="转事故调查", source=(S.INVESTIGATING, S.CONCLUDED), target=S.CARRIED,
               roles=LEADERS, basis=BASIS, inputs=(REASON,), sets=ended, announces=moved, offered=False),
)  # fmt: skip

TRACE_FLOW: Workflow[Trace] = Workflow(
    code="trace", version=1, label="责任倒查", model=Trace, initial=frozenset({S.OPENED}),
    final=frozenset({S.CLOSED, S.CARRIED, S.DISMISSED}), states=dict(S.choices), due_soon="accidents.due_soon_days",
    urge_days="accidents.urge_days", transitions=TABLE,
    duties=(
        Duty(state=S.OPENED, action="begin", label="启动责任倒查", holder="agency", roles=(Role.ENFORCER, Role.LEADER)),
        Duty(state=S.INVESTIGATING, action="conclude", label="查明原因，认定责任", holder="agency",
             roles=(Role.ENFORCER, Role.LEADER)),
        Duty(state=S.CONCLUDED, action="close", label="登记倒查处理结果", holder="agency", roles=(Role.LEADER,)),
    ),
)  # fmt: skip
