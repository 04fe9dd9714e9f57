"""What more data costs: the same pages in two worlds by turns, so that whatever else the machine does weighs on both."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from bench.bed import Bed
from bench.measure import Figure, World, failed
from bench.pages import LEVELS, Kind, Page, open_often
from bench.searching import EVERY
from bench.visiting import CannotMeasure, Visitor

TURNS: Final = 5
TENFOLD: Final = 1.3
MOST_SECONDS: Final = 2.0  # for one page in one turn
LEAST: Final = 3.0  # below that, nothing can be said about ten times as much


def growing(large: Bed, small: Bed) -> list[Figure]:
    """For each page: its median in the large world by that in the small one, brought to ten times the data."""
    times = _hazards(large.world) / max(1, _hazards(small.world))
    if times < LEAST:
        raise CannotMeasure(f"两个世界的隐患只差 {times:.1f} 倍，看不出数据量的影响")
    promised = [kind for kind in EVERY if kind.alone]
    return [figure for account in LEVELS for figure in _of_account(large, small, promised, account, times)]


def _of_account(large: Bed, small: Bed, kinds: Sequence[Kind], account: str, times: float) -> Iterator[Figure]:
    people = [(bed, bed.visitor(account)) for bed in (large, small)]
    for kind in kinds:
        sides = [Side(visitor, kind.of(bed, account, visitor)) for bed, visitor in people]
        yield _grown(sides, large.effort.alone, times)


def tenfold(ratio: float, times: float) -> float:
    """What a ratio measured at ``times`` the data comes to at ten times, if each decade costs the same."""
    return float(ratio ** (1 / math.log10(times)))


@dataclass
class Side:
    """A page in one of the two worlds, and who opens it."""

    visitor: Visitor
    page: Page
    taken: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def open(self, times: int, *, is_first: bool) -> None:
        taken, wrong = open_often(self.visitor, self.page.visits, times, MOST_SECONDS, warm=is_first)
        self.taken += [one for some in taken.values() for one in some]
        self.wrong += wrong


def _grown(sides: Sequence[Side], visits: int, times: float) -> Figure:
    page = sides[0].page
    name, label = f"growth-{page.name}", f"{page.label}，数据多 {times:,.0f} 倍时的倍数，折成十倍"
    if broken := next((side.page.failure for side in sides if side.page.failure), ""):
        return failed(name, label, broken)
    for turn in range(TURNS):
        for side in sides:
            side.open(max(1, visits // TURNS), is_first=turn == 0)
    wrong = [one for side in sides for one in side.wrong]
    if not all(side.taken for side in sides):
        return failed(name, label, wrong[0])
    after, before = (median(side.taken) for side in sides)
    return Figure(
        name=name, label=f"{label}（{before:.1f} → {after:.1f} 毫秒，实测 {after / before:.2f} 倍）", unit="倍",
        values=(tenfold(after / before, times),), bound=TENFOLD, errors=len(wrong), failure="；".join(wrong[:1]),
    )  # fmt: skip


def _hazards(world: World) -> int:
    return world.counts["隐患"]
