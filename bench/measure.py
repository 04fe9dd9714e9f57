"""Figures of a benchmark and what they are held against."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class World:
    """What there was while something was measured. ``counts``: word → number, as found in the database."""

    size: str
    seed: int | None = None
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def words(self) -> str:
        seed = f"（种子 {self.seed}）" if self.seed is not None else ""
        counted = "、".join(f"{label} {number:,}" for label, number in self.counts.items())
        return f"{self.size}{seed}{f'：{counted}' if counted else ''}"


NOWHERE = World(size="")


@dataclass(frozen=True, kw_only=True)
class Figure:
    """``values`` in ``unit``. ``bound`` holds for the median, or for the 95th percentile when ``on_p95``.

    ``ceiling``: what the machine can do at best at the same thing, in the same unit; ``ceiling_is`` says what that was.
    ``errors``: how many tries did not give what was asked for; ``failure``: why there is no value or not the right one.
    A figure with either is not met, whatever its values say.
    """

    name: str
    label: str
    unit: str
    values: tuple[float, ...]
    bound: float | None = None
    on_p95: bool = False
    ceiling: float | None = None
    ceiling_is: str = ""
    errors: int = 0
    failure: str = ""
    world: World = NOWHERE

    @property
    def median(self) -> float | None:
        return statistics.median(self.values) if self.values else None

    @property
    def p95(self) -> float | None:
        """The largest value when there are fewer than twenty."""
        return self._percentile(95, least=20)

    @property
    def p99(self) -> float | None:
        """The largest value when there are fewer than a hundred."""
        return self._percentile(99, least=100)

    @property
    def ratio(self) -> float | None:
        return self.median / self.ceiling if self.ceiling and self.median is not None else None

    @property
    def is_met(self) -> bool | None:
        held = self.p95 if self.on_p95 else self.median
        if self.errors or self.failure or held is None:
            return False
        return None if self.bound is None else held <= self.bound

    def as_json(self) -> dict[str, Any]:
        rounded = {
            "median": self.median, "p95": self.p95, "p99": self.p99, "bound": self.bound, "ceiling": self.ceiling,
            "ratio": self.ratio,
        }  # fmt: skip
        return {
            "name": self.name, "label": self.label, "unit": self.unit, "count": len(self.values), "errors": self.errors,
            **{key: None if value is None else round(value, 3) for key, value in rounded.items()},
            "on_p95": self.on_p95, "ceiling_is": self.ceiling_is, "met": self.is_met, "failure": self.failure,
            "world": self.world.size, "seed": self.world.seed, "world_size": self.world.counts,
        }  # fmt: skip

    def _percentile(self, which: int, *, least: int) -> float | None:
        if len(self.values) < least:
            return max(self.values, default=None)
        return statistics.quantiles(self.values, n=100)[which - 1]


def failed(name: str, label: str, reason: str) -> Figure:
    return Figure(name=name, label=label, unit="—", values=(), failure=reason)


def seconds(call: Callable[[], Any]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def milliseconds(call: Callable[[], Any], times: int) -> tuple[float, ...]:
    return tuple(seconds(call) * 1000 for _ in range(times))


def shown(value: float | None) -> str:
    if value is None:
        return "—"
    return f"{value:,.0f}" if value >= 100 else f"{value:,.1f}" if value >= 10 else f"{value:,.2f}"


def as_table(figures: Sequence[Figure]) -> str:
    """Markdown."""
    lines = [
        "| 量的是什么 | 单位 | 次数 | 中位数 | 95% | 99% | 要求 | 达到 | 同一次量到的上限 | 与上限之比 |",
        "|---|---|---:|---:|---:|---:|---|---|---|---:|",
    ]
    for one in figures:
        bound = f"{'95%' if one.on_p95 else '中位数'} ≤ {shown(one.bound)}" if one.bound is not None else "—"
        met = {True: "是", False: "**否**", None: "—"}[one.is_met]
        ceiling = f"{one.ceiling_is} {shown(one.ceiling)}" if one.ceiling is not None else "—"
        lines.append(
            f"| {one.label}{_trouble(one)} | {one.unit} | {len(one.values)} | {shown(one.median)} | {shown(one.p95)} "
            f"| {shown(one.p99)} | {bound} | {met} | {ceiling} | {shown(one.ratio)} |"
        )
    return "\n".join(lines)


def _trouble(one: Figure) -> str:
    """What went wrong, without what would break the table."""
    said = one.failure.replace("|", "／").replace("\n", " ")[:160]
    if one.errors:
        return f"。**{one.errors} 次答错：{said}**"
    return f"。**没有量成：{said}**" if said else ""
