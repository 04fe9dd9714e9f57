"""治理方案 and 双报告: their pages, and the cards on the page of the hazard."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from zhiben.domains.hazards.models import DoubleReport, Hazard, LookBack, TreatmentPlan
from zhiben.domains.hazards.policies import READERS
from zhiben.domains.hazards.services.recurrence import chain_of
from zhiben.domains.hazards.services.treatment import accept_plan, hand_in_plan, record_report
from zhiben.domains.hazards.terms import DoubleReportState, Level, LookBackState, PlanState
from zhiben.domains.hazards.workflow.guards import FIVE
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.evidence.queries import attachments_of
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.cases.page import CasePage
from zhiben.kernel.ui.cases.parts import Document, Fact, Parts, Related
from zhiben.kernel.ui.presence import Having
from zhiben.kernel.workflow.definition import Input, Transition

PLAN_TONES: dict[str, str] = {PlanState.REQUESTED: "red", PlanState.HANDED_IN: "blue", PlanState.ACCEPTED: "green"}
REPORT_TONES: dict[str, str] = {DoubleReportState.PENDING: "red", DoubleReportState.DONE: "green"}
LOOK_TONES: dict[str, str] = {
    LookBackState.PLANNED: "orange", LookBackState.HELD: "green", LookBackState.FAILED: "red",
}  # fmt: skip
CRUMBS: Final = (("首页", "/home"), ("隐患台账", "/hazards/"))
FILED_IN: Final = ("handed_in_by",)


def _files(kind: str, case_id: UUID, labels: Mapping[str, str]) -> list[Document]:
    return [
        Document(
            labels.get(one.slot.partition(":")[0], one.file.name),
            one.file.url,
            f"{one.file.name} {one.slot.partition(':')[2]}",
        )
        for one in attachments_of(kind, [case_id])
    ]


def _ids(values: Any) -> list[UUID]:
    return [UUID(str(one)) for one in values or ()]


class PlanPage(CasePage[TreatmentPlan]):
    flow_code, roles, tones, crumbs = "hazard.plan", READERS, PLAN_TONES, CRUMBS

    def related(self, rows: Any) -> Any:
        return rows.select_related("hazard")

    def parts(self, case: TreatmentPlan, actor: Actor, at: datetime) -> Parts:
        return Parts(
            facts=[
                Fact("版次", f"第 {case.version} 版" if case.version else ""), Fact("整改责任", case.responsible),
                Fact("整改措施", case.text, wide=True), Fact("整改资金（万元）", case.fund_wan),
                Fact("整改时限", case.finish_on), Fact("应急预案", case.emergency, wide=True),
                Fact("报送人", case.handed_in_by), Fact("报送时间", case.handed_in_at),
                Fact("审阅意见", case.answer, wide=True),
            ],
            documents=_files("hazard.plan", case.pk, {"plan": "治理方案"}), responsible=case.hazard.responsible_person,
            related=[Related(case.hazard.title, case_url("hazard", case.hazard_id), case.hazard.get_state_display())],
        )  # fmt: skip

    def inputs(self, case: TreatmentPlan, row: Transition[TreatmentPlan], actor: Actor) -> Sequence[Input]:
        return [i for i in row.inputs if i.name not in FILED_IN]

    def handle(
        self, *, actor: Actor, case: TreatmentPlan, action: str, at: datetime, on_behalf_of: str, inputs: dict[str, Any]
    ) -> None:
        if action == "hand_in":
            files = _ids(inputs.pop("files", None))
            hand_in_plan(actor=actor, plan_id=case.pk, at=at, on_behalf_of=on_behalf_of, files=files, **inputs)
        elif action == "accept":
            accept_plan(actor=actor, plan_id=case.pk, at=at, answer=inputs.get("answer") or "")
        else:
            super().handle(actor=actor, case=case, action=action, at=at, on_behalf_of=on_behalf_of, inputs=inputs)


class ReportPage(CasePage[DoubleReport]):
    flow_code, roles, tones, crumbs = "hazard.report", READERS, REPORT_TONES, CRUMBS

    def related(self, rows: Any) -> Any:
        return rows.select_related("hazard")

    def parts(self, case: DoubleReport, actor: Actor, at: datetime) -> Parts:
        return Parts(
            facts=[
                Fact("向部门报告", case.department_on or "未报告"), Fact("报告部门", case.department_name),
                Fact("向职工大会报告", case.workers_on or "未报告"), Fact("会议名称", case.workers_meeting),
            ],
            documents=_files("hazard.report", case.pk, {"to_department": "向部门报告的佐证", "to_workers": "向职工大会报告的佐证"}),
            related=[Related(case.hazard.title, case_url("hazard", case.hazard_id), case.hazard.get_state_display())],
        )  # fmt: skip

    def initials(self, case: DoubleReport, action: str, actor: Actor, at: datetime) -> Mapping[str, Any]:
        return {"department_on": day_of(at), "workers_on": day_of(at)}

    def handle(
        self, *, actor: Actor, case: DoubleReport, action: str, at: datetime, on_behalf_of: str, inputs: dict[str, Any]
    ) -> None:
        day = inputs["department_on" if action == "to_department" else "workers_on"]
        said_to = inputs.get("department_name") or inputs.get("workers_meeting") or ""
        record_report(actor=actor, report_id=case.pk, action=action, day=day, said_to=said_to, at=at,
                      files=_ids(inputs.get("files")), on_behalf_of=on_behalf_of)  # fmt: skip


def treatment_panel(actor: Actor, hazard: Any, at: datetime) -> dict[str, Any] | None:
    """五定 of a major hazard, its plan and its two reports. Two queries."""
    if hazard.level != Level.MAJOR:
        return None
    plan = TreatmentPlan.objects.filter(hazard_id=hazard.pk).order_by("-id").first()
    report = DoubleReport.objects.filter(hazard_id=hazard.pk).order_by("-id").first()
    lacking = [label for name, label in FIVE if getattr(hazard, name) in (None, "")]
    return {
        "lacking": lacking, "plan": plan, "plan_tone": PLAN_TONES.get(plan.state, "") if plan else "",
        "plan_url": case_url("hazard.plan", plan.pk) if plan else "", "report": report,
        "report_tone": REPORT_TONES.get(report.state, "") if report else "",
        "report_url": case_url("hazard.report", report.pk) if report else "", "said": hazard.double_report,
    }  # fmt: skip


def there_chain(actor: Actor, hazard: Any) -> list[Having] | None:
    if hazard.recurs_id:
        return None
    looks = [Having(LookBack, "hazard_id", hazard.pk)] if actor.is_regulator else []
    return [Having(Hazard, "recurs_id", hazard.pk), *looks]


def chain_panel(actor: Actor, hazard: Any, at: datetime) -> dict[str, Any] | None:
    """The chain this hazard belongs to, and whether anybody has looked again."""
    chain = chain_of(hazard) if hazard.recurs_id or Hazard.objects.filter(recurs_id=hazard.pk).exists() else []
    looks = list(LookBack.objects.filter(hazard_id=hazard.pk).order_by("id")) if actor.is_regulator else []
    if not chain and not looks:
        return None
    return {
        "chain": [(h, case_url("hazard", h.pk), h.pk == hazard.pk) for h in chain],
        "looks": [(one, case_url("hazard.look_back", one.pk), LOOK_TONES.get(one.state, "")) for one in looks],
    }
