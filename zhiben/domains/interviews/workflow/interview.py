"""约谈: from a draft on the leader's desk until every promise is kept, on one screen. It is no penalty."""

from datetime import datetime
from typing import Any, Final

from zhiben.domains.interviews.events import InterviewMoved
from zhiben.domains.interviews.models import Interview
from zhiben.domains.interviews.policies import LEADERS, OFFICERS, REGULATORS, SUBJECTS
from zhiben.domains.interviews.terms import RUNNING
from zhiben.domains.interviews.terms import InterviewState as S
from zhiben.domains.interviews.workflow import guards
from zhiben.kernel.access.terms import ReachClass, Role
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.workflow.clocks import on_day
from zhiben.kernel.workflow.definition import Duty, Input, InputKind, Inputs, Transition, Workflow, keep_clock
from zhiben.kernel.workflow.models import CaseMove

BASIS: Final = "约谈通知书及约谈记录（不是行政处罚）"
LADDER: Final = "平台提示，由机关负责人决定是否约谈"
# The head of an enterprise answers as party; the leader of a subordinate agency stands below the case.
PARTY: Final = frozenset({ReachClass.PARTY})
BELOW: Final = frozenset({ReachClass.BELOW})
DATE, LONG, FILES = InputKind.DATE, InputKind.LONGTEXT, InputKind.FILES


def moved(interview: Interview, move: CaseMove) -> InterviewMoved:
    return announcement(interview, move.action, move.seq)


def announcement(interview: Interview, action: str, seq: int) -> InterviewMoved:
    return InterviewMoved(
        interview_id=str(interview.pk), agency_id=str(interview.agency_id),
        enterprise_id=str(interview.enterprise_id or ""), subject_agency_id=str(interview.subject_agency_id or ""),
        case_kind=interview.case_kind, case_id=str(interview.case_id or ""), action=action, state=interview.state,
        seq=seq,
    )  # fmt: skip


def edited(interview: Interview, at: datetime, given: Inputs) -> dict[str, Any]:
    return {name: given.get(name) or "" for name in ("person_name", "person_post", "matter", "meet_place")} | {
        "meet_on": given.get("meet_on"), "meet_time": _clock(given.get("meet_time")),
    }  # fmt: skip


def signed(interview: Interview, at: datetime, given: Inputs) -> dict[str, Any]:
    return {
        **edited(interview, at, given), "number": given["number"], "agency_name": given["agency_name"],
        "decided_by": given["signed_by"], "notified_on": day_of(at), "seen_by_parties": True,
    }  # fmt: skip


def declined(interview: Interview, at: datetime, given: Inputs) -> dict[str, Any]:
    return {"decided_by": given["signed_by"], "declined_why": given["reason"]}


def received(interview: Interview, at: datetime, given: Inputs) -> dict[str, Any]:
    return {"received_by": given["receiver"], "received_on": day_of(at)}


def rescheduled(interview: Interview, at: datetime, given: Inputs) -> dict[str, Any]:
    return {
        "meet_on": given["meet_on"], "meet_time": _clock(given["meet_time"]), "meet_place": given["meet_place"],
        "rescheduled": interview.rescheduled + 1, "received_on": None, "received_by": "",
    }  # fmt: skip


def was_absent(interview: Interview, at: datetime, given: Inputs) -> dict[str, Any]:
    return {"absences": interview.absences + 1, "absent_note": given["note"]}


def held(interview: Interview, at: datetime, given: Inputs) -> dict[str, Any]:
    return {name: given.get(name) or "" for name in ("host", "attendees", "problems", "promise")} | {
        "held_on": given["held_on"]
    }


def _clock(text: Any) -> str:
    return str(text or "").strip().replace("：", ":")


PERSON = (
    Input(name="person_name", label="被约谈人", required=False, initial=lambda c: c.person_name),
    Input(name="person_post", label="职务", initial=lambda c: c.person_post),
)
MATTER = Input(name="matter", label="约谈事由", kind=LONG, initial=lambda c: c.matter)
MEETING = (
    Input(name="meet_on", label="约谈日期", kind=DATE, initial=lambda c: c.meet_on),
    Input(name="meet_time", label="约谈时间", initial=lambda c: c.meet_time, help="写成 09:30 这样"),
    Input(name="meet_place", label="约谈地点", initial=lambda c: c.meet_place),
)
MAYBE_MEETING = (
    Input(name="meet_on", label="约谈日期", kind=DATE, required=False, initial=lambda c: c.meet_on),
    Input(name="meet_time", label="约谈时间", required=False, initial=lambda c: c.meet_time, help="写成 09:30 这样"),
    Input(name="meet_place", label="约谈地点", required=False, initial=lambda c: c.meet_place),
)
REASON = Input(name="reason", label="理由", kind=LONG)
SIGNED_BY = Input(name="signed_by", label="签发人")
HELD = (
    Input(name="held_on", label="实际约谈日期", kind=DATE, initial=lambda c: c.meet_on),
    Input(name="host", label="主持人"),
    Input(name="attendees", label="参加人", kind=LONG, help="双方参加人的姓名、单位和职务"),
    Input(name="problems", label="主要问题", kind=LONG, initial=lambda c: c.matter),
    Input(name="promise", label="整改承诺", kind=LONG, required=False, help="总的表态；逐条承诺写在下面，各有责任人和期限"),
    Input(name="until", label="最晚的承诺期限", kind=DATE),
    Input(name="scans", label="签字的约谈记录", kind=FILES, slot="minutes", required=False, help="PDF 或照片，可以以后补"),
)  # fmt: skip

TABLE: tuple[Transition[Interview], ...] = (
    Transition(action="sign", label="签发约谈通知", source=(S.DRAFT,), target=S.NOTIFIED, roles=LEADERS, basis=BASIS,
               inputs=(*PERSON, MATTER, *MEETING, Input(name="number", label="文号"),
                       Input(name="agency_name", label="约谈机关"), SIGNED_BY),
               guards=(guards.time_readable,), due=on_day("meet_on"), sets=signed, announces=moved, style="primary"),
    Transition(action="edit", label="修改拟稿", source=(S.DRAFT,), target=None, roles=REGULATORS,
               basis="拟稿可改，签发后不改", inputs=(*PERSON, MATTER, *MAYBE_MEETING), due=keep_clock, sets=edited),
    Transition(action="decline", label="不予约谈", source=(S.DRAFT,), target=S.DECLINED, roles=LEADERS, basis=LADDER,
               inputs=(REASON, SIGNED_BY), sets=declined, announces=moved),
    Transition(action="overtake", label="事项已办结，撤下拟稿", source=(S.DRAFT,), target=S.OVERTAKEN,
               roles=frozenset(), basis=LADDER, offered=False, announces=moved),
    Transition(action="receive", label="签收", source=(S.NOTIFIED,), target=None, roles=SUBJECTS,
               reach=PARTY, on_behalf=True, basis=BASIS, inputs=(Input(name="receiver", label="签收人"),),
               guards=(guards.not_received,), due=keep_clock, sets=received, announces=moved,
               only_without="received_on", style="primary"),
    Transition(action="receive_below", label="签收", source=(S.NOTIFIED,), target=None, roles=LEADERS, reach=BELOW,
               basis=BASIS, inputs=(Input(name="receiver", label="签收人"),), guards=(guards.not_received,),
               due=keep_clock, sets=received, announces=moved, only_without="enterprise_id", style="primary"),
    Transition(action="reschedule", label="改期", source=(S.NOTIFIED,), target=None, roles=OFFICERS | LEADERS,
               basis=BASIS, inputs=(*MEETING, REASON), guards=(guards.time_readable,), due=on_day("meet_on"),
               sets=rescheduled, announces=moved),
    Transition(action="absent", label="登记缺席", source=(S.NOTIFIED,), target=None, roles=REGULATORS, basis=BASIS,
               inputs=(Input(name="absent_on", label="缺席日期", kind=DATE, initial=lambda c: c.meet_on),
                       Input(name="note", label="缺席情况", kind=LONG, help="谁没有到、有没有说明理由")),
               due=keep_clock, sets=was_absent, announces=moved),
    Transition(action="hold", label="记录约谈", source=(S.NOTIFIED,), target=S.HELD, roles=REGULATORS, basis=BASIS,
               inputs=HELD, guards=(guards.held_after_notice,), due=on_day("until"), sets=held, announces=moved,
               style="primary"),
    Transition(action="promise", label="增加承诺", source=(S.HELD,), target=None, roles=REGULATORS, basis=BASIS,
               inputs=(Input(name="text", label="承诺事项", kind=LONG), Input(name="person", label="责任人"),
                       Input(name="until", label="承诺期限", kind=DATE)),
               due=keep_clock, announces=moved),
    Transition(action="attach_scan", label="附签字的约谈记录", source=(S.HELD, S.DONE), target=None, roles=REGULATORS,
               basis=BASIS, inputs=(Input(name="scans", label="签字的约谈记录", kind=FILES, slot="minutes"),),
               due=keep_clock),
    Transition(action="complete", label="承诺已落实", source=(S.HELD,), target=S.DONE, roles=REGULATORS, basis=BASIS,
               guards=(guards.all_kept,), sets=lambda c, at, given: {"done_on": day_of(at)}, announces=moved,
               offered=False),
    Transition(action="void", label="撤销约谈", source=RUNNING, target=S.VOIDED, roles=LEADERS,
               basis="文书签发后不可改，只能撤销", inputs=(REASON,), announces=moved, style="danger",
               sets=lambda c, at, given: {"void_why": given["reason"][:300]}),
)  # fmt: skip

INTERVIEW_FLOW: Workflow[Interview] = Workflow(
    code="interview", version=1, label="约谈", model=Interview, initial=frozenset({S.DRAFT}),
    final=frozenset({S.DONE, S.DECLINED, S.VOIDED, S.OVERTAKEN}), states=dict(S.choices),
    due_soon="interviews.due_soon_days", urge_days="interviews.urge_days", transitions=TABLE,
    duties=(
        Duty(state=S.DRAFT, action="sign", label="决定是否约谈", holder="agency", roles=(Role.LEADER,)),
        Duty(state=S.NOTIFIED, action="hold", label="组织约谈并记录", holder="agency",
             roles=(Role.INSPECTOR, Role.ENFORCER, Role.CLERK)),
        Duty(state=S.NOTIFIED, action="receive", label="签收约谈通知，按时参加", holder="enterprise",
             party_role="subject", roles=(Role.PRINCIPAL, Role.ENTERPRISE_ADMIN)),
        Duty(state=S.NOTIFIED, action="receive_below", label="签收约谈通知，按时参加", holder="user", party_role="subject",
             roles=(Role.LEADER,)),
    ),
)  # fmt: skip
