"""The indicators that the policy documents ask for (``plans/ledger.yaml``), and what the platform can say to each."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.indicators.areas import Area
from zhiben.kernel.indicators.declarations import Indicator, indicators
from zhiben.kernel.indicators.queries import Reading, compute
from zhiben.kernel.indicators.standing import Target
from zhiben.kernel.indicators.terms import Goal, Status

LEDGER: Final = Path(__file__).resolve().parents[4] / "plans" / "ledger.yaml"
SHORT: Final = {
    "national-2024": "国家", "jiaocheng-2024": "交城", "fujian-2024": "福建", "changzhou-2023": "常州",
    "hainan-2023": "海南",
}  # fmt: skip
NUMBER: Final = re.compile(r"(?:>=)?(\d+(?:\.\d+)?)%?")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """An indicator as the documents state it. ``waits_for``: the capabilities that its clauses belong to, in words."""

    key: str
    name: str
    unit: str
    target: Target
    documents: tuple[str, ...]
    clauses: tuple[str, ...]
    waits_for: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One line of the catalogue: what was asked, and what there is. ``reading`` None: 未采集."""

    key: str
    label: str
    unit: str
    target: Target
    clauses: tuple[str, ...]
    waits_for: str
    reading: Reading | None

    def as_json(self, division: str) -> dict[str, Any]:
        """Exactly the keys of design §5. A share of nothing is not collected: numerator null, denominator 0."""
        found, tally = self.reading, self.reading.tally if self.reading else None
        status = found.status if found else Status.NOT_COLLECTED
        return {
            "key": self.key, "division": division, "numerator": tally.numerator if tally and status != Status.NOT_COLLECTED else None,
            "denominator": tally.denominator if tally else None,
            "value": _plain(found.value) if found else None, "unit": self.unit, "target": _plain(self.target.value),
            "due": str(self.target.due) if self.target.due else None,
            "status": status.value,
            "source_clauses": list(self.clauses), "waits_for": self.waits_for or None,
        }  # fmt: skip


def answers(area: Area, on: date, *, plan: str = "") -> list[Answer]:
    """Every indicator of the documents (of one of them: ``plan``), with those that detail it right after it.

    Raises InvalidInput for an unknown plan.
    """
    wanted, documents = catalogue()
    if plan and plan not in documents:
        raise InvalidInput.of("plan", f"没有名为“{plan}”的方案。可用的有：{'、'.join(documents)}")
    chosen = [w for w in wanted.values() if not plan or plan in w.documents]
    known = {one.key: one for one in indicators() if one.listed and one.define is not None}
    details = {w.key: [w.key, *(k for k, i in known.items() if i.part_of == w.key)] for w in chosen if w.key in known}
    keys = [key for group in details.values() for key in group]
    readings = {r.indicator.key: r for r in compute(keys, area, on, targets=lambda i, _: _target(i, wanted))}
    return [answer for w in chosen for answer in _lines(w, details.get(w.key, []), readings, plan)]


@lru_cache(maxsize=1)
def catalogue() -> tuple[dict[str, Wanted], tuple[str, ...]]:
    """Indicators by key, and the keys of the documents."""
    said = yaml.load(LEDGER.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both safe
    names = {c["key"]: c["name_zh"] for c in said["capabilities"]}
    carried = {c["id"]: c["capability"] for c in said["clauses"] if isinstance(c["capability"], list)}
    found = [_wanted(row, carried, names) for row in said["indicators"]]
    return {w.key: w for w in found}, tuple(d["key"] for d in said["documents"])


def _wanted(row: Mapping[str, Any], carried: Mapping[str, list[str]], names: Mapping[str, str]) -> Wanted:
    needs = dict.fromkeys(names[c] for clause in row["clauses"] for c in carried.get(clause, []))
    return Wanted(
        key=row["key"], name=row["name_zh"], unit="%" if "÷" in row["formula"] else "",
        target=Target(goal=Goal.AT_LEAST, value=_number(row["target"]), due=_day(row["deadline"]), text=_spoken(str(row["target"]))),
        documents=tuple(row["documents"]), clauses=tuple(row["clauses"]), waits_for="、".join(needs),
    )  # fmt: skip


def _lines(wanted: Wanted, keys: Sequence[str], readings: Mapping[str, Reading], plan: str) -> list[Answer]:
    clauses = tuple(c for c in wanted.clauses if not plan or c.startswith(f"{plan}/"))
    if not keys:
        return [
            Answer(key=wanted.key, label=wanted.name, unit=wanted.unit, target=wanted.target, clauses=clauses,
                   waits_for=wanted.waits_for, reading=None)
        ]  # fmt: skip
    return [_line(readings[key], clauses) for key in keys]


def _line(reading: Reading, clauses: tuple[str, ...]) -> Answer:
    one = reading.indicator
    return Answer(
        key=one.key, label=one.label, unit=one.unit, target=reading.target, clauses=clauses, waits_for="",
        reading=reading,
    )  # fmt: skip


def _target(one: Indicator, wanted: Mapping[str, Wanted]) -> Target:
    """A detail has the words and date of the indicator it details, its number only when it is measured alike."""
    whole = wanted.get(one.part_of or one.key)
    if whole is None:
        return Target()
    return whole.target if one.unit == whole.unit else replace(whole.target, value=None)


def _number(text: object) -> Decimal | None:
    """Only where the whole of what a document says is one number."""
    found = NUMBER.fullmatch(str(text))
    return Decimal(found[1]) if found else None


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def _spoken(text: str) -> str:
    """What documents ask for, with their names instead of their keys."""
    for key, name in SHORT.items():
        text = text.replace(key, name)
    return text.replace(">=", "≥")


def _plain(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
