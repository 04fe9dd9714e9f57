"""What a major hazard demands besides putting right: measures, 送知, 治理方案, 双报告 and 回头看, each told by itself."""

from functools import cache
from typing import Any

from zhiben.domains.hazards.terms import SigningMethod
from zhiben.domains.hazards.workflow import (
    DOUBLE_REPORT_FLOW,
    LOOK_BACK_FLOW,
    MEASURE_FLOW,
    PLAN_FLOW,
    SERVING_FLOW,
)
from zhiben.kernel.access.terms import Role
from zhiben.world.bulk.cast import COLUMNS, LEADER, MANAGER, OFFICER, PARTIES, SYSTEM, counted
from zhiben.world.bulk.sheets import Story, Template, blank, raw
from zhiben.world.measure_story import PART_ONLY
from zhiben.world.treatment_story import AFTER_CLOSING, STILL_RIGHT
from zhiben.world.walking import Person, Walk

TITLE = f"{blank('l1')}：{blank('x1')}"
LABELS = {"STOP": "停工整改", "LIST": "挂牌督办", "CREDIT": "信用扣分", "SERVE": "送知"}
ANSWER = "同意，按方案组织整改"


@cache
def measure_story(kind: str, how: str) -> Template:
    """``how``: done, waived, or open."""
    story, opened = Story(), blank("m_opened")
    walk = Walk.begin(MEASURE_FLOW, blank(f"ms_{kind}"), "REQUIRED", LEADER, opened, kind=kind)
    walk.due_at = blank("serve_due" if kind == "SERVE" else "e_measure")
    values: dict[str, Any] = {}
    if how == "done":
        values = _done(kind, walk)
    elif how == "waived":
        why = blank("declined_why") if kind == "LIST" else PART_ONLY
        walk.step("waive", LEADER, blank(f"{kind}_at"), reason=why)
        values = {"note": why}
    if how == "open":
        hours = {"by": "hours", "from": opened, "n": raw("n_serve"), "parameter": "hazards.serving_hours"}
        working = counted("hazards.measure_working_days", "d_m_opened", "n_measure", "p_measure")
        values = {"due_rule": hours if kind == "SERVE" else working}
    served = opened if kind == "SERVE" else None
    row = {**_columns(LABELS[kind]), "seen_by_parties": False, "kind": kind, "served_at": served, **values}
    story.add_case(walk, row)
    return story.template()


def _done(kind: str, walk: Walk) -> dict[str, Any]:
    at, day, reference = blank(f"{kind}_at"), blank(f"d_{kind}_at"), blank(f"{kind}_no")
    if kind == "CREDIT":
        by = OFFICER
        walk.step("register", by, at, reference=reference, done_by=by.name, points=raw("points"), done_on=day)
    else:
        by = SYSTEM if kind == "SERVE" else LEADER
        walk.step("complete", by, at, reference=reference, done_by=by.name)
    points = {"points": blank("points")} if kind == "CREDIT" else {}
    return {"reference": reference, "done_on": day, "done_by": by.name, **points}


@cache
def serving_story(place: int, post: str, how: str) -> Template:
    """``how``: sent, read, signed, or paper."""
    story, p = Story(), f"s{place}_"
    person = Person(name=blank(f"{p}name"), role=Role.PRINCIPAL, reach_name=blank("unit"))
    walk = Walk.begin(SERVING_FLOW, blank(f"{p}id"), "SENT", LEADER, blank("m_opened"), post=post)
    walk.due_at = blank("serve_due")
    values: dict[str, Any] = {}
    if how in ("read", "signed"):
        walk.step("read", person, blank(f"{p}read"), due_at=blank("serve_due"))
        values = {"read_at": blank(f"{p}read")}
    if how == "signed":
        walk.step("sign", person, blank(f"{p}signed"), signer=person.name, method=SigningMethod.ACCOUNT.value)
        values |= {"method": SigningMethod.ACCOUNT.value}
    if how == "paper":
        walk.step("chase", OFFICER, blank(f"{p}chased"), due_at=blank(f"{p}due"))
        walk.step("sign", OFFICER, blank(f"{p}signed"), behalf=person.name, signer=person.name,
                  method=SigningMethod.PAPER.value, receipt=[])  # fmt: skip
        values |= {"method": SigningMethod.PAPER.value, "chased": 1}
    if walk.closed_at:
        values |= {"signed_at": blank(f"{p}signed"), "signed_by": person.name}
    else:
        values["due_rule"] = {
            "by": "hours", "from": blank("m_opened"), "n": raw("n_serve"), "parameter": "hazards.serving_hours",
        }  # fmt: skip
    label = "主要负责人" if post == "PRINCIPAL" else "实际控制人"
    row = {
        **_columns(f"送知{label}"), "enterprise": blank("e_contractor"), "enterprise_name": blank("unit"), "post": post,
        "person_name": person.name, "registered": True, "phone_masked": blank(f"{p}phone"),
        "phone_cipher": f"\\x{blank(f'{p}cipher')}", "token": blank(f"{p}token"), "sent_at": blank("m_opened"), **values,
    }  # fmt: skip
    story.add_case(walk, row, [("enterprise", "e_contractor", "contractor")])
    return story.template()


@cache
def plan_story(how: str) -> Template:
    """治理方案: requested, handed in, accepted, or lapsed because the listing has one of its own."""
    story = Story()
    walk = Walk.begin(PLAN_FLOW, blank("plan"), "REQUESTED", LEADER, blank("signed"))
    walk.due_at = blank("e_plan")
    five = {
        "responsible": f"{blank('unit')}，项目负责人{blank('manager')}",
        "text": f"{blank('m1')}。整改期间专人监护，监理旁站验收。", "finish_on": blank("d_due"),
        "emergency": "作业面停用并封闭，出现变形加剧或险情时立即撤人，启动项目应急预案。", "fund_wan": blank("plan_fund"),
    }  # fmt: skip
    rule: Any = counted("hazards.plan_working_days", "d_signed", "n_plan", "p_plan")
    values: dict[str, Any] = {}
    if how in ("handed", "accepted"):
        walk.step("hand_in", MANAGER, blank("handed"), due_at=blank("e_review"), handed_in_by=blank("manager"),
                  files=[], **five)  # fmt: skip
        rule = counted("hazards.plan_review_working_days", "d_handed", "n_review", "p_review")
        values = {**five, "version": 1, "handed_in_at": blank("handed"), "handed_in_by": blank("manager")}
    if how == "accepted":
        walk.step("accept", OFFICER, blank("accepted"), answer=ANSWER)
        values["answer"] = ANSWER
    if how == "lapsed":
        walk.step("lapse", SYSTEM, blank("l_decided"), reason=f"治理方案随挂牌督办 {blank('listing_no')} 报送")
    story.add_case(walk, {**_columns("治理方案"), "due_rule": None if walk.closed_at else rule, **values}, PARTIES)
    return story.template()


@cache
def report_story(how: str) -> Template:
    """双报告: pending, to the department only, or done."""
    story, due = Story(), blank("e_report")
    walk = Walk.begin(DOUBLE_REPORT_FLOW, blank("report"), "PENDING", LEADER, blank("signed"))
    walk.due_at = due
    values: dict[str, Any] = {}
    if how != "pending":
        words = {"department_on": blank("d_to_department"), "department_name": blank("agency_name")}
        walk.step("to_department", MANAGER, blank("to_department"), due_at=due, files=[], **words)
        values = words
    if how == "done":
        more = {"workers_on": blank("d_to_workers"), "workers_meeting": "项目部职工大会"}
        walk.step("to_workers", MANAGER, blank("to_workers"), due_at=due, files=[], **more)
        walk.step("complete", MANAGER, blank("to_workers"))
        values = {**values, **more}
    rule = None if walk.closed_at else counted("hazards.double_report_working_days", "d_signed", "n_report", "p_report")
    story.add_case(walk, {**_columns("双报告"), **values, "due_rule": rule}, PARTIES)
    return story.template()


@cache
def look_back_story(how: str) -> Template:
    """By rule after closing: planned, or held."""
    story = Story()
    walk = Walk.begin(LOOK_BACK_FLOW, blank("look"), "PLANNED", SYSTEM, blank("closed"), theme=AFTER_CLOSING)
    walk.due_at = blank("e_look")
    rule = {"by": "days", "from": blank("d_closed"), "n": raw("n_look"), "parameter": "hazards.look_back_days"}
    values: dict[str, Any] = {"due_rule": rule}
    if how == "held":
        walk.step("hold", OFFICER, blank("held"), held_by=blank("by"), conclusion=STILL_RIGHT, photos=[])
        values = {"held_on": blank("d_held"), "held_by": blank("by"), "conclusion": STILL_RIGHT, "due_rule": None}
    row = {
        **_columns("回头看"), "seen_by_parties": False, "theme": AFTER_CLOSING, "found_on": blank("d_found"),
        "due_on": blank("d_look"), "planned_by": SYSTEM.name, **values,
    }  # fmt: skip
    story.add_case(walk, row)
    return story.template()


def _columns(word: str) -> dict[str, Any]:
    return {**COLUMNS, "title": f"{word}：{TITLE}", "hazard": blank("h1")}
