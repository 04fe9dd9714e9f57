"""治理方案 and 双报告 of a major hazard: what the site hands in, by when, and what the agency says to it."""

from datetime import datetime
from typing import Any

from zhiben.domains.hazards.events import TreatmentMoved
from zhiben.domains.hazards.models import DoubleReport, TreatmentPlan
from zhiben.domains.hazards.policies import OFFICERS
from zhiben.domains.hazards.terms import DoubleReportState as D
from zhiben.domains.hazards.terms import PlanState as P
from zhiben.domains.hazards.workflow.hazard import LEADERS, PARTY, SITE
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.workflow.clocks import working_days
from zhiben.kernel.workflow.definition import Duty, Input, InputKind, Inputs, Transition, Workflow, keep_clock
from zhiben.kernel.workflow.models import CaseMove

PLAN_BASIS = "建质〔2024〕27号 整改责任、措施、资金、时限、预案五落实；建质〔2011〕158号 治理方案"
REPORT_BASIS = "安全生产法第四十一条 向部门和职工大会或者职工代表大会报告"
REASON = Input(name="reason", label="理由", kind=InputKind.LONGTEXT)
PROOF = "会议记录、签到照片或报送凭证"


def plan_moved(plan: TreatmentPlan, move: CaseMove) -> TreatmentMoved:
    return TreatmentMoved(
        kind="plan", case_id=str(plan.pk), hazard_id=str(plan.hazard_id), action=move.action, state=plan.state
    )


def report_moved(report: DoubleReport, move: CaseMove) -> TreatmentMoved:
    return TreatmentMoved(
        kind="double_report", case_id=str(report.pk), hazard_id=str(report.hazard_id), action=move.action,
        state=report.state,
    )  # fmt: skip


def handed_in(plan: TreatmentPlan, at: datetime, given: Inputs) -> dict[str, Any]:
    words = {name: given[name] for name in ("responsible", "text", "fund_wan", "finish_on", "emergency")}
    return {
        **words,
        "version": plan.version + 1,
        "handed_in_at": at,
        "handed_in_by": given["handed_in_by"],
        "answer": "",
    }


def not_negative(plan: TreatmentPlan, given: Inputs) -> None:
    if given["fund_wan"] < 0:
        raise InvalidInput.of("fund_wan", "整改资金不能是负数")


def has_happened(name: str, label: str) -> Any:
    """A report lies between the finding and today; the moment of acting is the row's own opening or later."""

    def check(report: DoubleReport, given: Inputs) -> None:
        day = given[name]
        if day < report.hazard.found_on:
            raise InvalidInput.of(name, f"{label}不能早于隐患发现日期 {report.hazard.found_on:%Y-%m-%d}")

    return check


DEPARTMENT_ON = Input(name="department_on", label="报告日期", kind=InputKind.DATE)
WORKERS_ON = Input(name="workers_on", label="会议日期", kind=InputKind.DATE)
PLAN_FLOW: Workflow[TreatmentPlan] = Workflow(
    code="hazard.plan", version=1, label="治理方案", model=TreatmentPlan,
    initial=frozenset({P.REQUESTED}), final=frozenset({P.ACCEPTED, P.LAPSED}), states=dict(P.choices),
    due_soon="hazards.due_soon_days",
    transitions=(
        Transition(action="hand_in", label="报送治理方案", source=(P.REQUESTED,), target=P.HANDED_IN, roles=SITE,
                   reach=PARTY, on_behalf=True, basis=PLAN_BASIS,
                   inputs=(Input(name="responsible", label="整改责任", initial=lambda p: p.hazard.responsible_person),
                           Input(name="text", label="整改措施", kind=InputKind.LONGTEXT,
                                 initial=lambda p: p.text or p.hazard.measure),
                           Input(name="fund_wan", label="整改资金（万元）", kind=InputKind.NUMBER,
                                 initial=lambda p: p.fund_wan if p.fund_wan is not None else p.hazard.fund_wan),
                           Input(name="finish_on", label="整改时限", kind=InputKind.DATE,
                                 initial=lambda p: p.finish_on or p.hazard.deadline_on),
                           Input(name="emergency", label="应急预案", kind=InputKind.LONGTEXT,
                                 initial=lambda p: p.emergency or p.hazard.emergency),
                           Input(name="handed_in_by", label="报送人"),
                           Input(name="files", label="方案文件", kind=InputKind.FILES, slot="plan", required=False)),
                   guards=(not_negative,), due=working_days("hazards.plan_review_working_days"), sets=handed_in,
                   announces=plan_moved, style="primary"),
        Transition(action="accept", label="收下方案", source=(P.HANDED_IN,), target=P.ACCEPTED, roles=OFFICERS,
                   basis=PLAN_BASIS,
                   inputs=(Input(name="answer", label="审阅意见", kind=InputKind.LONGTEXT, required=False),),
                   sets=lambda p, at, given: {"answer": given.get("answer") or ""}, announces=plan_moved,
                   style="primary"),
        Transition(action="send_back", label="退回修改", source=(P.HANDED_IN,), target=P.REQUESTED, roles=OFFICERS,
                   basis=PLAN_BASIS, inputs=(REASON,), due=working_days("hazards.plan_working_days"),
                   sets=lambda p, at, given: {"answer": given["reason"]}, announces=plan_moved),
        Transition(action="lapse", label="不再需要", source=(P.REQUESTED, P.HANDED_IN), target=P.LAPSED, roles=LEADERS,
                   basis="隐患已销号、降级或作废，或者随挂牌督办报送", inputs=(REASON,), announces=plan_moved, offered=False),
    ),
    duties=(
        Duty(state=P.REQUESTED, action="hand_in", label="报送治理方案", holder="project", roles=(Role.SITE_MANAGER,)),
        Duty(state=P.HANDED_IN, action="accept", label="审阅治理方案", holder="agency",
             roles=(Role.INSPECTOR, Role.ENFORCER)),
    ),
)  # fmt: skip
DOUBLE_REPORT_FLOW: Workflow[DoubleReport] = Workflow(
    code="hazard.report", version=1, label="双报告", model=DoubleReport,
    initial=frozenset({D.PENDING}), final=frozenset({D.DONE, D.LAPSED}), states=dict(D.choices),
    due_soon="hazards.due_soon_days",
    transitions=(
        Transition(action="to_department", label="登记向部门报告", source=(D.PENDING,), target=None, roles=SITE,
                   reach=PARTY, on_behalf=True, basis=REPORT_BASIS,
                   inputs=(DEPARTMENT_ON, Input(name="department_name", label="报告部门"),
                           Input(name="files", label="佐证", kind=InputKind.FILES, slot="department", help=PROOF)),
                   guards=(has_happened("department_on", "报告日期"),), due=keep_clock,
                   sets=lambda r, at, given: {
                       "department_on": given["department_on"], "department_name": given["department_name"],
                   }, announces=report_moved, style="primary"),
        Transition(action="to_workers", label="登记向职工大会报告", source=(D.PENDING,), target=None, roles=SITE,
                   reach=PARTY, on_behalf=True, basis=REPORT_BASIS,
                   inputs=(WORKERS_ON, Input(name="workers_meeting", label="会议名称"),
                           Input(name="files", label="佐证", kind=InputKind.FILES, slot="workers", help=PROOF)),
                   guards=(has_happened("workers_on", "会议日期"),), due=keep_clock,
                   sets=lambda r, at, given: {
                       "workers_on": given["workers_on"], "workers_meeting": given["workers_meeting"],
                   }, announces=report_moved, style="primary"),
        Transition(action="complete", label="双报告完成", source=(D.PENDING,), target=D.DONE, roles=SITE, reach=PARTY,
                   on_behalf=True, basis=REPORT_BASIS, announces=report_moved, offered=False),
        Transition(action="lapse", label="不再需要", source=(D.PENDING,), target=D.LAPSED, roles=LEADERS,
                   basis="隐患降级或作废", inputs=(REASON,), announces=report_moved, offered=False),
    ),
    duties=(
        Duty(state=D.PENDING, action="to_workers", label="办理双报告", holder="project", roles=(Role.SITE_MANAGER,)),
    ),
)  # fmt: skip
