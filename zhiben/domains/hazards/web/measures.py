"""必办措施: the page of one, and the card on the page of its hazard."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from zhiben.domains.hazards.models import Measure, Serving
from zhiben.domains.hazards.policies import REGULATORS
from zhiben.domains.hazards.services.measures import register_measure, waive_measure
from zhiben.domains.hazards.terms import MeasureKind, MeasureState, ServingState
from zhiben.kernel.access.actors import Actor
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.parameters.queries import explain
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.cases.page import CasePage
from zhiben.kernel.ui.cases.parts import Fact, Parts, Related
from zhiben.kernel.ui.due import DueClock
from zhiben.kernel.ui.presence import Having
from zhiben.kernel.workflow.definition import Input, Transition

TONES: dict[str, str] = {MeasureState.REQUIRED: "red", MeasureState.DONE: "green", MeasureState.WAIVED: ""}
SERVING_TONES: dict[str, str] = {
    ServingState.UNNAMED: "red", ServingState.SENT: "orange", ServingState.SIGNED: "green",
}  # fmt: skip
FOR_CREDIT = ("points",)
SAID = {
    MeasureKind.STOP: "下达停工整改通知书、把这条隐患列入其中，即自动完成；已由另一份停工文书覆盖的，登记其文号。",
    MeasureKind.LIST: "挂牌督办通知书签发后自动完成。",
    MeasureKind.CREDIT: "信用系统未接入，登记后视为完成。没有生效文书的不得扣分，请填写文书文号。",
    MeasureKind.SERVE: "主要负责人和实际控制人都签收后自动完成，不影响销号。",
}


class MeasurePage(CasePage[Measure]):
    flow_code, roles, tones = "hazard.measure", REGULATORS, TONES
    crumbs = (("首页", "/home"), ("隐患台账", "/hazards/"))

    def related(self, rows: Any) -> Any:
        return rows.select_related("hazard")

    def parts(self, case: Measure, actor: Actor, at: datetime) -> Parts:
        kind = MeasureKind(case.kind)
        return Parts(
            facts=[
                Fact("措施", kind.label), Fact("文号", case.reference), Fact("扣分分值", case.points),
                Fact("完成日期", case.done_on), Fact("办理人", case.done_by), Fact("说明", case.note, wide=True),
                Fact("怎样完成", SAID[kind], wide=True), Fact("要求的依据", source_of(case), wide=True),
            ],
            related=[Related(case.hazard.title, case_url("hazard", case.hazard_id), case.hazard.get_state_display())],
        )  # fmt: skip

    def inputs(self, case: Measure, row: Transition[Measure], actor: Actor) -> Sequence[Input]:
        left_out = {"done_by", *(() if case.kind == MeasureKind.CREDIT else FOR_CREDIT)}
        return [i for i in row.inputs if i.name not in left_out]

    def initials(self, case: Measure, action: str, actor: Actor, at: datetime) -> Mapping[str, Any]:
        return {"done_on": day_of(at)} if action == "register" else {}

    def lead(self, case: Measure, action: str) -> str:
        return f"{super().lead(case, action)}　{SAID[MeasureKind(case.kind)]}"

    def handle(
        self, *, actor: Actor, case: Measure, action: str, at: datetime, on_behalf_of: str, inputs: dict[str, Any]
    ) -> None:
        if action == "register":
            register_measure(actor=actor, measure_id=case.pk, at=at, **inputs)
        elif action == "waive":
            waive_measure(actor=actor, measure_id=case.pk, reason=inputs["reason"], at=at)
        else:
            super().handle(actor=actor, case=case, action=action, at=at, on_behalf_of=on_behalf_of, inputs=inputs)


def source_of(measure: Measure) -> str:
    """Why it is demanded here: the parameter's row that held on the day."""
    own = measure.hazard.source == "SELF_CHECK"
    key = "hazards.self_reported_measures" if own else "hazards.major_measures"
    row = explain(key, path=measure.place, on=day_of(measure.opened_at)).row
    return f"{row.source}（{row.get_mark_display()}）" if row else ""


def measures_panel(actor: Actor, hazard: Any, at: datetime) -> dict[str, Any] | None:
    """What is demanded of this hazard and how far it has come. One query and the clock."""
    if not actor.is_regulator:
        return None
    rows = list(Measure.objects.filter(hazard_id=hazard.pk).order_by("id"))
    if not rows:
        return None
    clock = DueClock(at, [m.due_at for m in rows if m.closed_at is None])
    lines = [
        (m, case_url("hazard.measure", m.pk), TONES[m.state], clock.read(m.due_at) if m.closed_at is None else None)
        for m in rows
    ]
    return {"lines": lines}


def there_measures(actor: Actor, hazard: Any) -> list[Having]:
    return [Having(Measure, "hazard_id", hazard.pk)] if actor.is_regulator else []


def there_servings(actor: Actor, hazard: Any) -> list[Having]:
    return [Having(Serving, "hazard_id", hazard.pk)]


def servings_panel(actor: Actor, hazard: Any, at: datetime) -> dict[str, Any] | None:
    """Who has been told and who has signed. One query and the clock."""
    rows = list(Serving.objects.visible_to(actor).filter(hazard_id=hazard.pk).order_by("id"))
    if not rows:
        return None
    clock = DueClock(at, [s.due_at for s in rows if s.closed_at is None])
    lines = [
        (
            s,
            case_url("hazard.serving", s.pk),
            SERVING_TONES.get(s.state, ""),
            clock.read(s.due_at) if s.closed_at is None else None,
        )
        for s in rows
    ]
    return {"lines": lines}
