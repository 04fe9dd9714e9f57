"""What does not go together in a large world, planted in known numbers: hits of the rules, and what is just none."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from zhiben.domains.certificates.public import number_key
from zhiben.domains.standing.terms import BarKind, SubjectKind
from zhiben.kernel.base.clock import start_of_day
from zhiben.registry.people.terms import StatedKind
from zhiben.world.bulk.days import DAY, day_at, uid
from zhiben.world.bulk.enterprises import Firm, Firms
from zhiben.world.bulk.staff import Staff

# Of so many running sites with another one before them in the same place, these share somebody with it. Places in POSTS:
# 0 site manager, 1 technical lead, 2 safety officer, 3 chief consultant, 4 owner's lead.
EVERY: Final = 40
SAME: Final = {
    0: ("posts-over-limit", 0, 0), 1: ("person-two-places", 2, 1), 2: ("", 4, 1), 3: ("", 3, 3),
}  # fmt: skip
SENDERS: Final = ("labour", "subcontractor")  # who sends workers besides the contractor
# Workers of one site by who sends them, as long as there are people enough.
WORKERS: Final = {"contractor": 8, "subcontractor": 6, "labour": 9}
PLENTY: Final = 50  # people for each site
GROUPS: Final = 100  # sites for each number that is shared
PHONES: Final = (3, 2)  # people that share one telephone: a hit, and one too few
ACCOUNTS: Final = (2, 1)
BARRED_DAYS: Final = 200


@dataclass
class Plants:
    """``hits``: how many findings each rule has to come to. ``phones``, ``accounts``: person → whose number it has."""

    staff: Staff
    most: int  # workers of a site, in percent of what is usual
    hits: Counter[str] = field(default_factory=Counter)
    phones: dict[int, int] = field(default_factory=dict)
    accounts: dict[int, int] = field(default_factory=dict)
    _turn: int = 0

    @classmethod
    def of(cls, firms: Firms, people: int, projects: int, seed: int) -> "Plants":
        plants = cls(Staff(firms.employers, people, seed), min(100, people * 100 // (projects * PLENTY)))
        plants.hits["barred-director"] = len(list(_heading_again(firms)))
        for _ in range(max(1, projects // GROUPS)):
            plants._share("phone-shared", plants.phones, PHONES)
            plants._share("account-shared", plants.accounts, ACCOUNTS)
        return plants

    def _share(self, rule: str, of: dict[int, int], sizes: tuple[int, int]) -> None:
        self.hits[rule] += 1
        for size in sizes:
            group = [self.staff.anyone() for _ in range(size)]
            of |= dict.fromkeys(group, group[0])

    def posts(self, held: Sequence[int], before: Sequence[int] | None) -> list[int]:
        """Who holds the posts of a running site, given those of the running site before."""
        found = list(held)
        if before is None:
            return found
        rule, mine, theirs = SAME.get(self._turn % EVERY, ("", 0, -1))
        self._turn += 1
        if theirs >= 0:
            found[mine] = before[theirs]
            if rule:
                self.hits[rule] += 1
        return found

    def workers(self, mine: Mapping[str, Firm]) -> dict[str, list[int]]:
        return {
            mine[kind].id: self.staff.some_of(mine[kind].id, max(1, count * self.most // 100))
            for kind, count in WORKERS.items()
        }


def _heading_again(firms: Firms) -> Iterator[Firm]:
    """Barred firms whose head heads another: the next contractor has the very same person."""
    known = {head[1:3] for firm in firms.by_kind["contractor"] for head in firm.heads}
    for firm, in_force in firms.barred:
        elsewhere = {h[1:3] for one in firms.by_kind["contractor"] if one.id != firm.id for h in one.heads} & known
        if in_force and any(head[1:3] in elsewhere for head in firm.heads):
            yield firm


def bars(firms: Firms, agency: Any, now: int, seed: int) -> Iterator[dict[str, Any]]:
    """Decisions in force, and some that ended on this very day."""
    chance, today = Random(f"{seed}/bars"), now // DAY  # noqa: S311
    for number, (firm, in_force) in enumerate(firms.barred, 1):
        begun = today - BARRED_DAYS
        yield {
            "id": uid(chance, begun * DAY), "subject_kind": SubjectKind.ENTERPRISE.value, "subject_id": firm.id,
            "subject_name": firm.name, "what": BarKind.BID.value, "valid_from": day_at(begun),
            "valid_to": day_at(today + 165 if in_force else today), "decision_no": f"示限〔{day_at(begun):%Y}〕{number}号",
            "because": "隐瞒施工现场重大事故隐患", "decided_by": agency.name, "agency_id": agency.id,
            "recorded_by": "系统", "recorded_at": start_of_day(day_at(begun)),
        }  # fmt: skip


def stated(
    shown: Sequence[tuple[str, Any, str]], others: Sequence[str], now: int, seed: int
) -> Iterator[dict[str, Any]]:
    """What ledgers say of people, given numbers, holders and classes of certificates: of every second one somebody else
    has the number too, of the others it is the holder's own."""
    chance, day = Random(f"{seed}/stated"), now // DAY - 40  # noqa: S311
    for place, ((number, holder, code), other) in enumerate(zip(shown, others, strict=True)):
        yield {
            "id": uid(chance, day * DAY), "person": holder if place % 2 else other, "kind": StatedKind.SPECIAL.value,
            "class_code": code, "number": number, "number_key": number_key(number),
            "stated_at": start_of_day(day_at(day)),
        }  # fmt: skip
