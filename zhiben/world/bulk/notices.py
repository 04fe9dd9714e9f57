"""Notices with their items, told once for every way that they can have gone."""

from functools import cache
from typing import Any, Final

from zhiben.domains.hazards.models import NoticeOfficer
from zhiben.domains.hazards.terms import NoticeKind
from zhiben.domains.hazards.workflow import HAZARD_FLOW, NOTICE_FLOWS, RESUME_FLOW
from zhiben.kernel.numbering.models import IssuedNumber
from zhiben.world.bulk.cast import COLUMNS, LEADER, MANAGER, OFFICER, PARTIES, WITH_OFFICER, chosen, counted
from zhiben.world.bulk.sheets import Story, Template, blank
from zhiben.world.stories import NAMES
from zhiben.world.walking import Walk

REQUIREMENTS: Final = "请立即组织整改，整改完成后书面回复并附整改前后照片。"
STOP_SCOPE: Final = "存在重大事故隐患的作业面"
REPLY: Final = "已按通知书要求逐条整改完毕，请予复查。"
PASSED: Final = "经复查，已整改到位"
NOT_YET: Final = "整改不到位，局部仍未处理"
RECHECK: Final = "hazards.recheck_working_days"
# How far a notice has come, in order. ``half``: one item went back; ``twice``: it went back and passed then.
STAGES: Final = ("draft", "signing", "issued", "received", "replied", "half", "cleared", "closed", "twice")
ISSUED: Final = frozenset(STAGES[2:])
RECEIVED: Final = frozenset(STAGES[3:])
REPLIED: Final = frozenset(STAGES[4:])
CHECKED: Final = frozenset(STAGES[5:])
RETURNED: Final = frozenset({"half", "twice"})


@cache
def notice_story(kind: str, levels: tuple[str, ...], stage: str, listed: str = "") -> Template:
    """``levels`` of the items in order; ``listed``: whether the first was put on a listing, and taken off again."""
    story = Story()
    notice = _walk(kind, stage)
    for number, level in enumerate(levels, 1):
        _item(story, kind, number, level, stage, last=number == len(levels), listed=listed if number == 1 else "")
    story.add_case(notice, _row(kind, stage), WITH_OFFICER)
    _officers(story, "notice")
    if stage in ISSUED:
        _number(story, f"notice.{kind}", "notice", "", "signed")
    if kind == NoticeKind.STOP and stage == "closed":
        _resume(story)
    return story.template()


def _walk(kind: str, stage: str) -> Walk:
    walk = Walk.begin(NOTICE_FLOWS[NoticeKind(kind)], blank("notice"), "DRAFT", OFFICER, blank("found"))
    if stage == "draft":
        return walk
    walk.step("submit_sign", OFFICER, blank("sent"))
    if stage not in ISSUED:
        return walk
    walk.step("sign", LEADER, blank("signed"), due_at=blank("e_due"), number=blank("no"), signed_by=blank("leader"))
    if stage in RECEIVED:
        walk.step("receive", MANAGER, blank("received"), due_at=blank("e_due"), receiver=blank("manager"))
    if stage in REPLIED:
        walk.step("reply", MANAGER, blank("replied"), due_at=blank("e_check"), text=REPLY)
    if stage in RETURNED:
        walk.step("return_items", OFFICER, blank("checked"), due_at=blank("e_due2"), returned=1)
    if stage == "twice":
        walk.step("reply", MANAGER, blank("replied2"), due_at=blank("e_check2"), text=REPLY)
    return _end(walk, kind, stage)


def _end(walk: Walk, kind: str, stage: str) -> Walk:
    at = blank("checked2" if stage == "twice" else "checked")
    if kind == NoticeKind.STOP and stage in ("cleared", "closed"):
        walk.step("clear", OFFICER, at)
        if stage == "closed":
            walk.step("resume", LEADER, blank("r_signed"))
    elif stage in ("closed", "twice"):
        walk.step("complete", OFFICER, at)
    return walk


def _row(kind: str, stage: str) -> dict[str, Any]:
    issued, replied = stage in ISSUED, stage in REPLIED
    again = "2" if stage == "twice" else ""
    return {
        **COLUMNS, "title": f"{NAMES[kind]}（{blank('site_name')}）", "kind": kind, "name": NAMES[kind],
        "number": blank("no") if issued else "", "project": blank("site"), "addressee": blank("unit"),
        "visited_on": blank("d_found"), "requirements": REQUIREMENTS,
        "stop_area": "PART" if kind == NoticeKind.STOP else "",
        "stop_scope": STOP_SCOPE if kind == NoticeKind.STOP else "", "drafted_by": blank("by"),
        "signed_by": blank("leader") if issued else "", "issued_on": blank("d_signed") if issued else None,
        "received_at": blank("received") if stage in RECEIVED else None,
        "received_by": blank("manager") if stage in RECEIVED else "",
        "replied_at": blank(f"replied{again}") if replied else None, "reply": REPLY if replied else "",
        "seen_by_parties": issued, "due_rule": _rule(stage), "paper": blank("paper"),
    }  # fmt: skip


def _rule(stage: str) -> dict[str, Any] | None:
    """What the clock of what is still open rests on."""
    if stage in ("issued", "received"):
        return chosen("d_due")
    if stage == "half":
        return chosen("d_due2")
    return counted(RECHECK, "d_replied", "n_recheck", "p_check") if stage == "replied" else None


def _officers(story: Story, notice: str) -> None:
    for position, (who, user) in enumerate((("by", blank("by_id")), ("other", None)), 1):
        story.add(
            NoticeOfficer, notice=blank(notice), position=position, officer_id=blank(f"{who}_officer"), user_id=user,
            name=blank(who), certificate_no=blank(f"{who}_certificate"),
        )  # fmt: skip


def _number(story: Story, series: str, case: str, prefix: str, at: str) -> None:
    story.add(
        IssuedNumber, series=series, owner_id=blank("agency"), year=blank(f"{prefix}year"),
        number=blank(f"{prefix}seq"), case_kind="notice", case_id=blank(case), issued_at=blank(at),
    )  # fmt: skip


def _item(story: Story, kind: str, number: int, level: str, stage: str, *, last: bool, listed: str) -> None:
    """An item shares the deadline of its notice; the last one is the one that goes back."""
    back = last and stage in RETURNED
    walk = Walk.begin(HAZARD_FLOW, blank(f"h{number}"), "RECORDED", OFFICER, blank("found"), source="SUPERVISION")
    if stage in ISSUED:
        walk.step("order_by_notice", LEADER, blank("signed"), due_at=blank("e_due"), deadline_on=blank("d_due"),
                  number=blank("no"))  # fmt: skip
    if listed:
        words = {"listing_level": blank("listing_level"), "number": blank("listing_no")}
        walk.step("list", LEADER, blank("l_decided"), due_at=blank("e_due"), **words)
    if stage in REPLIED:
        walk.step("submit", MANAGER, blank("replied"), due_at=blank("e_check"), result=REPLY, after_photos=[])
    if back:
        words = {"rechecked_by": blank("by"), "reason": NOT_YET, "deadline_on": blank("d_due2"), "recheck_photos": []}
        walk.step("return", OFFICER, blank("checked"), due_at=blank("e_due2"), **words)
    if back and stage == "twice":
        walk.step("submit", MANAGER, blank("replied2"), due_at=blank("e_check2"), result=REPLY, after_photos=[])
    again = "2" if back else ""
    if stage in CHECKED and not (back and stage == "half"):
        walk.step("close", OFFICER, blank(f"checked{again}"), rechecked_by=blank("by"), conclusion=PASSED,
                  recheck_photos=[])  # fmt: skip
    if listed == "delisted":
        walk.step("delist", LEADER, blank("l_delisted"), number=blank("delist_no"))
    story.add_case(walk, {**_hazard(number, level, kind), **_so_far(walk, stage, back, again)}, PARTIES)


def _so_far(walk: Walk, stage: str, back: bool, again: str) -> dict[str, Any]:
    """The columns that say how far one item has come."""
    replied, half = stage in REPLIED, back and stage == "half"
    checked = stage in CHECKED
    rule = None if walk.closed_at else _rule(stage)
    return {
        "notice": blank("notice"), "graded_on": blank("d_found"), "graded_by": blank("by"), "found_by": blank("by"),
        "deadline_on": blank(f"d_due{again}"), "round": 2 if back else 1, "due_rule": rule,
        "rectified_on": blank(f"d_replied{again}") if replied and not half else None,
        "rechecked_on": blank("d_checked" if half else f"d_checked{again}") if checked else None,
        "rechecked_by": blank("by") if checked else "",
        "closed_on": blank(f"d_checked{again}") if walk.closed_at else None, "seen_by_parties": stage in ISSUED,
    }  # fmt: skip


def _hazard(number: int, level: str, kind: str) -> dict[str, Any]:
    return {**hazard_row(number, level, "SUPERVISION"), "item_no": number, "stop_work": kind == NoticeKind.STOP}


def hazard_row(number: int, level: str, source: str) -> dict[str, Any]:
    """The columns that every told hazard has: what was found where, and who answers for it."""
    major: dict[str, Any] = {
        "clause_code": blank(f"k{number}"), "clause_text": blank(f"kt{number}"), "fund_wan": blank("fund"),
        "emergency": blank("emergency"), "double_report": blank("double"), "penalty": blank("penalty"),
        "listing_level": blank("listing_level"), "listing_no": blank("listing_no"), "close_no": blank("close_no"),
    } if level == "MAJOR" else {}  # fmt: skip
    return {
        **COLUMNS, "title": f"{blank(f'l{number}')}：{blank(f'x{number}')}", "number": blank(f"hn{number}"),
        "project": blank("site"), "level": level, "source": source, "category": blank(f"c{number}"),
        "location": blank(f"l{number}"), "description": blank(f"x{number}"), "measure": blank(f"m{number}"),
        "found_on": blank("d_found"), "responsible_unit": blank("unit"), "responsible_person": blank("manager"),
        "responsible_phone_masked": blank("phone"), "responsible_phone_cipher": f"\\x{blank('phone_cipher')}", **major,
    }  # fmt: skip


def _resume(story: Story) -> None:
    """复工通知书 of a stop notice that was cleared."""
    walk = Walk.begin(RESUME_FLOW, blank("resume"), "DRAFT", OFFICER, blank("r_found"))
    walk.step("submit_sign", OFFICER, blank("r_sent"))
    walk.step("sign", LEADER, blank("r_signed"), number=blank("r_no"), signed_by=blank("leader"))
    name = NAMES["RESUME"]
    row = {
        **_row("STOP", "issued"), "kind": "RESUME", "name": name, "title": f"{name}（{blank('site_name')}）",
        "number": blank("r_no"), "visited_on": blank("d_r_found"), "issued_on": blank("d_r_signed"),
        "requirements": "", "stop_area": "", "paper": None, "resumes": blank("notice"), "due_rule": None,
    }  # fmt: skip
    story.add_case(walk, row, WITH_OFFICER)
    _officers(story, "resume")
    _number(story, "notice.RESUME", "resume", "r_", "r_signed")
