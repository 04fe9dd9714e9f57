"""Runs benchmarks on a demo county of their own or on a prepared world, and says what came out."""

import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Final

from bench.bed import Bed, Effort, machine
from bench.exporting import exporting
from bench.figures import counting, reporting
from bench.growth import growing
from bench.loop import importing, importing_many, memory, starting, transitions, uploads
from bench.measure import Figure, World, as_table, failed
from bench.pages import pages
from bench.people import people
from bench.searching import searching
from bench.sending import notify
from bench.sweep import CASES, sweeping
from bench.together import together
from bench.verifying import verifying
from bench.visiting import CannotMeasure
from bench.writing import Run
from tests.faults.platform import Platform
from zhiben.kernel.base.launcher.locks import is_held
from zhiben.kernel.base.launcher.places import Places
from zhiben.kernel.base.launcher.problems import CannotStart

WORLD, OWN = "world", "own"  # any world, which is left nearly as it was, or a county that goes away afterwards
MIGRATING: Final = 1800.0  # a prepared world may have to be brought up to date before it answers
MILLION: Final = World(size="sweep", counts={"隐患": CASES})


@dataclass(frozen=True)
class Bench:
    run: Callable[[Bed], list[Figure]]
    where: str = WORLD
    loop: bool = False  # part of the first loop, which is what runs when nothing is named
    whole: bool = True  # part of --all


BENCHES: Final[dict[str, Bench]] = {
    "memory": Bench(memory, loop=True),
    "pages": Bench(pages, loop=True),
    "search": Bench(searching),
    "together": Bench(together),
    "transition": Bench(transitions, loop=True),
    "indicators": Bench(counting),
    "report": Bench(reporting, loop=True),
    "export": Bench(exporting),
    "uploads": Bench(uploads, loop=True),
    "verify": Bench(verifying, OWN),
    "ready": Bench(starting, loop=True),
    "import": Bench(importing, OWN, loop=True),
    "import-100k": Bench(importing_many, OWN),
    "people": Bench(people, OWN),
    "notify": Bench(notify, OWN, loop=True, whole=False),
}


@dataclass(frozen=True, kw_only=True)
class Wish:
    """``world``: a prepared data folder, else a demo county of its own; ``against``: another one, of another size."""

    names: Sequence[str] = ()
    everything: bool = False
    world: Path | None = None
    against: Path | None = None
    effort: Effort = field(default_factory=Effort)

    @property
    def benches(self) -> list[str]:
        if self.everything:
            return [name for name, bench in BENCHES.items() if bench.whole]
        return list(self.names) or [name for name, bench in BENCHES.items() if bench.loop]

    @property
    def words(self) -> list[str]:
        """As typed, without where things lie on this machine."""
        folders = {"--data DIR": self.world, "--against DIR": self.against}
        return [
            *self.names,
            *(["--all"] if self.everything else []),
            *(word for word, given in folders.items() if given),
        ]


def run_benchmarks(wish: Wish, *, as_data: bool, out: Path | None) -> int:
    """Exit code 1 when a bound is not met or something could not be measured."""
    if unknown := [name for name in wish.benches if name not in (*BENCHES, "sweep")]:
        print(f"没有 {unknown[0]}；可用：{' '.join(BENCHES)} sweep", file=sys.stderr)
        return 2
    run = Run(wish.words, machine())
    run.figures += _measure(wish)
    if as_data:
        print(json.dumps([one.as_json() for one in run.figures], ensure_ascii=False, indent=1))
    else:
        print(as_table(run.figures))
    if out:
        out.write_text(run.page(out))
    return 0 if all(one.is_met is not False for one in run.figures) else 1


def _measure(wish: Wish) -> Iterator[Figure]:
    """What needs no bed, then what any world will do for, then what changes its world too much."""
    of = {where: [n for n in BENCHES if n in wish.benches and BENCHES[n].where == where] for where in (WORLD, OWN)}
    if "sweep" in wish.benches:
        yield from _attempt("sweep", sweeping, MILLION)
    if wish.world:
        with prepared(wish.world, wish.effort) as bed:
            yield from _attempt("settled", partial(settling, bed), bed.world)
            yield from _all(of.pop(WORLD), bed)
            if wish.against:
                yield from _grown(bed, wish.against, wish.effort)
    if left := [name for names in of.values() for name in names]:
        with own(wish.effort) as bed:
            bed.settle()
            yield from _all(left, bed)


def settling(bed: Bed) -> list[Figure]:
    """What there was to do in the background after the start, before anything else is measured."""
    label = "启动以后，后台任务追上以前"
    taken = bed.settle()
    if taken is None:
        return [failed("settled", label, "等了五分钟，后台任务还没有追上，下面的数字都带着它")]
    return [Figure(name="settled", label=label, unit="秒", values=(taken,))]


def _all(names: Sequence[str], bed: Bed) -> Iterator[Figure]:
    for name in names:
        yield from _attempt(name, partial(BENCHES[name].run, bed), bed.world)


def _grown(bed: Bed, against: Path, effort: Effort) -> Iterator[Figure]:
    with prepared(against, effort) as other:
        other.settle()
        small, large = sorted((bed, other), key=lambda one: one.world.counts["隐患"])
        yield from _attempt("growth", partial(growing, large, small), large.world)


def _attempt(name: str, bench: Callable[[], list[Figure]], world: World) -> list[Figure]:
    """A bench that breaks is reported as failed; the others still run."""
    print(f"正在量 {name} ……", file=sys.stderr, flush=True)
    try:
        found = bench()
    except CannotMeasure as problem:
        found = [failed(name, name, str(problem))]
    except Exception as problem:
        found = [failed(name, name, f"{type(problem).__name__}：{problem}")]
    return [replace(one, world=world) for one in found]


@contextmanager
def own(effort: Effort) -> Iterator[Bed]:
    """A demo county that goes away afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="zb-"))
    try:
        platform = Platform(folder / "var", demo=True)
        platform.environment["ZHIBEN_INTERNAL_TARGETS"] = "127.0.0.0/8"  # the other sides of ``notify`` are here
        with platform:
            yield _found(Bed(platform, effort))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def prepared(data: Path, effort: Effort) -> Iterator[Bed]:
    """A data folder that has a world already; nobody else may be working in it. It stays."""
    if is_held(Places(data).run / "up.lock"):
        raise CannotStart(f"数据目录 {data} 的平台正在运行，请先停止。")
    with Platform(data, prepared=True, patience=MIGRATING) as platform:
        bed = _found(Bed(platform, effort))
        if not bed.world.counts["隐患"]:
            raise CannotStart(
                f"数据目录 {data} 里没有数据，请先用 world 命令生成：python3 -m zhiben world --data {data}"
            )
        yield bed


def _found(bed: Bed) -> Bed:
    """Counted before anything is changed."""
    print(f"世界：{bed.world.words}", file=sys.stderr, flush=True)
    return bed
