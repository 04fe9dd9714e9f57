"""治理进展: each period is asked for, handed in once, or ended with its listing."""

from datetime import datetime
from typing import Any

from zhiben.domains.listings.models import ProgressReport
from zhiben.domains.listings.policies import GOVERNORS
from zhiben.domains.listings.terms import ProgressState as S
from zhiben.domains.listings.workflow.guards import percent_in_bounds
from zhiben.kernel.access.terms import ReachClass, Role
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.workflow.definition import Duty, Input, InputKind, Inputs, Transition, Workflow


def reported(case: ProgressReport, at: datetime, given: Inputs) -> dict[str, Any]:
    return {
        "text": given["text"], "percent": int(given["percent"]), "reported_on": day_of(at),
        "reported_by": given["reported_by"],
    }  # fmt: skip


PROGRESS_FLOW: Workflow[ProgressReport] = Workflow(
    code="listing.progress", version=1, label="治理进展", model=ProgressReport, initial=frozenset({S.DUE}),
    final=frozenset({S.REPORTED, S.ENDED}), states=dict(S.choices), due_soon="listings.due_soon_days", urge_days="listings.urge_days",
    transitions=(
        Transition(action="report", label="报送本期进展", source=(S.DUE,), target=S.REPORTED, roles=GOVERNORS,
                   reach=frozenset({ReachClass.PARTY}), on_behalf=True, style="primary",
                   basis="建质〔2011〕158号 施工企业立即组织治理，督办单位跟踪",
                   inputs=(Input(name="text", label="本期进展", kind=InputKind.LONGTEXT),
                           Input(name="percent", label="完成百分比", kind=InputKind.NUMBER),
                           Input(name="photos", label="照片", kind=InputKind.PHOTOS, slot="progress", required=False),
                           Input(name="reported_by", label="报送人")),
                   guards=(percent_in_bounds,), sets=reported),
        Transition(action="end", label="不再需要", source=(S.DUE,), target=S.ENDED, roles=frozenset(),
                   basis="治理报告已送或督办已结束", offered=False),
    ),
    duties=(
        Duty(state=S.DUE, action="report", label="报送治理进展", holder="project", roles=(Role.SITE_MANAGER,)),
        Duty(state=S.DUE, action="report", label="报送治理进展", holder="enterprise", party_role="contractor",
             roles=(Role.PRINCIPAL, Role.ENTERPRISE_ADMIN)),
    ),
)  # fmt: skip
