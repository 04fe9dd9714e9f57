"""督办单 for what stayed overdue: reached by the ladder, drafted, decided upon, answered, and settled when it was put right."""

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from zhiben.domains.ladder.models import OrderItem, Rung
from zhiben.domains.ladder.workflow import ORDER_FLOW
from zhiben.kernel.numbering.models import IssuedNumber
from zhiben.world.bulk.cast import COLUMNS, LEADER, MANAGER, OFFICER, SYSTEM, chosen, counted
from zhiben.world.bulk.days import DAY, day_at, office, uid
from zhiben.world.bulk.sheets import Story, Template, blank
from zhiben.world.ladder_story import ANSWER, NOT_PRESSED
from zhiben.world.walking import Walk

if TYPE_CHECKING:
    from zhiben.world.bulk.telling import Case, Teller, Times

DRAFTER: Final = "系统"
SETTLED: Final = "所列隐患已全部销号"
NOT_NEEDED: Final = "隐患已销号"
STILL: Final = "经核实，督办要求已落实，整改仍在进行，按原期限要求继续督促"
PARTIES: Final = (
    ("project", "site", "site"), ("enterprise", "e_contractor", "contractor"),
    ("enterprise", "e_consultant", "consultant"), ("enterprise", "e_owner", "owner"),
)  # fmt: skip
DECLINED, ANSWERED, VERIFIED = 0.1, 0.85, 0.9
OUTCOMES: Final = {"draft": "DRAFTED", "declined": "DECLINED", "overtaken": "OVERTAKEN"}


@cache
def order_story(stage: str, items: int) -> Template:
    """``stage``: draft, declined, overtaken (put right before anybody decided), issued, answered, verified, or settled
    and settled-late (put right after it was issued, or answered)."""
    story = Story()
    walk = Walk.begin(ORDER_FLOW, blank("order"), "DRAFT", SYSTEM, blank("o_drafted"))
    walk.due_at = blank("e_o_decide")
    row = _draft(items)
    if stage == "declined":
        walk.step("decline", LEADER, blank("o_signed"), reason=NOT_PRESSED)
        row["conclusion"] = NOT_PRESSED
    elif stage == "overtaken":
        walk.step("overtake", SYSTEM, blank("closed"), reason=NOT_NEEDED)
        row["conclusion"] = NOT_NEEDED
    elif stage != "draft":
        row |= _signed(story, walk, stage)
    story.add_case(walk, {**row, "due_rule": _rule(stage)}, PARTIES)
    for number in range(1, items + 1):
        story.add(OrderItem, order=blank("order"), hazard=blank(f"h{number}"), position=number)
        _rung(story, number, stage)
    return story.template()


def _draft(items: int) -> dict[str, Any]:
    more = f" 等 {items} 条隐患" if items > 1 else ""
    return {
        **COLUMNS, "title": f"督办：{blank('l1')}：{blank('x1')}{more}", "name": "督办单", "project": blank("site"),
        "enterprise": blank("e_contractor"), "addressee": blank("unit"), "copies": blank("o_copies"),
        "reason": f"{blank('site_name')}的下列隐患至今没有整改完毕，已逾期 {blank('o_step')} 天。",
        "demands": blank("o_demands"), "drafted_by": DRAFTER, "drafted_by_rule": blank("o_rule"),
        "seen_by_parties": False,
    }  # fmt: skip


def _signed(story: Story, walk: Walk, stage: str) -> dict[str, Any]:
    walk.step("sign", LEADER, blank("o_signed"), due_at=blank("e_o_answer"), number=blank("order_no"),
              signed_by=blank("leader"), answer_on=blank("d_o_answer"))  # fmt: skip
    story.add(
        IssuedNumber, series="ladder.order", owner_id=blank("agency"), year=blank("o_year"), number=blank("o_seq"),
        case_kind="ladder.order", case_id=blank("order"), issued_at=blank("o_signed"),
    )  # fmt: skip
    row: dict[str, Any] = {
        "number": blank("order_no"), "signed_by": blank("leader"), "answer_on": blank("d_o_answer"),
        "issued_on": blank("d_o_signed"), "seen_by_parties": True,
    }  # fmt: skip
    if stage in ("answered", "verified", "settled-late"):
        walk.step("answer", MANAGER, blank("o_answered"), due_at=blank("e_o_verify"), answer=ANSWER)
        row |= {"answer": ANSWER, "answered_at": blank("o_answered")}
    if stage == "verified":
        walk.step("verify", OFFICER, blank("o_verified"), verified_by=blank("by"), conclusion=STILL)
        row |= {"verified_by": blank("by"), "conclusion": STILL}
    if stage.startswith("settled"):
        walk.step("settle", SYSTEM, blank("closed"), reason=SETTLED)
        row["conclusion"] = SETTLED
    return row


def _rule(stage: str) -> dict[str, Any] | None:
    if stage == "draft":
        return counted("ladder.decide_working_days", "d_o_drafted", "n_o_decide", "p_o_decide")
    if stage == "answered":
        return counted("ladder.verify_working_days", "d_o_answered", "n_o_verify", "p_o_verify")
    return chosen("d_o_answer") if stage == "issued" else None


def _rung(story: Story, number: int, stage: str) -> None:
    columns = {name: value for name, value in COLUMNS.items() if name != "where_name"}
    settled: dict[str, Any] = {}
    if stage == "overtaken":
        settled = {"settled_at": blank("closed"), "settled_by": DRAFTER, "note": NOT_NEEDED}
    elif stage != "draft":
        note = NOT_PRESSED if stage == "declined" else blank("order_no")
        settled = {"settled_at": blank("o_signed"), "settled_by": blank("leader"), "note": note}
    story.add(
        Rung, **columns, id=blank(f"o_rung{number}"), hazard=blank(f"h{number}"), project_id=blank("site"),
        code="ORDER", deadline_on=blank("d_due"), step=blank("o_step"), days=blank("o_step"),
        parameter_id=blank("o_parameter"), reached_at=blank("o_drafted"), outcome=OUTCOMES.get(stage, "SIGNED"),
        draft_flow="ladder.order", draft_id=blank("order"), **settled,
    )  # fmt: skip


def tell_order(teller: "Teller", case: "Case", times: "Times", level: str) -> None:
    """If the items of a notice stayed overdue for as long as the place allows, and that day has come.

    A major one goes up alone: the general items beside it have more days.
    """
    step, parameter = teller.task.rungs[level]
    drafted = (times.due + step) * DAY + 10 + teller.chance.randrange(9)
    if drafted > teller.now or times.replied <= drafted:
        return
    chance, days, blanks = teller.chance, teller.days, case.blanks
    signed = office(chance, days.after(drafted // DAY, chance.choice((1, 1, 2, 3))))
    answered = office(chance, days.after(signed // DAY, chance.choice((2, 3, 4, 5))))
    verified = office(chance, days.after(answered // DAY, chance.choice((1, 2, 3))))
    stage = _stage(teller, times, signed, answered, verified)
    due, items = times.due, 1 if level == "MAJOR" else case.items
    blanks |= {
        "order": uid(chance, drafted), "o_step": str(step), "o_parameter": parameter,
        "o_rule": _why(due, step, items), **{f"o_rung{n}": uid(chance, drafted) for n in range(1, items + 1)},
    }  # fmt: skip
    teller.mark(blanks, o_drafted=drafted, o_signed=signed, o_answered=answered, o_verified=verified)
    teller.clock(blanks, "o_decide", drafted // DAY, "n_o_decide")
    until = teller.clock(blanks, "o_answer", signed // DAY, "n_o_answer")
    blanks["d_o_answer"] = days.words[until]
    teller.clock(blanks, "o_verify", answered // DAY, "n_o_verify")
    if stage not in ("draft", "declined", "overtaken"):
        teller.numbers.want("ladder.order", signed, blanks["order"], blanks)
    case.templates.append(order_story(stage, items))


def _stage(teller: "Teller", times: "Times", signed: int, answered: int, verified: int) -> str:
    """How far it came before now, or before everything was put right: all items are closed on the same day."""
    chance = teller.chance
    declines, answers = chance.random() < DECLINED, chance.random() < ANSWERED
    verifies = answers and chance.random() < VERIFIED
    end, closed = min(times.closed_all, teller.now), times.closed_all <= teller.now
    if signed > end:
        return "overtaken" if closed else "draft"
    if declines:
        return "declined"
    if verifies and verified <= end:
        return "verified"
    late = answers and answered <= end
    if closed:
        return "settled-late" if late else "settled"
    return "answered" if late else "issued"


def _why(due: int, step: int, items: int) -> str:
    day = day_at(due)
    words = f"整改期限 {day.month}月{day.day}日，逾期 {step} 天；本地规定逾期 {step} 天拟督办单"
    return words if items == 1 else f"{words}（共 {items} 条，最久的一条）"
