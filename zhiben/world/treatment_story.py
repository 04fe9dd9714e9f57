"""治理方案, 双报告 and 回头看 of the major hazards: handed in by the sites, accepted, and looked at again after closing."""

from datetime import datetime, timedelta
from typing import Any, Final

from zhiben.domains.hazards.workflow import DOUBLE_REPORT_FLOW, LOOK_BACK_FLOW, PLAN_FLOW
from zhiben.kernel.base.clock import day_of, end_of_day
from zhiben.world.listing_story import plan_of
from zhiben.world.rows import parties_of
from zhiben.world.stories import Major, Teller
from zhiben.world.walking import Walk

LOOKED_AT: Final = timedelta(days=30)
AFTER_CLOSING: Final = "重大隐患销号后"
STILL_RIGHT: Final = "现场核对，原隐患部位保持完好，未发现反弹。"
CAME_BACK: Final = "同一部位再次出现同类问题，按重大事故隐患重新立案。"
WHY_AGAIN: Final = "拆改作业时未经审批擅自拆除，恢复前未组织验收"


def tell_treatment(teller: Teller) -> None:
    for number, major in enumerate(sorted(teller.majors, key=lambda m: (m.issued_at, m.item.id))):
        _plan(teller, major)
        _report(teller, major, number)
    again = {m.plot.again: m for m in teller.majors if m.plot.again}
    for major in teller.majors:
        if major.closed_at:
            _look_back(teller, major, major.closed_at, again.get("again") if major.plot.again == "first" else None)


def _plan(teller: Teller, major: Major) -> None:
    case_id, columns = major.case("治理方案", major.issued_at, teller)
    walk = Walk.begin(PLAN_FLOW, case_id, "REQUESTED", teller.leader, major.issued_at)
    walk.due_at = teller.days.due(major.issued_at, 3)
    handed = teller.after(major.issued_at, teller.chance.number(1, 2))
    accepted = teller.after(handed)
    row: dict[str, Any] = {
        "hazard": major.item.id, "version": 0, "responsible": "", "text": "", "fund_wan": None, "finish_on": None,
        "emergency": "", "handed_in_at": None, "handed_in_by": "", "answer": "",
    }  # fmt: skip
    if teller.past(handed):
        five = {**plan_of(teller.chance, major), "finish_on": major.row["deadline_on"]}
        by = major.manager
        walk.step("hand_in", by, handed, due_at=teller.days.due(handed, 3), handed_in_by=by.name, files=[], **five)
        row |= {**five, "version": 1, "handed_in_at": handed, "handed_in_by": by.name}
    if teller.past(handed, accepted):
        walk.step("accept", major.by, accepted, answer="同意，按方案组织整改")
        row["answer"] = "同意，按方案组织整改"
        major.row |= {"fund_wan": row["fund_wan"], "emergency": row["emergency"]}
    teller.rows.add_case({**columns, **row}, walk, parties_of(major.site))


def _report(teller: Teller, major: Major, number: int) -> None:
    """To the department within two days; to the workers with the next meeting. Of late ones some still wait."""
    case_id, columns = major.case("双报告", major.issued_at, teller)
    walk = Walk.begin(DOUBLE_REPORT_FLOW, case_id, "PENDING", teller.leader, major.issued_at)
    walk.due_at = teller.days.due(major.issued_at, 5)
    by, office = major.manager, teller.registers.county.name
    first = teller.after(major.issued_at)
    second = teller.after(first, teller.chance.number(1, 3))
    row: dict[str, Any] = {"department_on": None, "department_name": "", "workers_on": None, "workers_meeting": ""}
    if teller.past(first):
        row |= {"department_on": day_of(first), "department_name": office}
        walk.step("to_department", by, first, due_at=walk.due_at, department_on=day_of(first), department_name=office,
                  files=[])  # fmt: skip
    if teller.past(first, second) and major.plot.order != "unanswered":
        meeting = "项目部职工大会" if number % 2 else "职工代表大会扩大会议"
        row |= {"workers_on": day_of(second), "workers_meeting": meeting}
        walk.step("to_workers", by, second, due_at=walk.due_at, workers_on=day_of(second), workers_meeting=meeting,
                  files=[])  # fmt: skip
        walk.step("complete", by, second)
        major.row["double_report"] = True
    teller.rows.add_case({**columns, "hazard": major.item.id, **row}, walk, parties_of(major.site))


def _look_back(teller: Teller, major: Major, closed: datetime, again: Major | None) -> None:
    """By rule, thirty days after closing: most still hold, one did not."""
    case_id, columns = major.case("回头看", closed, teller, seen=False)
    walk = Walk.begin(LOOK_BACK_FLOW, case_id, "PLANNED", teller.system, closed, theme=AFTER_CLOSING)
    due = day_of(closed) + LOOKED_AT
    walk.due_at = end_of_day(due)
    row: dict[str, Any] = {
        "hazard": major.item.id, "theme": AFTER_CLOSING, "found_on": major.row["found_on"], "due_on": due,
        "planned_by": teller.system.name, "held_on": None, "held_by": "", "conclusion": "", "rebound": None,
    }  # fmt: skip
    if again is not None:
        row |= _rebound(walk, again)
        again.row |= {"recurs": major.item.id, "recurs_why": WHY_AGAIN}
    else:
        held = teller.after(closed, teller.chance.number(18, 29))
        if teller.past(held):
            walk.step("hold", major.by, held, held_by=major.by.name, conclusion=STILL_RIGHT, photos=[])
            row |= {"held_on": day_of(held), "held_by": major.by.name, "conclusion": STILL_RIGHT}
    teller.rows.add_case({**columns, **row}, walk)


def _rebound(walk: Walk, again: Major) -> dict[str, Any]:
    at: datetime = again.item.walk.opened_at + timedelta(minutes=2)
    by = again.by
    walk.step("fail", by, at, held_by=by.name, conclusion=CAME_BACK, photos=[], rebound=str(again.item.id))
    return {"held_on": day_of(at), "held_by": by.name, "conclusion": CAME_BACK, "rebound": again.item.id}
