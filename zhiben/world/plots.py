"""How many stories of which kind, so that every count of the size comes out exactly."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from zhiben.world.drawing import Chance
from zhiben.world.findings import Wording
from zhiben.world.registers import Site
from zhiben.world.sizes import Size
from zhiben.world.stories import Fate, Plot, wordings


def plots(chance: Chance, size: Size, sites: list[Site], today: date) -> Iterator[Plot]:
    """Visits with notices. Legacy hazards and self-checks are told elsewhere and taken off the counts here."""
    yield from _major(chance, size, sites, today)
    yield from _general(chance, size, sites, today)


@dataclass(frozen=True, kw_only=True)
class Late:
    """A major hazard past its deadline: found so many days ago, and how the ladder has been answered so far."""

    ago: int
    fate: Fate = Fate.WAIVED
    order: str = "verified"
    talk: str = ""


# 督办单 at 7 days overdue, 挂牌 at 15, 约谈 at 30: what has just been reached lies on the desk.
LATE: Final = (
    Late(ago=19, fate=Fate.GOVERNING), Late(ago=22, order=""), Late(ago=27, order="answered"), Late(ago=30),
    Late(ago=31), Late(ago=46, order="unanswered"), Late(ago=48, fate=Fate.MISSED, talk="notified"),
    Late(ago=75, talk="held"), Late(ago=120, talk="done"), Late(ago=190, talk="declined"),
)  # fmt: skip
FRESH: Final = (
    (0, Fate.DRAFTED), (1, Fate.DRAFTED), (2, Fate.DRAFTED), (2, Fate.DRAFTED), (3, Fate.LISTED),
)  # fmt: skip
REPLIED: Final = ((4, Fate.WAIVED), (5, Fate.WAIVED), (11, Fate.REPORTED))
AGAIN: Final = (50, 2)  # one hazard was found so many days ago, put right, and found again


def _major(chance: Chance, size: Size, sites: list[Site], today: date) -> Iterator[Plot]:
    """One major item a notice; of those past their deadline, two are told by the ledger of old ones."""
    if len(LATE) != size.major_overdue - size.legacy // 3:
        raise ValueError(f"{len(LATE)} stories of overdue hazards are told")
    governed = sites
    for late in LATE:
        plot = _one(chance, sites, today, late.ago, "issued", late.fate, order=late.order, talk=late.talk)
        governed = [plot.site] if late.fate is Fate.MISSED else governed
        yield plot
    yield from _again(chance, sites, today)
    for n, (ago, fate) in enumerate(FRESH):
        yield _one(chance, sites if n else governed, today, ago, "issued", fate)
    for ago, fate in REPLIED:
        yield _one(chance, sites, today, ago, "replied", fate)
    for ago in (12, 13):
        yield _one(chance, sites, today, ago, "cleared", Fate.WAIVED)
    told = len(LATE) + len(FRESH) + 2 + len(REPLIED) + 2 + size.legacy
    for n in range(size.major - told):
        ago = (today - chance.day_between(date(2024, 1, 8), today - timedelta(days=45))).days
        ending, kind = ("resumed", "STOP") if n % 3 else ("closed", "RECTIFY")
        fate = Fate.DELISTED if n % 6 else Fate.WAIVED
        yield _one(chance, sites, today, ago, ending, fate, kind=kind)


def _again(chance: Chance, sites: list[Site], today: date) -> Iterator[Plot]:
    """The same on the same site twice: 回头看 found it had come back."""
    first, second = AGAIN
    told = _one(chance, sites, today, first, "resumed", Fate.DELISTED, again="first")
    yield told
    yield replace(told, day=today - timedelta(days=second), ending="issued", fate=Fate.DRAFTED, again="again")


def _one(
    chance: Chance, sites: list[Site], today: date, ago: int, ending: str, fate: Fate, kind: str = "STOP", **more: str
) -> Plot:
    open_still = ending not in ("closed", "resumed") or more.get("again")
    there = [s for s in sites if s.ended_on is None] if open_still else sites
    plot = _plot(chance, there, today - timedelta(days=ago), kind, ending, wordings(chance, "MAJOR", 1))
    return replace(plot, fate=fate, **more)  # type: ignore[arg-type]


GENERAL_OPEN = (("issued", 12, 1, 6), ("issued", 8, 15, 60), ("replied", 8, 3, 7), ("half", 6, 10, 14), ("signing", 3, 0, 1),
                ("draft", 2, 0, 0))  # fmt: skip


def _general(chance: Chance, size: Size, sites: list[Site], today: date) -> Iterator[Plot]:
    """Notices of one to four items. ``GENERAL_OPEN``: ending, how many at 600 hazards, found how many days ago."""
    left = size.hazards - size.major - extra_hazards(size)
    scale = size.hazards / 600
    for ending, count, near, far in GENERAL_OPEN:
        for _ in range(round(count * scale)):
            items = wordings(chance, "GENERAL", min(left, chance.number(2, 3)))
            left -= len(items)
            yield _plot(chance, sites, today - timedelta(days=chance.number(near, far)), "RECTIFY", ending, items)
    while left > 0:
        items = wordings(chance, "GENERAL", min(left, chance.number(1, 4)))
        left -= len(items)
        day = chance.day_between(date(2024, 1, 8), today - timedelta(days=40))
        yield _plot(chance, sites, day, "RECTIFY", "closed", items)


def extra_hazards(size: Size) -> int:
    """General hazards without a notice: self-checks and reports not yet ordered (``told_singly``)."""
    return round(size.hazards * 0.08)


def _plot(
    chance: Chance,
    sites: list[Site],
    day: date,
    kind: str,
    ending: str,
    items: tuple[tuple[str, Wording], ...],
) -> Plot:
    margin = timedelta(days=40)  # whatever is found is settled before a project ends
    started = [s for s in sites if s.start_on <= day and (s.ended_on is None or day + margin < s.ended_on)]
    return Plot(site=chance.pick(started), day=day, kind=kind, ending=ending, items=items)
