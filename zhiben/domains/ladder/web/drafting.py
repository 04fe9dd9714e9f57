"""拟督办单 by hand, from a hazard: other open hazards of the same site can go along."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from zhiben.domains.hazards.public import hazards_for, open_hazards
from zhiben.domains.ladder.policies import REGULATORS
from zhiben.domains.ladder.services.drafting import draft_order
from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.base.clock import day_of, now
from zhiben.kernel.base.errors import NotVisible
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.ui.cases.addresses import case_url
from zhiben.kernel.ui.doors import open_to
from zhiben.kernel.ui.forms.answer import answer_form
from zhiben.kernel.workflow.definition import Input, InputKind

MOST_OTHERS: Final = 10


@open_to(REGULATORS)
def new(request: HttpRequest, hazard_id: UUID) -> HttpResponse:
    actor, at = actor_of(request), now()
    found = hazards_for(actor, [hazard_id])
    if not found:
        raise NotVisible("没有找到这条隐患，或者不在您的权限范围内")
    hazard = found[0]
    others = list(
        open_hazards().filter(project_id=hazard.project_id).exclude(pk=hazard.pk).order_by("due_at")[:MOST_OTHERS]
    )

    def do(values: dict[str, Any]) -> tuple[str, str]:
        more = [other.pk for other in others if values.get(f"h{other.pk}")]
        order = draft_order(
            actor=actor, hazard_ids=[hazard_id, *more], reason=values["reason"], demands=values["demands"],
            answer_on=values["answer_on"], at=at,
        )  # fmt: skip
        return "督办单已拟好，等负责人签批。", case_url("ladder.order", order.pk)

    return answer_form(
        request, inputs=_inputs(others), do=do, title="拟督办单", lead=f"{hazard.title}　{hazard.where_name}", button="报负责人签批",
        back=case_url("hazard", hazard_id), initials=_initials(hazard, at),
        crumbs=(("首页", "/home"), ("督办单", "/orders/")),
    )  # fmt: skip


def _inputs(others: list[Any]) -> list[Input]:
    along = [
        Input(name=f"h{one.pk}", label=f"一并督办：{one.title}", kind=InputKind.BOOL, required=False) for one in others
    ]
    return [
        Input(name="reason", label="督办事由", kind=InputKind.LONGTEXT),
        Input(name="demands", label="督办要求", kind=InputKind.LONGTEXT),
        Input(name="answer_on", label="反馈期限", kind=InputKind.DATE, required=False,
              help="不填的，签发时按本地规定的天数算"),
        *along,
    ]  # fmt: skip


def _initials(hazard: Any, at: datetime) -> dict[str, Any]:
    late = (day_of(at) - hazard.deadline_on).days if hazard.deadline_on else 0
    tail = f"整改期限 {hazard.deadline_on.isoformat()}，已逾期 {late} 天。" if late > 0 else "需要督促落实。"
    return {
        "reason": f"{hazard.where_name}的下列隐患至今没有办结，{tail}",
        "demands": value_of("ladder.text.demands", path=hazard.place, on=day_of(at)),
    }
