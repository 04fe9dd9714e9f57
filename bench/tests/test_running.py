"""What a run says, and that it never says more than was measured."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bench import running
from bench.growth import growing, tenfold
from bench.measure import Figure, World, as_table
from bench.running import Bench, Wish, run_benchmarks
from bench.visiting import CannotMeasure
from bench.writing import PARTS, Run

COUNTY = World(size="county", seed=1, counts={"项目": 120, "隐患": 600})
FAST = Figure(
    name="page-list", label="台账", unit="毫秒", values=(1.0, 2.0, 9.0), bound=30, ceiling=0.5, ceiling_is="空页面"
)


def broken(_: Any) -> list[Figure]:
    raise CannotMeasure("台账只有一页")


def buggy(_: Any) -> list[Figure]:
    raise ZeroDivisionError("division by zero")


@pytest.fixture
def benches(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Instead of the real ones, on a bed that is none."""

    @contextmanager
    def own(effort: object) -> Iterator[Any]:
        yield SimpleNamespace(world=COUNTY, settle=lambda: 0.0)

    def offer(**found: Callable[[Any], list[Figure]]) -> None:
        monkeypatch.setattr(running, "BENCHES", {name: Bench(run, loop=True) for name, run in found.items()})
        monkeypatch.setattr(running, "own", own)

    return offer


def test_json_says_everything_about_a_figure(benches: Callable[..., None], capsys: pytest.CaptureFixture[str]) -> None:
    benches(pages=lambda bed: [FAST])
    assert run_benchmarks(Wish(), as_data=True, out=None) == 0
    assert json.loads(capsys.readouterr().out) == [
        {
            "name": "page-list", "label": "台账", "unit": "毫秒", "count": 3, "errors": 0, "median": 2.0, "p95": 9.0, "p99": 9.0,
            "bound": 30, "ceiling": 0.5, "ratio": 4.0, "on_p95": False, "ceiling_is": "空页面", "met": True, "failure": "",
            "world": "county", "seed": 1, "world_size": {"项目": 120, "隐患": 600},
        }
    ]  # fmt: skip


def test_what_breaks_is_reported_and_fails_the_run_and_the_rest_is_measured(
    benches: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    benches(first=broken, second=buggy, third=lambda bed: [FAST])
    assert run_benchmarks(Wish(), as_data=True, out=None) == 1
    said = {one["name"]: one for one in json.loads(capsys.readouterr().out)}
    assert said["first"]["failure"] == "台账只有一页"
    assert said["second"]["failure"] == "ZeroDivisionError：division by zero"
    assert [said[name]["met"] for name in ("first", "second", "page-list")] == [False, False, True]
    assert said["first"]["median"] is None


def test_one_wrong_answer_and_the_promise_is_not_kept(benches: Callable[..., None]) -> None:
    benches(pages=lambda bed: [replace(FAST, errors=1, failure="/hazards/ 答复 302")])
    assert run_benchmarks(Wish(), as_data=False, out=None) == 1


def test_an_unknown_name_is_refused_before_anything_starts(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_benchmarks(Wish(names=["nothing"]), as_data=False, out=None) == 2
    assert "没有 nothing；可用：memory pages" in capsys.readouterr().err


def test_everything_leaves_out_what_has_a_page_of_its_own() -> None:
    assert Wish(everything=True).benches == [
        "memory", "pages", "search", "together", "transition", "indicators", "report", "export", "uploads",
        "verify", "ready", "import", "import-100k", "people",
    ]  # fmt: skip
    assert Wish().benches == ["memory", "pages", "transition", "report", "uploads", "ready", "import", "notify"]


@pytest.mark.parametrize(
    ("values", "on_p95", "met"),
    [((10, 10, 90), False, True), ((10, 10, 90), True, False), ((31,), False, False), ((), False, False)],
)
def test_a_bound_holds_for_what_it_says(values: tuple[float, ...], on_p95: bool, met: bool) -> None:
    assert replace(FAST, values=values, on_p95=on_p95).is_met is met


def test_percentiles_of_many_are_not_the_largest() -> None:
    many = replace(FAST, values=tuple(float(n) for n in range(1, 201)))
    assert (many.median, many.p95, many.p99) == (100.5, 190.95, 198.99)
    assert replace(FAST, bound=None).is_met is None


def test_the_page_shows_every_figure_once_under_its_heading(tmp_path: Path) -> None:
    names = ["page-list", "many-list", "growth-list", "transition", "report-x", "import-5000", "memory", "together"]
    run = Run(
        ["--all"], "2 核", [replace(FAST, name=name, label=f"项{n}项", world=COUNTY) for n, name in enumerate(names)]
    )
    run.figures[0] = replace(run.figures[0], values=(), failure="没有|这一页")
    page = run.page(tmp_path / "bench.md")
    assert all(page.count(f"项{n}项") == 1 for n in range(len(names)))
    assert [line[3:] for line in page.splitlines() if line.startswith("## ")] == list(PARTS)
    assert "有要求的 8 项中，\n达到 7 项，没有达到 1 项" in page
    assert "county（种子 1）：项目 120、隐患 600" in page
    assert "**没有量成：没有／这一页** | 毫秒 | 0 | — | — | — | 中位数 ≤ 30.0 | **否** |" in page


def test_a_table_says_which_percentile_is_bound() -> None:
    assert "| 95% ≤ 30.0 | 是 | 空页面 0.50 | 4.00 |" in as_table([replace(FAST, on_p95=True)])


def test_a_ratio_is_brought_to_ten_times_the_data() -> None:
    assert tenfold(1.3, 10) == pytest.approx(1.3)
    assert tenfold(1.69, 100) == pytest.approx(1.3)
    assert tenfold(2.0, 25) == pytest.approx(1.642, abs=0.001)


def test_worlds_of_nearly_one_size_say_nothing_about_growth() -> None:
    large, small = (SimpleNamespace(world=World(size="x", counts={"隐患": n})) for n in (1000, 600))
    with pytest.raises(CannotMeasure, match="只差"):
        growing(large, small)  # type: ignore[arg-type]
