"""一张证照: what the issuing authority may decide about it. 过期 is no step: it follows from the day."""

from datetime import datetime
from typing import Any, Final

from zhiben.domains.certificates.events import CertificateMoved
from zhiben.domains.certificates.models import Certificate
from zhiben.domains.certificates.policies import CERTIFIERS
from zhiben.domains.certificates.terms import FINAL
from zhiben.domains.certificates.terms import CertificateState as S
from zhiben.domains.certificates.workflow import guards
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.workflow.clocks import on_day
from zhiben.kernel.workflow.definition import Duty, Input, InputKind, Inputs, Transition, Workflow, keep_clock
from zhiben.kernel.workflow.models import CaseMove

DATE, LONG, FILES = InputKind.DATE, InputKind.LONGTEXT, InputKind.FILES
LICENSING: Final = "行政许可法 "
DYNAMIC: Final = "建质〔2008〕121号 "
STANDING: Final = (S.VALID, S.SUSPENDED)


def moved_event(case: Certificate, *, action: str, state: str, seq: int) -> CertificateMoved:
    return CertificateMoved(
        certificate_id=str(case.pk), kind=case.kind, agency_id=str(case.agency_id), action=action, state=state, seq=seq,
        because_of_accident=case.because_of_accident, enterprise_id=str(case.enterprise_id or ""),
        employer_id=str(case.employer_id or ""), person_id=str(case.person_id or ""),
        equipment_id=str(case.equipment_id or ""),
    )  # fmt: skip


def moved(case: Certificate, move: CaseMove) -> CertificateMoved:
    return moved_event(case, action=move.action, state=case.state, seq=move.seq)


def decided(case: Certificate, at: datetime, given: Inputs) -> dict[str, Any]:
    """What every decision leaves on the certificate."""
    return {
        "decision_no": given["number"], "decided_on": day_of(at), "reason": given["reason"][:500],
        "because_of_accident": bool(given.get("because_of_accident")),
    }  # fmt: skip


def suspended(case: Certificate, at: datetime, given: Inputs) -> dict[str, Any]:
    since, until = given["since"], given["until"]
    return {**decided(case, at, given), "suspended_from": since, "suspended_to": until}


def given_back(case: Certificate, at: datetime, given: Inputs) -> dict[str, Any]:
    return {**decided(case, at, given), "suspended_from": None, "suspended_to": None}


def extended(case: Certificate, at: datetime, given: Inputs) -> dict[str, Any]:
    return {"valid_to": given["valid_to"], "version": case.version + 1}


def changed(case: Certificate, at: datetime, given: Inputs) -> dict[str, Any]:
    names = ("holder_name", "employer_id", "employer_name", "scope_text", "title", "where_name")
    return {**{n: given[n] for n in names if given.get(n)}, "version": case.version + 1}


def settled(case: Certificate, at: datetime, given: Inputs) -> dict[str, Any]:
    names = ("person_id", "enterprise_id", "employer_id", "equipment_id", "officer_id")
    return {**{n: given[n] for n in names if given.get(n)}, "unmatched": False, "doubtful": False, "doubts": []}


NUMBER = Input(name="number", label="决定书文号")
REASON = Input(name="reason", label="事实和理由", kind=LONG)
BASIS = Input(name="basis", label="法律依据", required=False)
ACCIDENT = Input(name="because_of_accident", label="因生产安全事故", kind=InputKind.BOOL, required=False)
PAPERS = Input(name="files", label="附件", kind=FILES, slot="decision", required=False)
DECISION = (REASON, BASIS, ACCIDENT, PAPERS, NUMBER)
SINCE = Input(name="since", label="暂扣起", kind=DATE)
UNTIL = Input(name="until", label="暂扣止", kind=DATE, help="期满不自动恢复，要经发证机关发还")
VALID_TO = Input(name="valid_to", label="新的有效期止", kind=DATE)

TABLE: tuple[Transition[Certificate], ...] = (
    Transition(action="suspend", label="暂扣", source=(S.VALID,), target=S.SUSPENDED, roles=CERTIFIERS,
               basis=DYNAMIC + "发生事故或者降低安全生产条件的，由颁发管理机关暂扣", inputs=(SINCE, UNTIL, *DECISION),
               guards=(guards.suspension_in_bounds,), due=on_day("until"), sets=suspended, announces=moved,
               style="danger"),
    Transition(action="return", label="发还", source=(S.SUSPENDED,), target=S.VALID, roles=CERTIFIERS,
               basis=DYNAMIC + "暂扣期满，经核查恢复安全生产条件的发还", inputs=(REASON, PAPERS, NUMBER),
               sets=given_back, announces=moved, style="primary"),
    Transition(action="lift", label="撤销暂扣决定", source=(S.SUSPENDED,), target=S.VALID, roles=CERTIFIERS,
               basis="行政复议、诉讼或者自查发现暂扣决定不当", inputs=(REASON, PAPERS, NUMBER), sets=given_back,
               announces=moved),
    Transition(action="extend", label="延续", source=(S.VALID,), target=None, roles=CERTIFIERS,
               basis=LICENSING + "第五十条：有效期届满前申请延续", inputs=(VALID_TO,),
               guards=(guards.extension_in_window,), sets=extended, announces=moved, style="primary"),
    Transition(action="change", label="变更", source=STANDING, target=None, roles=CERTIFIERS,
               basis=LICENSING + "第四十九条：变更许可事项", due=keep_clock,
               inputs=(Input(name="holder_name", label="持证主体名称", required=False),
                       Input(name="employer_id", label="受聘单位", required=False),
                       Input(name="employer_name", label="受聘单位名称", required=False),
                       Input(name="scope_text", label="许可范围", required=False),
                       Input(name="title", label="标题", required=False),
                       Input(name="where_name", label="所在", required=False),
                       Input(name="before", label="变更前", required=False),
                       Input(name="reason", label="变更理由", kind=LONG)),
               guards=(guards.something_changes,), sets=changed, announces=moved),
    Transition(action="settle", label="核实存疑", source=STANDING, target=None, roles=CERTIFIERS, due=keep_clock,
               basis="台账带来的存疑、待匹配，核实后才能作为依据",
               inputs=(Input(name="person_id", label="持证人", required=False),
                       Input(name="enterprise_id", label="持证企业", required=False),
                       Input(name="employer_id", label="受聘单位", required=False),
                       Input(name="equipment_id", label="设备", required=False),
                       Input(name="officer_id", label="监督人员", required=False),
                       Input(name="reason", label="核实情况", kind=LONG)),
               guards=(guards.number_is_free,), sets=settled, announces=moved),
    Transition(action="revoke_penalty", label="吊销", source=STANDING, target=S.REVOKED_PENALTY, roles=CERTIFIERS,
               basis="行政处罚法、" + DYNAMIC + "情节严重的吊销", inputs=DECISION, sets=decided, announces=moved,
               style="danger"),
    Transition(action="revoke_grant", label="撤销", source=STANDING, target=S.REVOKED_GRANT, roles=CERTIFIERS,
               basis=LICENSING + "第六十九条：以不正当手段取得等许可作出时即不当的撤销", inputs=DECISION, sets=decided,
               announces=moved, style="danger"),
    Transition(action="withdraw", label="撤回", source=STANDING, target=S.WITHDRAWN, roles=CERTIFIERS,
               basis=LICENSING + "第八条：法律或者客观情况变化，为公共利益撤回", inputs=DECISION, sets=decided,
               announces=moved, style="danger"),
    Transition(action="cancel", label="注销", source=STANDING, target=S.CANCELLED, roles=CERTIFIERS,
               basis=LICENSING + "第七十条：期满未延续、终止、死亡等的注销", inputs=DECISION, sets=decided, announces=moved),
    Transition(action="replace", label="换发新证，旧证停用", source=(S.VALID,), target=S.CANCELLED, roles=CERTIFIERS,
               basis="换发电子证照后旧证自动停用", inputs=(Input(name="reason", label="理由"),), offered=False,
               sets=lambda c, at, given: {"reason": given["reason"], "decided_on": day_of(at)}, announces=moved),
)  # fmt: skip

CERTIFICATE_FLOW: Workflow[Certificate] = Workflow(
    code="certificate", version=1, label="证照", model=Certificate, initial=frozenset({S.VALID}),
    final=frozenset(FINAL), states=dict(S.choices), due_soon="certificates.due_soon_days",
    urge_days="certificates.urge_days", transitions=TABLE,
    duties=(
        Duty(state=S.SUSPENDED, action="return", label="暂扣期满前核查，决定是否发还", holder="agency",
             roles=(Role.CERTIFIER,)),
    ),
)  # fmt: skip
