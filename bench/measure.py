"""Figures of a benchmark and what they are held against."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Figure:
    """``values`` in ``unit``. ``bound`` holds for the median, or for the 95th percentile when ``on_p95``.

    ``ceiling``: what the machine can do at best at the same thing, in the same unit; ``ceiling_is`` says what that was.
    """

    name: str
    label: str
    unit: str
    values: tuple[float, ...]
    bound: float | None = None
    on_p95: bool = False
    ceiling: float | None = None
    ceiling_is: str = ""

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def p95(self) -> float:
        """The largest value when there are fewer than twenty."""
        if len(self.values) < 20:
            return max(self.values)
        return statistics.quantiles(self.values, n=20)[-1]

    @property
    def ratio(self) -> float | None:
        return self.median / self.ceiling if self.ceiling else None

    @property
    def is_met(self) -> bool | None:
        if self.bound is None:
            return None
        return (self.p95 if self.on_p95 else self.median) <= self.bound

    def as_json(self, world: str) -> dict[str, Any]:
        rounded = {
            "median": self.median,
            "p95": self.p95,
            "bound": self.bound,
            "ceiling": self.ceiling,
            "ratio": self.ratio,
        }
        return {
            "name": self.name, "label": self.label, "unit": self.unit, "count": len(self.values),
            **{key: None if value is None else round(value, 3) for key, value in rounded.items()},
            "ceiling_is": self.ceiling_is, "met": self.is_met, "world": world,
        }  # fmt: skip


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
        "| 量的是什么 | 单位 | 次数 | 中位数 | 95% | 要求 | 达到 | 同一次量到的上限 | 与上限之比 |",
        "|---|---|---:|---:|---:|---:|---|---|---:|",
    ]
    for one in figures:
        bound = f"{'95% ' if one.on_p95 else ''}≤ {shown(one.bound)}" if one.bound is not None else "—"
        met = {True: "是", False: "**否**", None: "—"}[one.is_met]
        ceiling = f"{one.ceiling_is} {shown(one.ceiling)}" if one.ceiling is not None else "—"
        lines.append(
            f"| {one.label} | {one.unit} | {len(one.values)} | {shown(one.median)} | {shown(one.p95)} | {bound} | {met} "
            f"| {ceiling} | {shown(one.ratio)} |"
        )
    return "\n".join(lines)
