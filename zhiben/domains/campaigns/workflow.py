"""报表: checked by the clerk, signed by the leader, accepted or returned one level up."""

from datetime import datetime
from typing import Any, Final

from zhiben.domains.campaigns.events import ReportMoved
from zhiben.domains.campaigns.models import Report
from zhiben.domains.campaigns.terms import ReportState as S
from zhiben.kernel.access.terms import ReachClass, Role
from zhiben.kernel.base.clock import day_of, end_of_day
from zhiben.kernel.base.errors import WrongState
from zhiben.kernel.parameters.calendar import add_working_days
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.workflow.clocks import chosen, working_days
from zhiben.kernel.workflow.definition import (
    Deadline,
    Duty,
    Input,
    InputKind,
    Inputs,
    Transition,
    Workflow,
    keep_clock,
)
from zhiben.kernel.workflow.models import CaseMove

BASIS: Final = "各地行动方案关于按月报送进展的规定"
CLERKS: Final = frozenset({Role.CLERK})
LEADERS: Final = frozenset({Role.LEADER})
HEADS: Final = CLERKS | LEADERS
LONG: Final = InputKind.LONGTEXT
RESUBMIT: Final = "reports.resubmit_working_days"
OPEN = (S.DRAFT, S.RETURNED)


def moved(report: Report, move: CaseMove) -> ReportMoved:
    return ReportMoved(
        report_id=str(report.pk), agency_id=str(report.agency_id), receiver_id=str(report.receiver_id or ""),
        action=move.action, state=report.state, seq=move.seq,
    )  # fmt: skip


def sent_back(report: Report, at: datetime, given: Inputs) -> dict[str, Any]:
    return {"checked": None}


def texts(report: Report, at: datetime, given: Inputs) -> dict[str, Any]:
    return {name: given.get(name) or "" for name in ("work", "problems", "next_steps")}


def checked(report: Report, at: datetime, given: Inputs) -> dict[str, Any]:
    return {
        **texts(report, at, given), "zero": bool(given.get("zero")), "checked_by": given["checked_by"],
        "checked_on": day_of(at),
    }  # fmt: skip


def submitted(report: Report, at: datetime, given: Inputs) -> dict[str, Any]:
    """The first submission stays; a later one is measured against the day set when it was returned."""
    day = day_of(at)
    held = {"signed_by": given["signed_by"], "version": report.checked, "round": report.round + 1, "checked": None}
    if report.submitted_on is None:
        return {**held, "submitted_on": day}
    again = report.resubmit_by is not None and day > report.resubmit_by
    return {**held, "resubmitted_on": day, "missed": report.missed or again}


def returned(report: Report, at: datetime, given: Inputs) -> dict[str, Any]:
    return {
        "returned_on": day_of(at), "returned_why": given["reason"], "resubmitted_on": None,
        "resubmit_by": resubmit_by(report, at),
    }  # fmt: skip


def resubmit_by(report: Report, at: datetime) -> Any:
    """So many working days after the return, or the original day where that is later."""
    days = int(value_of(RESUBMIT, path=report.place, on=day_of(at)))
    return max(report.due_on, add_working_days(day_of(at), days))


def until_resubmission(report: Report, at: datetime, given: Inputs) -> Deadline:
    return chosen(end_of_day(resubmit_by(report, at)))


def original_or_resubmission(report: Report, at: datetime, given: Inputs) -> Deadline:
    """Back with the clerk: the clock of the report itself."""
    return chosen(end_of_day(report.resubmit_by or report.due_on))


def receivers_clock(report: Report, at: datetime, given: Inputs) -> Deadline | datetime | None:
    """Nobody on the platform is waited for where the receiver is not on it."""
    return working_days("reports.accept_working_days")(report, at, given) if report.receiver_id else None


def outside(report: Report, given: Inputs) -> None:
    if report.receiver_id is not None:
        raise WrongState("这份报表由平台上的接收机关接收，不用登记回执")


ZERO = Input(name="zero", label="零报告：本期没有发生，确认无数据", kind=InputKind.BOOL, required=False)
TEXTS = (
    Input(name="work", label="工作情况", kind=LONG, initial=lambda r: r.work),
    Input(name="problems", label="存在问题", kind=LONG, required=False, initial=lambda r: r.problems),
    Input(name="next_steps", label="下一步打算", kind=LONG, required=False, initial=lambda r: r.next_steps),
)
REASON = Input(name="reason", label="退回理由", kind=LONG, help="哪里不对、要怎样改")
WHY = Input(name="explained", label="校验不符的说明", kind=LONG, required=False)
FILES = Input(name="files", label="附件", kind=InputKind.FILES, slot="files", required=False)

TABLE: tuple[Transition[Report], ...] = (
    Transition(action="edit", label="编写情况说明", source=OPEN, target=None, roles=CLERKS, basis=BASIS,
               inputs=(*TEXTS, FILES), due=keep_clock, sets=texts),
    Transition(action="check", label="核对完成，送签", source=OPEN, target=S.SIGNING, roles=CLERKS, basis=BASIS,
               inputs=(*TEXTS, ZERO, WHY, Input(name="checked_by", label="填报人")), due=keep_clock, sets=checked,
               announces=moved, style="primary"),
    Transition(action="send_back", label="退回修改", source=(S.SIGNING,), target=S.DRAFT, roles=LEADERS, basis=BASIS,
               inputs=(REASON,), due=original_or_resubmission, sets=sent_back, announces=moved),
    Transition(action="sign", label="签发报送", source=(S.SIGNING,), target=S.SUBMITTED, roles=LEADERS, basis=BASIS,
               inputs=(Input(name="signed_by", label="签发人"),), due=receivers_clock, sets=submitted, announces=moved, style="primary"),
    Transition(action="accept", label="接收", source=(S.SUBMITTED,), target=S.ACCEPTED, roles=HEADS, basis=BASIS,
               reach=frozenset({ReachClass.ABOVE}), sets=lambda r, at, given: {"accepted_on": day_of(at)},
               announces=moved, style="primary"),
    Transition(action="return", label="退回", source=(S.SUBMITTED,), target=S.RETURNED, roles=HEADS, basis=BASIS,
               reach=frozenset({ReachClass.ABOVE}), inputs=(REASON,), due=until_resubmission, sets=returned,
               announces=moved, style="danger"),
    Transition(action="receipt", label="登记接收回执", source=(S.SUBMITTED,), target=S.ACCEPTED, roles=CLERKS,
               basis=BASIS, inputs=(Input(name="opinion", label="回执内容", kind=LONG), FILES), guards=(outside,),
               sets=lambda r, at, given: {"accepted_on": day_of(at)}, announces=moved, only_without="receiver_id"),
)  # fmt: skip

REPORT_FLOW: Workflow[Report] = Workflow(
    code="report", version=1, label="报表", model=Report, initial=frozenset({S.DRAFT}), final=frozenset({S.ACCEPTED}),
    states=dict(S.choices), due_soon="reports.due_soon_days", urge_days="reports.urge_days", transitions=TABLE,
    duties=(
        Duty(state=S.DRAFT, action="check", label="核对报送", holder="agency", roles=(Role.CLERK,)),
        Duty(state=S.RETURNED, action="check", label="修改重报", holder="agency", roles=(Role.CLERK,)),
        Duty(state=S.SIGNING, action="sign", label="签发报表", holder="agency", roles=(Role.LEADER,)),
        Duty(state=S.SUBMITTED, action="accept", label="接收报表", holder="agency", agency_column="receiver_id",
             roles=(Role.CLERK, Role.LEADER)),
    ),
)  # fmt: skip
