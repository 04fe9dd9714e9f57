"""What each major hazard demanded at once: 停工、挂牌、扣分、送知, done by documents that exist, or waived with a reason."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from zhiben.domains.hazards.terms import MeasureKind, SigningMethod
from zhiben.domains.hazards.workflow import MEASURE_FLOW, SERVING_FLOW
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import day_of
from zhiben.registry.enterprises.public import Head
from zhiben.registry.enterprises.terms import HeadPost
from zhiben.world.stories import Fate, Major, Teller
from zhiben.world.walking import Person, Walk

PART_ONLY: Final = "隐患限于一处作业面，当场封闭停用，按责令限期整改办理，不另下停工文书"
NOT_LISTED: Final = (
    "企业已停工并承诺限期消除，先按停工整改通知书督促，逾期未改再挂牌",
    "隐患部位已封闭，正按专家论证意见修改方案，待方案确定后再定是否挂牌",
    "设备已停用待拆除，现场无人作业，按停工令执行",
    "检查次日已加固到位，现场核查属实，待正式复查",
)  # fmt: skip
POINTS: Final = {"pit": Decimal(5), "formwork": Decimal(5), "crane": Decimal(4)}
ON_PAPER: Final = 11  # every so many: signed on paper, after having been pressed for
HOURS: Final = 24


def tell_measures(teller: Teller) -> None:
    """In the order of the notices, so that the numbers of 信用 documents rise with time."""
    given: dict[int, int] = {}
    for number, major in enumerate(sorted(teller.majors, key=lambda m: (m.issued_at, m.item.id))):
        stop, credit, serve = (
            _open(teller, major, k) for k in (MeasureKind.STOP, MeasureKind.CREDIT, MeasureKind.SERVE)
        )
        _stop(teller, major, stop)
        _credit(teller, major, credit, given)
        _serve(teller, major, serve, number)


def tell_listing_measure(
    teller: Teller, major: Major, *, signed_at: datetime | None, number: str, waived_at: datetime | None, why: str
) -> None:
    """挂牌督办 is done by the listing itself, or the leader says why not; else it waits with the draft."""
    walk = _begin(teller, major)
    done: dict[str, Any] = {}
    if signed_at is not None:
        done = _done(walk, teller.leader, signed_at, number)
    elif waived_at is not None:
        walk.step("waive", teller.leader, waived_at + timedelta(minutes=2), reason=why)
        done = {"note": why}
    _write(teller, major, MeasureKind.LIST, walk, **done)


def reason_not_to_list(major: Major, number: int) -> str:
    if major.plot.fate is Fate.WAIVED and major.plot.ending in ("replied", "cleared", "resumed", "closed"):
        return NOT_LISTED[-1]
    return NOT_LISTED[number % 3]


def _open(teller: Teller, major: Major, kind: MeasureKind) -> tuple[MeasureKind, Walk]:
    return kind, _begin(teller, major)


def _begin(teller: Teller, major: Major) -> Walk:
    walk = Walk.begin(MEASURE_FLOW, teller.chance.id(major.issued_at), "REQUIRED", teller.leader, major.issued_at)
    walk.due_at = teller.days.due(major.issued_at, 1)
    return walk


def _done(walk: Walk, by: Person, at: datetime, reference: str) -> dict[str, Any]:
    walk.step("complete", by, at, reference=reference, done_by=by.name)
    return {"reference": reference, "done_on": day_of(at), "done_by": by.name}


def _stop(teller: Teller, major: Major, opened: tuple[MeasureKind, Walk]) -> None:
    kind, walk = opened
    if major.plot.kind == "STOP":
        _write(teller, major, kind, walk, **_done(walk, teller.leader, major.issued_at, major.number))
        return
    walk.step("waive", teller.leader, major.issued_at + timedelta(hours=2), reason=PART_ONLY)
    _write(teller, major, kind, walk, note=PART_ONLY)


def _credit(teller: Teller, major: Major, opened: tuple[MeasureKind, Walk], given: dict[int, int]) -> None:
    kind, walk = opened
    at = teller.after(major.issued_at)
    if not teller.past(at):
        _write(teller, major, kind, walk)
        return
    given[at.year] = given.get(at.year, 0) + 1
    reference = teller.numbered("信用", at.year, given[at.year])
    points = POINTS.get(major.row["category"], Decimal(3))
    walk.step("register", major.by, at, reference=reference, done_by=major.by.name, points=points, done_on=day_of(at))
    _write(teller, major, kind, walk, reference=reference, done_on=day_of(at), done_by=major.by.name, points=points)
    major.row["penalty"] = f"记不良信用 {points} 分（{reference}）"


def _serve(teller: Teller, major: Major, opened: tuple[MeasureKind, Walk], number: int) -> None:
    kind, walk = opened
    walk.due_at = major.issued_at + timedelta(hours=HOURS)
    enterprise, _ = major.site.parties["contractor"]
    heads = teller.registers.heads[enterprise]
    first, second = heads[HeadPost.PRINCIPAL], heads[HeadPost.CONTROLLER]
    served = [first] if first.name == second.name else [first, second]
    signed = [_serving(teller, major, head, number) for head in served]
    done: dict[str, Any] = {}
    if all(signed):
        words = "、".join(f"{h.post.label}{h.name}" for h in served)
        done = _done(walk, teller.system, max(s for s in signed if s), f"{words}已签收")
    _write(teller, major, kind, walk, served_at=major.issued_at, **done)


def _serving(teller: Teller, major: Major, head: Head, number: int) -> datetime | None:
    """When it was signed for. Of those found lately the 实际控制人 has not signed; since yesterday nobody has."""
    enterprise, name = major.site.parties["contractor"]
    sent = major.issued_at
    case_id, columns = major.case(f"送知{head.post.label}", sent, teller)
    walk = Walk.begin(SERVING_FLOW, case_id, "SENT", teller.leader, sent, post=head.post.value)
    walk.due_at = sent + timedelta(hours=HOURS)
    person = Person(name=head.name, role=Role.PRINCIPAL, reach_name=name)
    in_time = teller.at - sent < timedelta(hours=HOURS)
    if major.plot.fate is Fate.DRAFTED and (in_time or head.post == HeadPost.CONTROLLER):
        values: dict[str, Any] = {}
    elif number % ON_PAPER == 0 and head.post == HeadPost.PRINCIPAL:
        values = _on_paper(teller, major, walk, person)
    else:
        values = _in_person(teller, walk, person)
    teller.rows.add_case(
        {
            **columns, "hazard": major.item.id, "enterprise": enterprise, "enterprise_name": name,
            "post": head.post.value, "person_name": head.name, "registered": True, "phone_masked": head.phone_masked,
            "phone_cipher": head.phone_cipher, "token": case_id.hex[-16:], "sent_at": sent, "read_at": None,
            "signed_at": None, "signed_by": "", "method": "", "chased": 0, **values,
        },
        walk, [("enterprise", enterprise, "contractor")],
    )  # fmt: skip
    found: datetime | None = values.get("signed_at")
    return found


def _in_person(teller: Teller, walk: Walk, person: Person) -> dict[str, Any]:
    read = walk.opened_at + timedelta(minutes=teller.chance.number(20, 300))
    signed = read + timedelta(minutes=teller.chance.number(2, 15))
    if not teller.past(signed):
        return {}
    method = SigningMethod.ACCOUNT if teller.chance.happens(0.6) else SigningMethod.LINK
    walk.step("read", person, read, due_at=walk.due_at)
    walk.step("sign", person, signed, signer=person.name, method=method.value)
    return {"read_at": read, "signed_at": signed, "signed_by": person.name, "method": method.value}


def _on_paper(teller: Teller, major: Major, walk: Walk, person: Person) -> dict[str, Any]:
    """Not opened in time; the officer pressed, then went there with the sheet."""
    chased = walk.opened_at + timedelta(hours=HOURS + 2)
    signed = teller.after(chased)
    if not teller.past(signed):
        return {}
    walk.step("chase", major.by, chased, due_at=chased + timedelta(hours=HOURS))
    walk.step("sign", major.by, signed, behalf=person.name, signer=person.name, method=SigningMethod.PAPER.value,
              receipt=[])  # fmt: skip
    return {"signed_at": signed, "signed_by": person.name, "method": SigningMethod.PAPER.value, "chased": 1}


def _write(teller: Teller, major: Major, kind: MeasureKind, walk: Walk, **values: Any) -> None:
    _, columns = major.case(kind.label, major.issued_at, teller, seen=False)
    walk_moves = walk.moves[0]
    walk_moves["inputs"] = {"kind": kind.value}
    teller.rows.add_case(
        {
            **columns, "hazard": major.item.id, "kind": kind.value, "reference": "", "points": None, "done_on": None,
            "done_by": "", "note": "", "served_at": None, **values,
        },
        walk,
    )  # fmt: skip
