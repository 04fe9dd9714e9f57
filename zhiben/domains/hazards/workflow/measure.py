"""必办措施: demanded when a hazard becomes a major one at a regulator's hand, done by a document or waived by a leader."""

from datetime import datetime
from typing import Any

from zhiben.domains.hazards.events import MeasureSettled
from zhiben.domains.hazards.models import Measure, Notice
from zhiben.domains.hazards.policies import OFFICERS, REGULATORS
from zhiben.domains.hazards.terms import MeasureKind as K
from zhiben.domains.hazards.terms import MeasureState as S
from zhiben.domains.hazards.terms import NoticeKind, NoticeState
from zhiben.domains.hazards.workflow.hazard import LEADERS, OWN_OR_ABOVE
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput, WrongState
from zhiben.kernel.workflow.definition import Duty, Input, InputKind, Inputs, Transition, Workflow
from zhiben.kernel.workflow.models import CaseMove

BASIS = "各地治理行动方案对重大事故隐患的必办措施"
IN_FORCE = (NoticeState.ISSUED, NoticeState.REPLIED, NoticeState.CLEARED, NoticeState.COMPLETED)
REFERENCE = Input(name="reference", label="文号", help="停工填停工通知书文号；扣分填作出扣分依据的生效文书文号")


def settled(measure: Measure, move: CaseMove) -> MeasureSettled:
    return MeasureSettled(
        measure_id=str(measure.pk), hazard_id=str(measure.hazard_id), project_id=str(measure.hazard.project_id),
        kind=measure.kind, state=measure.state, reference=measure.reference,
    )  # fmt: skip


def done(measure: Measure, at: datetime, given: Inputs) -> dict[str, Any]:
    return {
        "reference": given["reference"], "points": given.get("points"), "done_on": given.get("done_on") or day_of(at),
        "done_by": given["done_by"], "note": given.get("note") or "",
    }  # fmt: skip


def waived(measure: Measure, at: datetime, given: Inputs) -> dict[str, Any]:
    return {"note": given["reason"]}


def by_document(measure: Measure, given: Inputs) -> None:
    """What an officer enters by hand rests on a document that exists; the rest is done by its own paper."""
    if measure.kind == K.LIST:
        raise WrongState("挂牌督办由挂牌督办通知书签发后自动完成，不能登记")
    if measure.kind == K.SERVE and measure.served_at:
        raise WrongState("送知由主要负责人和实际控制人签收后自动完成，不能登记")
    if measure.kind == K.STOP and not _stop_notice_exists(measure, str(given["reference"])):
        raise InvalidInput.of("reference", "没有找到这个项目已下达的同文号停工文书，请先下达停工整改通知书")
    if measure.kind == K.CREDIT and given.get("points") in (None, ""):
        raise InvalidInput.of("points", "请填写扣分分值")


def not_before_finding(measure: Measure, given: Inputs) -> None:
    day = given.get("done_on")
    if day and day < measure.hazard.found_on:
        raise InvalidInput.of("done_on", f"日期不能早于隐患发现日期 {measure.hazard.found_on:%Y-%m-%d}")


def _stop_notice_exists(measure: Measure, number: str) -> bool:
    rows = Notice.objects.filter(project_id=measure.hazard.project_id, kind=NoticeKind.STOP, state__in=IN_FORCE)
    return rows.filter(number=number.strip()).exists()


DONE_BY = Input(name="done_by", label="办理人")
MEASURE_FLOW: Workflow[Measure] = Workflow(
    code="hazard.measure", version=1, label="必办措施", model=Measure,
    initial=frozenset({S.REQUIRED}), final=frozenset({S.DONE, S.WAIVED}), states=dict(S.choices),
    due_soon="hazards.due_soon_days",
    transitions=(
        Transition(action="register", label="登记完成", source=(S.REQUIRED,), target=S.DONE,
                   roles=OFFICERS | {Role.CLERK}, basis=BASIS, only_without="served_at",
                   inputs=(REFERENCE, DONE_BY,
                           Input(name="points", label="扣分分值", kind=InputKind.NUMBER, required=False),
                           Input(name="done_on", label="日期", kind=InputKind.DATE, required=False),
                           Input(name="note", label="说明", kind=InputKind.LONGTEXT, required=False)),
                   guards=(by_document, not_before_finding), sets=done, announces=settled, style="primary"),
        Transition(action="complete", label="完成", source=(S.REQUIRED,), target=S.DONE,
                   roles=REGULATORS, reach=OWN_OR_ABOVE, basis=BASIS, inputs=(REFERENCE, DONE_BY),
                   sets=done, announces=settled, offered=False),
        Transition(action="waive", label="免办", source=(S.REQUIRED,), target=S.WAIVED, roles=LEADERS, basis=BASIS,
                   inputs=(Input(name="reason", label="免办理由", kind=InputKind.LONGTEXT),), sets=waived,
                   announces=settled, style="danger"),
        Transition(action="lapse", label="随隐患变更取消", source=(S.REQUIRED,), target=S.WAIVED, roles=LEADERS,
                   basis="隐患降级或作废后不再要求", inputs=(Input(name="reason", label="理由"),), sets=waived,
                   announces=settled, offered=False),
    ),
    duties=(
        Duty(state=S.REQUIRED, action="register", label="办理必办措施", holder="agency", only_without="served_at",
             roles=(Role.INSPECTOR, Role.ENFORCER, Role.CLERK)),
    ),
)  # fmt: skip
