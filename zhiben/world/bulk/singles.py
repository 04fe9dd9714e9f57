"""Hazards without a notice: self-checks, reports and tip-offs ordered one by one, and what old ledgers brought."""

from functools import cache
from typing import Any

from zhiben.domains.hazards.workflow import HAZARD_FLOW
from zhiben.world.bulk.cast import CLERK, MANAGER, OFFICER, PARTIES, SAFETY, chosen, counted
from zhiben.world.bulk.notices import PASSED, RECHECK, hazard_row
from zhiben.world.bulk.sheets import Story, Template, blank
from zhiben.world.walking import Walk

# How far one has come, in order.
STEPS = ("reported", "confirmed", "ordered", "submitted", "closed")


@cache
def single_story(source: str, level: str, step: str) -> Template:
    """A site's own general finding is ordered and closed by itself; everything else by the agency."""
    story, own = Story(), source == "SELF_CHECK"
    by_itself = own and level == "GENERAL"
    walk = _begun(source, level, step)
    if STEPS.index(step) >= STEPS.index("ordered"):
        words = {"deadline_on": blank("d_due"), "responsible_person": blank("manager"), "measure": blank("m1")}
        by = MANAGER if by_itself else OFFICER
        walk.step("self_order" if by_itself else "order", by, blank("signed"), due_at=blank("e_due"), **words)
    if step in ("submitted", "closed"):
        walk.step("submit", MANAGER, blank("replied"), due_at=blank("e_check"), result="已整改", after_photos=[])
    if step == "closed":
        by = SAFETY if by_itself else OFFICER
        walk.step("self_close" if by_itself else "close", by, blank("checked"), rechecked_by=by.name,
                  conclusion=PASSED, recheck_photos=[])  # fmt: skip
    story.add_case(walk, {**hazard_row(1, level, source), **_so_far(step, own, by_itself)}, PARTIES)
    return story.template()


def _begun(source: str, level: str, step: str) -> Walk:
    """What a site reports as 重大 waits for the agency's word, what it finds in general does not."""
    own = source == "SELF_CHECK"
    waits = (own and level == "MAJOR") or step == "reported"
    by, state = (SAFETY if own or waits else OFFICER), "REPORTED" if waits else "CONFIRMED"
    walk = Walk.begin(HAZARD_FLOW, blank("h1"), state, by, blank("found"), source=source)
    if waits and step != "reported":
        clause = {"clause_code": blank("k1")} if level == "MAJOR" else {}
        walk.step("grade", OFFICER, blank("sent"), level=level, graded_by=blank("by"), **clause)
    return walk


def _so_far(step: str, own: bool, by_itself: bool) -> dict[str, Any]:
    reached = STEPS.index(step)
    checker, finder = blank("safety" if by_itself else "by"), blank("safety" if own or step == "reported" else "by")
    rule = chosen("d_due") if step == "ordered" else None
    if step == "submitted":
        rule = counted(RECHECK, "d_replied", "n_recheck", "p_check")
    return {
        "found_by": finder, "graded_on": None if step == "reported" else blank("d_sent"),
        "graded_by": "" if step == "reported" else finder if by_itself else blank("by"),
        "deadline_on": blank("d_due") if reached >= 2 else None, "due_rule": rule,
        "rectified_on": blank("d_replied") if reached >= 3 else None,
        "rechecked_on": blank("d_checked") if reached == 4 else None,
        "rechecked_by": checker if reached == 4 else "", "closed_on": blank("d_checked") if reached == 4 else None,
    }  # fmt: skip


@cache
def legacy_story(level: str, *, closed: bool) -> Template:
    """From the ledger of the years before the platform: silent, with one row of history."""
    story = Story()
    state = "CLOSED" if closed else "RECTIFYING"
    walk = Walk.begin(HAZARD_FLOW, blank("h1"), state, CLERK, blank("found"), batch=blank("batch"))
    walk.due_at = None if closed else blank("e_due")
    walk.moves[0]["due_at"] = walk.due_at
    walk.closed_at = blank("checked") if closed else None
    done = blank("d_checked") if closed else None
    row = {
        **hazard_row(1, level, "SUPERVISION"), "deadline_on": blank("d_due"), "graded_on": blank("d_found"),
        "graded_by": blank("clerk"), "rectified_on": done, "rechecked_on": done, "closed_on": done,
        "rechecked_by": blank("clerk") if closed else "", "remark": "2023 年台账转入", "backfilled": True, "silent": True,
    }  # fmt: skip
    story.add_case(walk, row, PARTIES)
    return story.template()
