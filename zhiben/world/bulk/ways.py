"""How certificates of a large world came about: each way is told once, walked through the real table, to be filled in."""

from functools import cache
from itertools import accumulate
from random import Random
from typing import Any, Final

from zhiben.domains.certificates.models import Decision
from zhiben.domains.certificates.terms import CertificateState
from zhiben.domains.certificates.workflow import CERTIFICATE_FLOW
from zhiben.kernel.access.terms import Role
from zhiben.kernel.numbering.models import IssuedNumber
from zhiben.world.bulk.cast import chosen
from zhiben.world.bulk.sheets import Story, Template, blank
from zhiben.world.walking import Person, Walk

BY: Final = Person(name=blank("by"), role=Role.CERTIFIER, reach_name=blank("issuer"))
# Of a hundred: ``ledger`` and what follows were taken over from what there was before, without a code, as ledgers are;
# the rest was issued here. ``old`` is exchanged for the ``new`` one after it.
OF_LEDGERS: Final = ("ledger", "expired", "doubtful", "unmatched", "gone")
_MIXED: Final = [
    *("ledger",) * 62, *("expired",) * 5, "doubtful", "unmatched", "gone", *("issued",) * 21, *("extended",) * 4,
    *("changed",) * 3,
]  # fmt: skip
Random(37).shuffle(_MIXED)  # noqa: S311
WAYS: Final = (*_MIXED, "old", "new")
CODES: Final = {"extended": 2, "changed": 2}  # signed so far; of ledgers none, else one
# What needs numbered decisions is told apart from the rest: numbers are given out in the order of their days.
REASONS: Final = {
    "suspended": "发生一般生产安全事故，安全生产条件降低", "returned": "发生一般生产安全事故，安全生产条件降低",
    "cancelled": "持证主体申请注销", "revoked": "发生较大生产安全事故，负有主要责任",
}  # fmt: skip
RETURNED: Final = "经核查恢复安全生产条件"
DECISIONS: Final = {
    "suspended": ("suspend", "暂扣"), "returned": ("suspend", "暂扣"), "cancelled": ("cancel", "注销"),
    "revoked": ("revoke_penalty", "吊销"),
}  # fmt: skip
HOLDING: Final = ("enterprise", "person", "officer", "equipment", "project")
SAME: Final = (
    *HOLDING, "kind", "class_code", "class_name", "number", "number_key", "electronic", "employer", "holder_name",
    "employer_name", "issuer_name", "issued_on", "valid_from", "valid_to", "agency_id", "scope", "place", "province",
    "city", "county", "where_name", "title", "scope_text", "replaces",
)  # fmt: skip


def codes_of(way: str) -> int:
    """How many codes have been signed on this way."""
    return 0 if way in OF_LEDGERS else CODES.get(way, 1)


_BEFORE: Final = (0, *accumulate(map(codes_of, WAYS)))


def codes_before(number: int) -> int:
    """Of all certificates before this one."""
    hundreds, rest = divmod(number, len(WAYS))
    return hundreds * _BEFORE[-1] + _BEFORE[rest]


def way_of(number: int) -> str:
    return WAYS[number % len(WAYS)]


@cache
def story(way: str) -> Template:
    """The rows one way leaves behind."""
    told, walk = Story(), _walk(way)
    taken_over = way in OF_LEDGERS
    row = {name: blank(name) for name in SAME}
    told.add_case(walk, {
        **row, "first_issued_on": blank("issued_on"), "silent": taken_over, "backfilled": taken_over, **_more(way),
    })  # fmt: skip
    if way in DECISIONS:
        action, word = DECISIONS[way]
        _decision(told, action, word, "", REASONS[way])
        if way == "returned":
            _decision(told, "return", "发还", "3", RETURNED)
    return told.template()


def _walk(way: str) -> Walk:
    pk, at = blank("id"), blank("at")
    if way in OF_LEDGERS:
        gone = way == "gone"
        state = CertificateState.CANCELLED if gone else CertificateState.VALID
        walk = Walk.begin(CERTIFICATE_FLOW, pk, state.value, BY, at, batch=blank("batch"))
        walk.closed_at = blank("at2") if gone else None
        return walk
    walk = Walk.begin(CERTIFICATE_FLOW, pk, CertificateState.VALID.value, BY, at, action="issue")
    if way == "extended":
        walk.step("extend", BY, blank("at2"), valid_to=blank("valid_to"))
    elif way == "changed":
        walk.step("change", BY, blank("at2"), before=blank("before"), reason="受聘单位变更", where_name=blank("where_name"),
                  employer_name=blank("employer_name"), employer_id=blank("employer"))  # fmt: skip
    elif way == "old":
        walk.step("replace", BY, blank("at2"), reason="换发电子证照")
    elif way in DECISIONS:
        _decide(walk, way)
    return walk


def _decide(walk: Walk, way: str) -> None:
    given: dict[str, Any] = {"reason": REASONS[way], "number": blank("no")}
    action, _ = DECISIONS[way]
    if action == "suspend":
        given |= {"since": blank("d_at2"), "until": blank("until"), "because_of_accident": True}
    elif action == "revoke_penalty":
        given["because_of_accident"] = True
    walk.step(action, BY, blank("at2"), due_at=blank("e_until") if action == "suspend" else None, **given)
    if way == "returned":
        walk.step("return", BY, blank("at3"), reason=RETURNED, number=blank("no3"))


def _more(way: str) -> dict[str, Any]:
    """Columns that only this way sets."""
    decided = {"decision_no": blank("no"), "decided_on": blank("d_at2"), "reason": REASONS.get(way, "")}
    suspended = {"suspended_from": blank("d_at2"), "suspended_to": blank("until"), "due_rule": chosen("until")}
    more: dict[str, dict[str, Any]] = {
        "doubtful": {"doubtful": True, "doubts": ["证书编号的写法与该类证书不符"]},
        "unmatched": {"unmatched": True},
        "gone": {"reason": "台账载明已注销", "decided_on": blank("d_at2")},
        "extended": {"version": 2},
        "changed": {"version": 2},
        "old": {"reason": "换发电子证照", "decided_on": blank("d_at2")},
        "suspended": {**decided, **suspended, "because_of_accident": True},
        "returned": {"decision_no": blank("no3"), "decided_on": blank("d_at3"), "reason": RETURNED},
        "cancelled": decided,
        "revoked": {**decided, "because_of_accident": True},
    }
    return more.get(way, {})


def _decision(told: Story, action: str, word: str, nth: str, reason: str) -> None:
    at, pauses = f"at{nth or 2}", action == "suspend"
    told.add(
        Decision, id=blank(f"decision{nth}"), certificate=blank("id"), action=action, number=blank(f"no{nth}"),
        name=f"{word}{blank('label')}决定书", decided_on=blank(f"d_{at}"), decided_by=blank("by"),
        agency_id=blank("agency_id"), agency_name=blank("issuer_name"), reason=reason,
        since=blank(f"d_{at}") if pauses else None, until=blank("until") if pauses else None,
        because_of_accident=action in ("suspend", "revoke_penalty"),
    )  # fmt: skip
    told.add(
        IssuedNumber, series="certificate.DECISION", owner_id=blank("agency_id"), year=blank(f"year{nth}"),
        number=blank(f"seq{nth}"), case_kind="certificate", case_id=blank("id"), issued_at=blank(at),
    )  # fmt: skip
