"""隐患整改闭环: the whole life of a hazard on one screen."""

from datetime import datetime
from typing import Any

from zhiben.domains.criteria.public import cite
from zhiben.domains.hazards.events import HazardMoved
from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.policies import OFFICERS, REGULATORS
from zhiben.domains.hazards.terms import HazardState as S
from zhiben.domains.hazards.terms import Level, ListingLevel
from zhiben.domains.hazards.workflow import guards
from zhiben.kernel.access.terms import SITE_SIDE, ReachClass, Role
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.workflow.clocks import on_day, working_days
from zhiben.kernel.workflow.definition import (
    Duty,
    Input,
    InputKind,
    Inputs,
    Transition,
    Workflow,
    keep_clock,
)
from zhiben.kernel.workflow.models import CaseMove

SITE = frozenset(SITE_SIDE)
LEADERS = frozenset({Role.LEADER})
CHECKERS = frozenset({Role.SITE_MANAGER, Role.SAFETY_OFFICER, Role.CONSULTANT, Role.PRINCIPAL})
OPEN = (S.REPORTED, S.CONFIRMED, S.RECORDED, S.RECTIFYING, S.SUBMITTED)
LISTABLE = (S.CONFIRMED, S.RECTIFYING, S.SUBMITTED)
PARTY = frozenset({ReachClass.PARTY})
OWN_OR_ABOVE = frozenset({ReachClass.OWN, ReachClass.ABOVE})


def moved(hazard: Hazard, move: CaseMove) -> HazardMoved:
    return HazardMoved(
        hazard_id=str(hazard.pk), project_id=str(hazard.project_id), level=hazard.level, action=move.action,
        state=hazard.state, seq=move.seq,
    )  # fmt: skip


def graded(hazard: Hazard, at: datetime, given: Inputs) -> dict[str, Any]:
    return {**graded_as(given), "graded_on": day_of(at), "graded_by": given["graded_by"]}


def graded_as(given: Inputs) -> dict[str, Any]:
    """A level with what it rests on: only 重大 names a clause."""
    clause = (given.get("clause_code") or "") if given["level"] == Level.MAJOR else ""
    return {"level": given["level"], "clause_code": clause, "clause_text": cite(clause) if clause else ""}


def ordered(hazard: Hazard, at: datetime, given: Inputs) -> dict[str, Any]:
    more = {name: given[name] for name in ("fund_wan", "emergency") if given.get(name) not in (None, "")}
    return {
        "deadline_on": given["deadline_on"], "measure": given["measure"],
        "responsible_person": given["responsible_person"], "seen_by_parties": True, **more,
    }  # fmt: skip


def rectified(hazard: Hazard, at: datetime, given: Inputs) -> dict[str, Any]:
    return {"rectified_on": day_of(at)}


def rechecked(hazard: Hazard, at: datetime, given: Inputs) -> dict[str, Any]:
    return {"rechecked_on": day_of(at), "rechecked_by": given["rechecked_by"], "closed_on": day_of(at)}


def returned(hazard: Hazard, at: datetime, given: Inputs) -> dict[str, Any]:
    return {
        "deadline_on": given["deadline_on"], "round": hazard.round + 1, "rectified_on": None,
        "rechecked_on": day_of(at), "rechecked_by": given["rechecked_by"],
    }  # fmt: skip


def fixed(hazard: Hazard, at: datetime, given: Inputs) -> dict[str, Any]:
    day = day_of(at)
    return {
        "fixed_on_spot": True, "deadline_on": day, "rectified_on": day, "rechecked_on": day, "closed_on": day,
        "rechecked_by": given["rechecked_by"], "seen_by_parties": True,
    }  # fmt: skip


def new_deadline(hazard: Hazard, at: datetime, given: Inputs) -> dict[str, Any]:
    return {"deadline_on": given["deadline_on"]}


def new_grade(hazard: Hazard, at: datetime, given: Inputs) -> dict[str, Any]:
    return {**graded_as(given), "graded_on": day_of(at)}


def listed(hazard: Hazard, at: datetime, given: Inputs) -> dict[str, Any]:
    return {"listing_level": given["listing_level"], "listing_no": given["number"]}


def delisted(hazard: Hazard, at: datetime, given: Inputs) -> dict[str, Any]:
    """The number of the decision that ends the listing is what the ledger calls 销号文号, unless it has one."""
    return {"close_no": hazard.close_no or given["number"]}


LEVEL = Input(
    name="level", label="隐患等级", kind=InputKind.CHOICE, choices=tuple(Level.choices), initial=lambda h: h.level
)
CLAUSE = Input(
    name="clause_code",
    label="判定条款",
    kind=InputKind.CLAUSE,
    required=False,
    help="判定为重大的必须选择",
    initial=lambda h: h.clause_code,
)
LISTED_AT = Input(name="listing_level", label="督办层级", kind=InputKind.CHOICE, choices=tuple(ListingLevel.choices))
NUMBER = Input(name="number", label="文号")
DEADLINE = Input(name="deadline_on", label="整改期限", kind=InputKind.DATE)
REASON = Input(name="reason", label="理由", kind=InputKind.LONGTEXT)
AFTER = Input(
    name="after_photos",
    label="整改后照片",
    kind=InputKind.PHOTOS,
    slot="after",
    required=False,
    help="在原位置同角度拍摄",
)
RESPONSIBLE = Input(name="responsible_person", label="整改责任人", initial=lambda h: h.responsible_person)
MEASURE = Input(name="measure", label="整改措施", kind=InputKind.LONGTEXT, initial=lambda h: h.measure)
FUND = Input(
    name="fund_wan", label="整改资金（万元）", kind=InputKind.NUMBER, required=False, initial=lambda h: h.fund_wan
)
EMERGENCY = Input(
    name="emergency", label="应急预案", kind=InputKind.LONGTEXT, required=False, initial=lambda h: h.emergency
)
BY = Input(name="rechecked_by", label="复查人", initial=lambda h: h.rechecked_by)
CONCLUSION = Input(name="conclusion", label="复查意见", kind=InputKind.LONGTEXT, initial=lambda h: "经复查，已整改到位")
RECHECK_PHOTOS = Input(name="recheck_photos", label="复查照片", kind=InputKind.PHOTOS, slot="recheck", required=False)

TABLE: tuple[Transition[Hazard], ...] = (
    Transition(action="grade", label="核实判定", source=(S.REPORTED,), target=S.CONFIRMED, roles=OFFICERS,
               basis="建质〔2011〕158号 接报后立即组织核实", style="primary",
               inputs=(LEVEL, CLAUSE, Input(name="graded_by", label="判定人"),
                       Input(name="opinion", label="核实情况", kind=InputKind.LONGTEXT, required=False)),
               guards=(guards.major_needs_clause,), sets=graded, announces=moved),
    Transition(action="dismiss", label="核实不成立", source=(S.REPORTED,), target=S.VOIDED, roles=OFFICERS,
               basis="建质〔2011〕158号 接报后立即组织核实", inputs=(REASON,), announces=moved, style="danger"),
    Transition(action="order", label="下达整改", source=(S.CONFIRMED,), target=S.RECTIFYING,
               roles=OFFICERS, basis="建质〔2024〕27号 一（一）2 隐患闭环管理；一（一）1 责任落实到人",
               inputs=(DEADLINE, RESPONSIBLE, MEASURE, FUND, EMERGENCY),
               guards=(guards.deadline_not_before_finding, guards.five_settled), due=on_day("deadline_on"),
               sets=ordered, announces=moved, style="primary"),
    Transition(action="self_order", label="自行安排整改", source=(S.CONFIRMED,), target=S.RECTIFYING,
               roles=CHECKERS, reach=PARTY, basis="建质〔2024〕27号 一（一）2 自查自改",
               inputs=(DEADLINE, RESPONSIBLE, MEASURE),
               guards=(guards.own_self_check_only, guards.deadline_not_before_finding), due=on_day("deadline_on"),
               sets=ordered, announces=moved, style="primary"),
    Transition(action="record", label="列入文书", source=(S.CONFIRMED,), target=S.RECORDED, roles=OFFICERS,
               basis="建质〔2014〕153号 监督抽查", offered=False),
    Transition(action="release", label="移出文书", source=(S.RECORDED,), target=S.CONFIRMED, roles=OFFICERS,
               basis="建质〔2014〕153号 监督抽查", offered=False),
    Transition(action="order_by_notice", label="随文书下达整改", source=(S.RECORDED,), target=S.RECTIFYING,
               roles=OFFICERS | {Role.LEADER}, basis="建质〔2014〕153号 责令限期整改", offered=False,
               inputs=(DEADLINE, NUMBER),
               guards=(guards.deadline_not_before_finding,), due=on_day("deadline_on"),
               sets=lambda h, at, given: {"deadline_on": given["deadline_on"], "seen_by_parties": True},
               announces=moved),
    Transition(action="unorder", label="随文书作废，待重新下达", source=(S.RECTIFYING, S.SUBMITTED),
               target=S.CONFIRMED, roles=LEADERS, basis="文书签发后不可改，只能作废另出",
               inputs=(REASON,), offered=False, announces=moved),
    Transition(action="fix_on_spot", label="当场整改", source=(S.CONFIRMED, S.RECORDED), target=S.CLOSED,
               roles=OFFICERS, basis="建质〔2014〕153号 责令立即排除",
               inputs=(Input(name="before_photos", label="整改前照片", kind=InputKind.PHOTOS, slot="before"),
                       Input(name="after_photos", label="整改后照片", kind=InputKind.PHOTOS, slot="after"), BY),
               guards=(guards.spot_fix_allowed, guards.measures_settled), sets=fixed, announces=moved),
    Transition(action="submit", label="提交整改结果", source=(S.RECTIFYING,), target=S.SUBMITTED, only_without="notice_id", roles=SITE,
               reach=PARTY, on_behalf=True, basis="建质〔2024〕27号 一（一）2 隐患闭环管理",
               inputs=(Input(name="result", label="整改情况", kind=InputKind.LONGTEXT), AFTER),
               guards=(guards.enough_after_photos,), due=working_days("hazards.recheck_working_days"),
               sets=rectified, announces=moved, style="primary"),
    Transition(action="close", label="复查合格，销号", source=(S.SUBMITTED,), target=S.CLOSED, only_without="notice_id", roles=OFFICERS,
               basis="建质〔2024〕27号 一（一）2 复查合格方可销号", inputs=(BY, CONCLUSION, RECHECK_PHOTOS),
               guards=(guards.measures_settled,), sets=rechecked, announces=moved, style="primary"),
    Transition(action="self_close", label="自查复核，销号", source=(S.SUBMITTED,), target=S.CLOSED,
               roles=CHECKERS, reach=PARTY, basis="建质〔2024〕27号 一（一）2 自查自改",
               inputs=(BY, CONCLUSION, RECHECK_PHOTOS), guards=(guards.own_self_check_only, guards.measures_settled), sets=rechecked,
               announces=moved, style="primary"),
    Transition(action="return", label="退回重改", source=(S.SUBMITTED,), target=S.RECTIFYING, only_without="notice_id", roles=OFFICERS,
               basis="建质〔2024〕27号 一（一）2 隐患闭环管理", inputs=(BY, REASON, DEADLINE, RECHECK_PHOTOS),
               guards=(guards.deadline_not_before_finding,), due=on_day("deadline_on"), sets=returned,
               announces=moved),
    Transition(action="extend", label="延长整改期限", source=(S.RECTIFYING,), target=None,
               roles=LEADERS, basis="经审批延期", inputs=(DEADLINE, REASON),
               guards=(guards.deadline_later_than_now,), offered=False, due=on_day("deadline_on"),
               sets=new_deadline, announces=moved),
    Transition(action="regrade", label="变更隐患等级", source=OPEN, target=None, roles=LEADERS,
               basis="经审批变更等级", inputs=(LEVEL, CLAUSE, REASON), guards=(guards.major_needs_clause,),
               due=keep_clock, sets=new_grade, announces=moved, offered=False),
    Transition(action="list", label="挂牌督办", source=LISTABLE, target=None, roles=REGULATORS, reach=OWN_OR_ABOVE,
               basis="建质〔2011〕158号 挂牌督办通知书", inputs=(LISTED_AT, NUMBER), due=keep_clock, sets=listed,
               announces=moved, offered=False),
    Transition(action="unlist", label="撤销挂牌督办", source=(*LISTABLE, S.CLOSED), target=None, roles=REGULATORS,
               reach=OWN_OR_ABOVE, basis="文书签发后不可改，只能撤销", inputs=(NUMBER,), due=keep_clock,
               sets=lambda h, at, given: {"listing_level": "", "listing_no": ""}, announces=moved, offered=False),
    Transition(action="delist", label="解除挂牌督办", source=(*LISTABLE, S.CLOSED), target=None, roles=REGULATORS,
               reach=OWN_OR_ABOVE, basis="建质〔2011〕158号 审查合格的解除督办", inputs=(NUMBER,), due=keep_clock,
               sets=delisted, announces=moved, offered=False),
    Transition(action="void", label="作废", source=OPEN, target=S.VOIDED, roles=LEADERS,
               basis="经审批作废，原记录保留", inputs=(REASON,), announces=moved, offered=False, style="danger"),
)  # fmt: skip

HAZARD_FLOW: Workflow[Hazard] = Workflow(
    code="hazard", version=1, label="隐患", model=Hazard,
    initial=frozenset({S.REPORTED, S.CONFIRMED, S.RECORDED}),
    final=frozenset({S.CLOSED, S.VOIDED}),
    states=dict(S.choices),
    due_soon="hazards.due_soon_days", urge_days="hazards.urge_days", statutory=("level", Level.MAJOR.value),
    transitions=TABLE,
    duties=(
        Duty(state=S.REPORTED, action="grade", label="核实判定", holder="agency",
             roles=(Role.INSPECTOR, Role.ENFORCER)),
        Duty(state=S.CONFIRMED, action="order", label="下达整改", holder="agency",
             roles=(Role.INSPECTOR, Role.ENFORCER)),
        Duty(state=S.RECTIFYING, action="submit", label="整改并上传结果", holder="project", only_without="notice_id",
             roles=(Role.SITE_MANAGER, Role.SAFETY_OFFICER)),
        Duty(state=S.RECTIFYING, action="submit", label="督促项目整改", holder="enterprise", party_role="contractor",
             only_without="notice_id", roles=(Role.ENTERPRISE_ADMIN, Role.PRINCIPAL)),
        Duty(state=S.SUBMITTED, action="close", label="复查", holder="agency", only_without="notice_id",
             roles=(Role.INSPECTOR, Role.ENFORCER)),
    ),
)  # fmt: skip
