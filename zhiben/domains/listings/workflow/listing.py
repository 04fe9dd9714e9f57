"""挂牌督办: from a draft on the leader's desk to 解除, on one screen."""

from datetime import datetime
from typing import Any, Final

from zhiben.domains.hazards.terms import ListingLevel
from zhiben.domains.listings.events import ListingMoved
from zhiben.domains.listings.models import ListedHazard, Listing
from zhiben.domains.listings.policies import DRAFTERS, GOVERNORS, LEADERS, OFFICERS
from zhiben.domains.listings.terms import RUNNING, SIGNED, FollowUpKind
from zhiben.domains.listings.terms import ListingState as S
from zhiben.domains.listings.workflow import guards
from zhiben.kernel.access.terms import ReachClass, Role
from zhiben.kernel.base.clock import day_of, end_of_day
from zhiben.kernel.workflow.clocks import on_day, working_days
from zhiben.kernel.workflow.definition import Duty, Input, InputKind, Inputs, Transition, Workflow, keep_clock
from zhiben.kernel.workflow.models import CaseMove

BASIS: Final = "建质〔2011〕158号 "
LADDER: Final = "平台提示，由机关负责人决定是否挂牌"
PARTY: Final = frozenset({ReachClass.PARTY})
PHOTOS, FILES, DATE, LONG = InputKind.PHOTOS, InputKind.FILES, InputKind.DATE, InputKind.LONGTEXT


def moved(listing: Listing, move: CaseMove) -> ListingMoved:
    items = ListedHazard.objects.filter(listing=listing).order_by("position")
    return ListingMoved(
        listing_id=str(listing.pk), project_id=str(listing.project_id), agency_id=str(listing.agency_id),
        action=move.action, state=listing.state, seq=move.seq,
        hazard_ids=tuple(map(str, items.values_list("hazard_id", flat=True))),
    )  # fmt: skip


def governing_clock(listing: Listing, at: datetime, given: Inputs) -> datetime | None:
    """The 治理期限 written in the notice."""
    return end_of_day(listing.deadline_on) if listing.deadline_on else None


def governed_until(listing: Listing, at: datetime, given: Inputs) -> Any:
    """A later 治理期限 moves the clock of those who govern, not that of a plan."""
    return on_day("deadline_on")(listing, at, given) if listing.state == S.GOVERNING else keep_clock(listing, at, given)


def edited(listing: Listing, at: datetime, given: Inputs) -> dict[str, Any]:
    return {
        "matter": given["matter"], "requirements": given["requirements"], "deadline_on": given.get("deadline_on"),
        "other": given.get("other") or "",
    }  # fmt: skip


def signed(listing: Listing, at: datetime, given: Inputs) -> dict[str, Any]:
    return {
        **edited(listing, at, given), "number": given["number"], "level": given["level"],
        "decided_by": given["signed_by"], "agency_name": given["agency_name"], "listed_on": day_of(at),
        "seen_by_parties": True,
    }  # fmt: skip


def declined(listing: Listing, at: datetime, given: Inputs) -> dict[str, Any]:
    return {"decided_by": given["signed_by"], "declined_why": given["reason"]}


def planned(listing: Listing, at: datetime, given: Inputs) -> dict[str, Any]:
    return {
        "plan_on": day_of(at), "plan_duty": given["duty"], "plan_measure": given["measure"],
        "plan_fund_wan": given["fund_wan"], "plan_until": given["until"], "plan_emergency": given["emergency"],
    }  # fmt: skip


def reported(listing: Listing, at: datetime, given: Inputs) -> dict[str, Any]:
    return {"report_on": day_of(at), "report": given["result"]}


def reviewed(listing: Listing, at: datetime, given: Inputs) -> dict[str, Any]:
    return {
        "reviewed_on": given["reviewed_on"], "reviewed_by": "、".join(guards.names_in(given["reviewed_by"])),
        "review_opinion": given["opinion"],
    }  # fmt: skip


def not_passed(listing: Listing, at: datetime, given: Inputs) -> dict[str, Any]:
    return {**reviewed(listing, at, given), "deadline_on": given["deadline_on"], "round": listing.round + 1}


def delisted(listing: Listing, at: datetime, given: Inputs) -> dict[str, Any]:
    return {"delist_no": given["number"], "delisted_on": day_of(at), "delisted_by": given["signed_by"]}


MATTER = Input(name="matter", label="重大隐患具体内容", kind=LONG, initial=lambda c: c.matter)
WANTED = Input(name="requirements", label="治理要求", kind=LONG, initial=lambda c: c.requirements)
DEADLINE = Input(name="deadline_on", label="治理期限", kind=DATE, initial=lambda c: c.deadline_on,
                 help="建质〔2011〕158号没有统一天数，逐案定，写在通知书里")  # fmt: skip
MAYBE_DEADLINE = Input(name="deadline_on", label="治理期限", kind=DATE, required=False, initial=lambda c: c.deadline_on)
NEW_DEADLINE = Input(name="deadline_on", label="新的治理期限", kind=DATE)
OTHER = Input(name="other", label="其他要求", kind=LONG, required=False, initial=lambda c: c.other)
NUMBER = Input(name="number", label="文号")
SIGNED_BY = Input(name="signed_by", label="签发人")
LEVEL = Input(name="level", label="督办层级", kind=InputKind.CHOICE, choices=tuple(ListingLevel.choices))
AGENCY = Input(name="agency_name", label="督办单位")
REASON = Input(name="reason", label="理由", kind=LONG)
REVIEW = (
    Input(name="reviewed_on", label="审查日期", kind=DATE, initial=lambda c: c.reviewed_on),
    Input(name="reviewed_by", label="审查人员", help="至少两人，用顿号隔开"),
    Input(name="opinion", label="审查意见", kind=LONG),
    Input(name="review_photos", label="审查照片", kind=PHOTOS, slot="review", required=False),
)
PLAN = (
    Input(name="duty", label="整改责任", kind=LONG, initial=lambda c: c.plan_duty, help="责任单位、责任人和分工"),
    Input(name="measure", label="整改措施", kind=LONG, initial=lambda c: c.plan_measure),
    Input(name="fund_wan", label="整改资金（万元）", kind=InputKind.NUMBER, initial=lambda c: c.plan_fund_wan),
    Input(name="until", label="整改时限", kind=DATE, initial=lambda c: c.plan_until or c.deadline_on),
    Input(name="emergency", label="应急预案", kind=LONG, initial=lambda c: c.plan_emergency),
    Input(name="plan_files", label="治理方案", kind=FILES, slot="plan", required=False, help="盖章的方案，PDF 或照片"),
)
FOLLOW_UP = (
    Input(name="kind", label="处理方式", kind=InputKind.CHOICE, choices=tuple(FollowUpKind.choices)),
    Input(name="done_on", label="处理日期", kind=DATE),
    Input(name="document_no", label="文号", required=False),
    Input(name="note", label="说明", required=False),
    Input(name="follow_up_files", label="文件", kind=FILES, slot="follow_up", required=False),
)

TABLE: tuple[Transition[Listing], ...] = (
    Transition(action="sign", label="签发挂牌督办", source=(S.DRAFT,), target=S.LISTED, roles=LEADERS,
               basis=BASIS + "下达重大隐患治理挂牌督办通知书", style="primary",
               inputs=(MATTER, WANTED, DEADLINE, OTHER, NUMBER, LEVEL, AGENCY, SIGNED_BY), guards=(guards.far_deadline,),
               due=working_days("listings.plan_working_days"), sets=signed, announces=moved),
    Transition(action="edit", label="修改拟稿", source=(S.DRAFT,), target=None, roles=DRAFTERS,
               basis="拟稿可改，签发后不改", inputs=(MATTER, WANTED, MAYBE_DEADLINE, OTHER), due=keep_clock, sets=edited),
    Transition(action="decline", label="不予挂牌", source=(S.DRAFT,), target=S.DECLINED, roles=LEADERS,
               basis=LADDER, inputs=(REASON, SIGNED_BY), sets=declined, announces=moved),
    Transition(action="overtake", label="隐患已消除，撤下拟稿", source=(S.DRAFT,), target=S.OVERTAKEN, roles=frozenset(),
               basis=LADDER, offered=False, announces=moved),
    Transition(action="submit_plan", label="报送治理方案", source=(S.LISTED,), target=S.PLANNED, roles=GOVERNORS,
               reach=PARTY, on_behalf=True, basis=BASIS + "施工企业立即组织治理；整改责任、措施、资金、时限、预案五落实",
               inputs=PLAN, guards=(guards.plan_within_deadline,),
               due=working_days("listings.plan_review_working_days"), sets=planned, announces=moved, style="primary"),
    Transition(action="accept_plan", label="同意治理方案", source=(S.PLANNED,), target=S.GOVERNING,
               roles=OFFICERS | LEADERS, basis=BASIS + "督促治理", style="primary",
               inputs=(Input(name="opinion", label="意见", kind=LONG, required=False),), due=governing_clock,
               announces=moved),
    Transition(action="return_plan", label="退回治理方案", source=(S.PLANNED,), target=S.LISTED,
               roles=OFFICERS | LEADERS, basis=BASIS + "督促治理", inputs=(REASON,),
               due=working_days("listings.plan_working_days"), announces=moved),
    Transition(action="report", label="报送治理报告，申请解除", source=(S.GOVERNING,), target=S.REPORTED,
               roles=GOVERNORS, reach=PARTY, on_behalf=True, basis=BASIS + "确认隐患消除后报送治理报告并申请解除",
               inputs=(Input(name="result", label="治理情况", kind=LONG),
                       Input(name="after_photos", label="治理后照片", kind=PHOTOS, slot="after", required=False),
                       Input(name="report_files", label="治理报告", kind=FILES, slot="report", required=False)),
               due=working_days("listings.review_working_days"), sets=reported, announces=moved, style="primary"),
    Transition(action="pass_review", label="现场审查合格", source=(S.REPORTED,), target=S.REVIEWED, roles=OFFICERS,
               basis=BASIS + "收到申请后组织现场审查，合格的解除", inputs=REVIEW, guards=(guards.review_in_order,),
               due=working_days("listings.decide_working_days"), sets=reviewed, announces=moved, style="primary"),
    Transition(action="fail_review", label="审查不合格，继续督办", source=(S.REPORTED,), target=S.GOVERNING,
               roles=OFFICERS, basis=BASIS + "审查不合格的继续督办", inputs=(*REVIEW, NEW_DEADLINE),
               guards=(guards.review_in_order, guards.far_deadline), due=on_day("deadline_on"), sets=not_passed,
               announces=moved),
    Transition(action="delist", label="签发解除督办", source=(S.REVIEWED,), target=S.DELISTED, roles=LEADERS,
               basis=BASIS + "现场审查合格的解除督办", inputs=(NUMBER, SIGNED_BY), guards=(guards.hazards_settled,),
               sets=delisted, announces=moved, style="primary"),
    Transition(action="send_back", label="退回重新审查", source=(S.REVIEWED,), target=S.REPORTED, roles=LEADERS,
               basis=BASIS + "现场审查", inputs=(REASON,), due=working_days("listings.review_working_days"),
               announces=moved),
    Transition(action="extend", label="延长治理期限", source=(S.LISTED, S.PLANNED, S.GOVERNING), target=None,
               roles=LEADERS, basis="经负责人批准延期", inputs=(NEW_DEADLINE, REASON),
               guards=(guards.deadline_later_than_now,),
               due=governed_until,
               sets=lambda c, at, given: {"deadline_on": given["deadline_on"]}, announces=moved),
    Transition(action="follow_up", label="登记后续处理", source=SIGNED, target=None, roles=DRAFTERS,
               basis=BASIS + "不治理的责令停工、通报、计入不良信用，符合条件的提请暂扣安许证、移送", inputs=FOLLOW_UP,
               due=keep_clock, announces=moved),
    Transition(action="withhold", label="不公开", source=SIGNED, target=None, roles=LEADERS, basis="经负责人批准不公开",
               inputs=(REASON,), due=keep_clock, only_without="withheld_why",
               sets=lambda c, at, given: {"withheld_why": given["reason"][:300]}),
    Transition(action="publish", label="恢复公开", source=SIGNED, target=None, roles=LEADERS,
               basis=BASIS + "公开有关信息，接受社会监督", due=keep_clock,
               sets=lambda c, at, given: {"withheld_why": ""}),
    Transition(action="void", label="撤销挂牌督办", source=RUNNING, target=S.VOIDED, roles=LEADERS,
               basis="文书签发后不可改，只能撤销", inputs=(REASON,), announces=moved, style="danger"),
)  # fmt: skip

LISTING_FLOW: Workflow[Listing] = Workflow(
    code="listing", version=1, label="挂牌督办", model=Listing, initial=frozenset({S.DRAFT}),
    final=frozenset({S.DELISTED, S.DECLINED, S.VOIDED, S.OVERTAKEN}), states=dict(S.choices),
    due_soon="listings.due_soon_days", urge_days="listings.urge_days", transitions=TABLE,
    duties=(
        Duty(state=S.DRAFT, action="sign", label="决定是否挂牌督办", holder="agency", roles=(Role.LEADER,)),
        Duty(state=S.LISTED, action="submit_plan", label="报送治理方案", holder="project", roles=(Role.SITE_MANAGER,)),
        Duty(state=S.LISTED, action="submit_plan", label="报送治理方案", holder="enterprise", party_role="contractor",
             roles=(Role.PRINCIPAL, Role.ENTERPRISE_ADMIN)),
        Duty(state=S.PLANNED, action="accept_plan", label="审核治理方案", holder="agency",
             roles=(Role.INSPECTOR, Role.ENFORCER)),
        Duty(state=S.GOVERNING, action="report", label="治理并报送治理报告", holder="project",
             roles=(Role.SITE_MANAGER,)),
        Duty(state=S.GOVERNING, action="report", label="治理并报送治理报告", holder="enterprise",
             party_role="contractor", roles=(Role.PRINCIPAL, Role.ENTERPRISE_ADMIN)),
        Duty(state=S.REPORTED, action="pass_review", label="组织现场审查", holder="agency",
             roles=(Role.INSPECTOR, Role.ENFORCER)),
        Duty(state=S.REVIEWED, action="delist", label="签发解除督办", holder="agency", roles=(Role.LEADER,)),
    ),
)  # fmt: skip
