"""挂牌督办 as it went: declined, signed and governed, reported, delisted; with a progress report for every week."""

from functools import cache
from typing import Any, Final

from zhiben.domains.ladder.models import Rung
from zhiben.domains.listings.models import ListedHazard
from zhiben.domains.listings.workflow import LISTING_FLOW, PROGRESS_FLOW
from zhiben.kernel.numbering.models import IssuedNumber
from zhiben.world.bulk.cast import COLUMNS, LEADER, MANAGER, OFFICER, PARTIES, SYSTEM, chosen, counted
from zhiben.world.bulk.demands import TITLE
from zhiben.world.bulk.sheets import Story, Template, blank
from zhiben.world.listing_story import PROGRESS, RULE, SERIES
from zhiben.world.walking import Walk

BY_HAND: Final = "整改难度较大，拟挂牌督办"
STAGES: Final = ("draft", "declined", "listed", "planned", "governing", "reported", "delisted")
OPINION: Final = "现场审查，隐患已消除，资料齐全，同意解除督办。"
REPORT: Final = "已按治理方案完成整改，自检合格，监理复查同意，申请现场审查并解除督办。"


@cache
def listing_story(stage: str, *, by_rule: bool) -> Template:
    """``by_rule``: the place demands it of every major hazard; else an officer drafted it."""
    story, reached = Story(), STAGES.index(stage)
    drafter = SYSTEM if by_rule else OFFICER
    walk = Walk.begin(LISTING_FLOW, blank("listing"), "DRAFT", drafter, blank("l_drafted"))
    walk.due_at = blank("e_l_decide")
    row = _draft(by_rule, drafter.name)
    if stage == "declined":
        walk.step("decline", LEADER, blank("l_decided"), reason=blank("declined_why"), signed_by=blank("leader"))
        row |= {"decided_by": blank("leader"), "declined_why": blank("declined_why")}
    if reached >= 2:
        row |= _signed(story, walk)
    if reached >= 3:
        row |= _planned(walk, reached)
    if reached >= 5:
        row |= _reported(story, walk, stage)
    story.add_case(walk, {**row, "due_rule": _rule(stage)}, PARTIES)
    story.add(
        ListedHazard, id=blank("l_item"), listing=blank("listing"), hazard=blank("h1"), position=1,
        active=walk.closed_at is None,
    )  # fmt: skip
    if by_rule:
        _rung(story, stage)
    return story.template()


def _draft(by_rule: bool, drafter: str) -> dict[str, Any]:
    return {
        **COLUMNS, "title": f"挂牌督办：{TITLE}", "project": blank("site"), "agency_name": blank("agency_name"),
        "addressee": blank("unit"), "matter": TITLE, "clause_text": blank("kt1"), "requirements": blank("l_wanted"),
        "other": blank("l_other"), "reason": RULE if by_rule else BY_HAND, "drafted_by": drafter,
        "drafted_by_rule": RULE if by_rule else "", "deadline_on": blank("d_l_due"), "seen_by_parties": False,
    }  # fmt: skip


def _signed(story: Story, walk: Walk) -> dict[str, Any]:
    walk.step(
        "sign", LEADER, blank("l_decided"), due_at=blank("e_l_plan"), matter=TITLE, requirements=blank("l_wanted"),
        deadline_on=blank("d_l_due"), other=blank("l_other"), number=blank("listing_no"),
        level=blank("listing_level"), agency_name=blank("agency_name"), signed_by=blank("leader"),
    )  # fmt: skip
    _number(story, "LIST", "l_", "l_decided")
    return {
        "number": blank("listing_no"), "level": blank("listing_level"), "decided_by": blank("leader"),
        "listed_on": blank("d_l_decided"), "seen_by_parties": True,
    }  # fmt: skip


def _number(story: Story, kind: str, prefix: str, at: str) -> None:
    story.add(
        IssuedNumber, series=SERIES[kind], owner_id=blank("agency"), year=blank(f"{prefix}year"),
        number=blank(f"{prefix}seq"), case_kind="listing", case_id=blank("listing"), issued_at=blank(at),
    )  # fmt: skip


def _planned(walk: Walk, reached: int) -> dict[str, Any]:
    plan = {
        "duty": f"{blank('unit')}，项目负责人{blank('manager')}",
        "measure": f"{blank('m1')}。整改期间专人监护，监理旁站验收。", "fund_wan": blank("plan_fund"),
        "until": blank("d_l_due"), "emergency": "作业面停用并封闭，出现变形加剧或险情时立即撤人，启动项目应急预案。",
    }  # fmt: skip
    walk.step("submit_plan", MANAGER, blank("l_planned"), due_at=blank("e_l_review"), plan_files=[], **plan)
    if reached >= 4:
        walk.step("accept_plan", OFFICER, blank("l_governed"), due_at=blank("e_l_due"), opinion="同意，按方案组织治理")
    return {"plan_on": blank("d_l_planned"), **{f"plan_{name}": value for name, value in plan.items()}}


def _reported(story: Story, walk: Walk, stage: str) -> dict[str, Any]:
    walk.step("report", MANAGER, blank("l_reported"), due_at=blank("e_l_look"), result=REPORT, after_photos=[],
              report_files=[])  # fmt: skip
    values: dict[str, Any] = {"report_on": blank("d_l_reported"), "report": REPORT}
    if stage != "delisted":
        return values
    who = f"{blank('by')}、{blank('other')}"
    walk.step("pass_review", OFFICER, blank("l_reviewed"), due_at=blank("e_l_end"), reviewed_on=blank("d_l_reviewed"),
              reviewed_by=who, opinion=OPINION, review_photos=[])  # fmt: skip
    walk.step("delist", LEADER, blank("l_delisted"), number=blank("delist_no"), signed_by=blank("leader"))
    _number(story, "DELIST", "x_", "l_delisted")
    return {
        **values, "reviewed_on": blank("d_l_reviewed"), "reviewed_by": who, "review_opinion": OPINION,
        "delist_no": blank("delist_no"), "delisted_on": blank("d_l_delisted"), "delisted_by": blank("leader"),
    }  # fmt: skip


def _rule(stage: str) -> dict[str, Any] | None:
    clocks = {
        "draft": ("decide", "d_l_drafted"), "listed": ("plan", "d_l_decided"), "planned": ("plan_review", "d_l_planned"),
        "reported": ("review", "d_l_reported"),
    }  # fmt: skip
    if stage == "governing":
        return chosen("d_l_due")
    if stage not in clocks:
        return None
    name, since = clocks[stage]
    return counted(f"listings.{name}_working_days", since, f"n_l_{name}", f"p_l_{name}")


def _rung(story: Story, stage: str) -> None:
    columns = {name: value for name, value in COLUMNS.items() if name != "where_name"}
    outcome = {"draft": "DRAFTED", "declined": "DECLINED"}.get(stage, "SIGNED")
    settled: dict[str, Any] = {}
    if stage != "draft":
        note = blank("declined_why" if stage == "declined" else "listing_no")
        settled = {"settled_at": blank("l_decided"), "settled_by": blank("leader"), "note": note}
    story.add(
        Rung, **columns, id=blank("l_rung"), hazard=blank("h1"), project_id=blank("site"), code="LISTING", step=0,
        days=0, reached_at=blank("l_drafted"), outcome=outcome, draft_flow="listing", draft_id=blank("listing"),
        **settled,
    )  # fmt: skip


@cache
def progress_story(how: str, period: int) -> Template:
    """One week: reported, ended with the report, or due."""
    story = Story()
    walk = Walk.begin(PROGRESS_FLOW, blank("w_id"), "DUE", SYSTEM, blank("w_opened"))
    walk.due_at = blank("e_w_until")
    values: dict[str, Any] = {"due_rule": None if how != "due" else chosen("d_w_until")}
    if how == "reported":
        percent, text = PROGRESS[min(period, len(PROGRESS)) - 1]
        walk.step("report", MANAGER, blank("w_reported"), text=text, percent=percent, photos=[],
                  reported_by=blank("manager"))  # fmt: skip
        values |= {"text": text, "percent": percent, "reported_on": blank("d_w_reported"),
                   "reported_by": blank("manager")}  # fmt: skip
    elif how == "ended":
        walk.step("end", SYSTEM, blank("l_reported"))
    row = {
        **COLUMNS, "title": f"第 {period} 期治理进展（{blank('w_since')}至{blank('w_until')}）", "listing": blank("listing"),
        "period": period, "since": blank("d_w_since"), "until": blank("d_w_until"), **values,
    }  # fmt: skip
    story.add_case(walk, row, PARTIES)
    return story.template()
