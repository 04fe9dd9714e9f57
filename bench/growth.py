"""What more data costs: the same pages in two worlds by turns, so that whatever else the machine does weighs on both."""

import math
from statistics import median
from typing import Final

from bench.bed import Bed
from bench.measure import Figure, World, failed
from bench.pages import Page, open_often, pages_of
from bench.visiting import CannotMeasure

TURNS: Final = 5
TENFOLD: Final = 1.3
LEAST: Final = 3.0  # below that, nothing can be said about ten times as much


def growing(large: Bed, small: Bed) -> list[Figure]:
    """For each page: its median in the large world by that in the small one, brought to ten times the data."""
    times = _hazards(large.world) / max(1, _hazards(small.world))
    if times < LEAST:
        raise CannotMeasure(f"两个世界的隐患只差 {times:.1f} 倍，看不出数据量的影响")
    there = {page.name: page for page in pages_of(small)}
    return [_grown((large, page), (small, there[page.name]), times) for page in pages_of(large)]


def tenfold(ratio: float, times: float) -> float:
    """What a ratio measured at ``times`` the data comes to at ten times, if each decade costs the same."""
    return float(ratio ** (1 / math.log10(times)))


def _grown(large: tuple[Bed, Page], small: tuple[Bed, Page], times: float) -> Figure:
    name, label = f"growth-{large[1].name}", f"{large[1].label}，数据多 {times:,.0f} 倍时的倍数，折成十倍"
    if broken := large[1].failure or small[1].failure:
        return failed(name, label, broken)
    taken: dict[int, list[float]] = {0: [], 1: []}
    wrong: list[str] = []
    for turn in range(2 * TURNS):
        bed, page = (large, small)[turn % 2]
        found, problems = _visit(bed, page)
        taken[turn % 2] += found
        wrong += problems
    if not taken[0] or not taken[1]:
        return failed(name, label, wrong[0])
    before, after = median(taken[1]), median(taken[0])
    measured = tenfold(after / before, times)
    return Figure(
        name=name, label=f"{label}（{before:.1f} → {after:.1f} 毫秒，实测 {after / before:.2f} 倍）", unit="倍",
        values=(measured,), bound=TENFOLD, errors=len(wrong), failure="；".join(wrong[:1]),
    )  # fmt: skip


def _visit(bed: Bed, page: Page) -> tuple[list[float], list[str]]:
    taken, wrong = open_often(bed.visitor(page.account), page.visits, max(1, bed.effort.alone // TURNS), 5.0)
    return [one for some in taken.values() for one in some], wrong


def _hazards(world: World) -> int:
    return world.counts["隐患"]
