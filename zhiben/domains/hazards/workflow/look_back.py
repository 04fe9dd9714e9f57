"""回头看: planned after closing a major hazard or by the office, held on site: it still holds, or it came back."""

from typing import Any

from zhiben.domains.hazards.events import LookBackMoved
from zhiben.domains.hazards.models import LookBack
from zhiben.domains.hazards.policies import OFFICERS
from zhiben.domains.hazards.terms import LookBackState as S
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.workflow.definition import Duty, Input, InputKind, Transition, Workflow
from zhiben.kernel.workflow.models import CaseMove

BASIS = "各地治理行动方案对已整改问题“回头看”的要求"
HELD_BY = Input(name="held_by", label="回头看人员")
CONCLUSION = Input(name="conclusion", label="现场情况", kind=InputKind.LONGTEXT)
PHOTOS = Input(name="photos", label="现场照片", kind=InputKind.PHOTOS, slot="look_back", required=False)


def moved(look: LookBack, move: CaseMove) -> LookBackMoved:
    return LookBackMoved(
        look_back_id=str(look.pk), hazard_id=str(look.hazard_id), project_id=str(look.hazard.project_id),
        action=move.action, state=look.state, rebound_id=str(look.rebound_id or ""),
    )  # fmt: skip


def held(look: LookBack, at: Any, given: Any) -> dict[str, Any]:
    return {"held_on": day_of(at), "held_by": given["held_by"], "conclusion": given["conclusion"]}


LOOK_BACK_FLOW: Workflow[LookBack] = Workflow(
    code="hazard.look_back", version=1, label="回头看", model=LookBack,
    initial=frozenset({S.PLANNED}), final=frozenset({S.HELD, S.FAILED, S.CANCELLED}), states=dict(S.choices),
    due_soon="hazards.due_soon_days",
    transitions=(
        Transition(action="hold", label="回头看合格", source=(S.PLANNED,), target=S.HELD, roles=OFFICERS, basis=BASIS,
                   inputs=(HELD_BY, CONCLUSION, PHOTOS), sets=held, announces=moved, style="primary"),
        Transition(action="fail", label="隐患反弹", source=(S.PLANNED,), target=S.FAILED, roles=OFFICERS, basis=BASIS,
                   inputs=(HELD_BY, CONCLUSION, PHOTOS, Input(name="rebound", label="反弹隐患")),
                   sets=lambda look, at, given: {**held(look, at, given), "rebound_id": given["rebound"]},
                   announces=moved, offered=False, style="danger"),
        Transition(action="cancel", label="取消", source=(S.PLANNED,), target=S.CANCELLED,
                   roles=frozenset({Role.CLERK, Role.LEADER}), basis=BASIS,
                   inputs=(Input(name="reason", label="理由", kind=InputKind.LONGTEXT),), announces=moved),
    ),
    duties=(
        Duty(state=S.PLANNED, action="hold", label="现场回头看", holder="agency",
             roles=(Role.INSPECTOR, Role.ENFORCER)),
    ),
)  # fmt: skip
