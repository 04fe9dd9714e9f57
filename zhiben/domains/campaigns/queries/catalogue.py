"""The indicators that the policy documents ask for (``plans/ledger.yaml``), and what the platform can say to each.

What they are held against is what the plans say: those in force over the division, or one of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from zhiben.domains.campaigns.models import Plan
from zhiben.domains.campaigns.queries.plans import as_target, indicators_of_plan, targets_of, targets_of_plan
from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.indicators.areas import Area
from zhiben.kernel.indicators.declarations import Indicator, indicators
from zhiben.kernel.indicators.queries import Reading, compute
from zhiben.kernel.indicators.standing import Target
from zhiben.kernel.indicators.tallies import more_memory
from zhiben.kernel.indicators.terms import Status

LARGE: Final = ("nation", "province")
LEDGER: Final = Path(__file__).resolve().parents[4] / "plans" / "ledger.yaml"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """An indicator as the documents name it. ``waits_for``: the capabilities that its clauses belong to, in words."""

    key: str
    name: str
    unit: str
    documents: tuple[str, ...] = ()
    clauses: tuple[str, ...]
    waits_for: str = ""


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

    @property
    def status(self) -> Status:
        return self.reading.status if self.reading else Status.NOT_COLLECTED

    @property
    def why(self) -> str:
        """Why there is nothing to judge, in words; empty where there is."""
        if self.reading is None:
            return f"要等这些功能有记录：{self.waits_for}" if self.waits_for else "还没有这样的记录"
        return self.reading.why

    def as_json(self, division: str) -> dict[str, Any]:
        """Exactly the keys of design §5. A share of nothing is not collected: numerator null, denominator 0."""
        found, tally = self.reading, self.reading.tally if self.reading else None
        return {
            "key": self.key, "division": division,
            "numerator": tally.numerator if tally and self.status != Status.NOT_COLLECTED else None,
            "denominator": tally.denominator if tally else None,
            "value": _plain(found.value) if found and self.status != Status.NOT_COLLECTED else None,
            "unit": self.unit, "target": _plain(self.target.value),
            "due": str(self.target.due) if self.target.due else None, "status": self.status.value,
            "source_clauses": list(self.clauses), "waits_for": self.waits_for or None,
        }  # fmt: skip


def answers(
    area: Area, on: date, *, plan: str = "", since: date | None = None, kept: bool = False, only: str = ""
) -> list[Answer]:
    """Every indicator of the documents (of one plan: what it asks, held against its targets), with those that detail
    it right after it, then what else is counted. Periods begin on 1 January unless ``since`` says otherwise. ``only``:
    one indicator with what it stands among; ``kept``: see ``compute``.

    Raises InvalidInput for an unknown plan.
    """
    if area.level in LARGE:
        more_memory()
    wanted = _asked_by(plan) if plan else {**catalogue(), **_others(catalogue())}
    said = targets_of_plan(plan, on) if plan else targets_of(area, on)
    targets = {key: as_target(row) for key, row in said.items()}
    known = {one.key: one for one in indicators() if one.listed and one.define is not None}
    details = {key: [key, *(k for k, i in known.items() if i.part_of == key)] for key in wanted if key in known}
    details = {key: group for key, group in details.items() if not only or only in group}
    wanted = {key: one for key, one in wanted.items() if not only or key in details}
    keys = dict.fromkeys(key for group in details.values() for key in group)
    readings = compute(keys, area, on, since=since, targets=lambda one, _: target_for(one, targets), kept=kept)
    found = {one.indicator.key: one for one in readings}
    return [answer for one in wanted.values() for answer in _lines(one, details.get(one.key, ()), found, targets, plan)]


def target_for(one: Indicator, targets: Mapping[str, Target]) -> Target:
    """A detail has the words and date of the indicator it details, its number only when it is measured alike."""
    if one.key in targets or not one.part_of:
        return targets.get(one.key, Target())
    whole = targets.get(one.part_of, Target())
    alike = next((i.unit == one.unit for i in indicators() if i.key == one.part_of), False)
    return whole if alike and one.is_share else replace(whole, goal=None, value=None)


@lru_cache(maxsize=1)
def catalogue() -> dict[str, Wanted]:
    """Indicators of the documents by key."""
    said = yaml.load(LEDGER.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both safe
    names = {c["key"]: c["name_zh"] for c in said["capabilities"]}
    carried = {c["id"]: c["capability"] for c in said["clauses"] if isinstance(c["capability"], list)}
    found = [_wanted(row, carried, names) for row in said["indicators"]]
    return {one.key: one for one in found}


def _wanted(row: Mapping[str, Any], carried: Mapping[str, list[str]], names: Mapping[str, str]) -> Wanted:
    needs = dict.fromkeys(names[c] for clause in row["clauses"] for c in carried.get(clause, []))
    return Wanted(
        key=row["key"], name=row["name_zh"], unit="%" if "÷" in row["formula"] else "",
        documents=tuple(row["documents"]), clauses=tuple(row["clauses"]), waits_for="、".join(needs),
    )  # fmt: skip


def _others(documented: Mapping[str, Wanted]) -> dict[str, Wanted]:
    """What is counted besides, with no indicator of the documents above it."""
    return {
        one.key: Wanted(key=one.key, name=one.label, unit=one.unit, clauses=one.clauses)
        for one in indicators()
        if one.listed and not one.part_of and one.key not in documented
    }


def _asked_by(plan: str) -> dict[str, Wanted]:
    """What one plan asks: what it names itself, and what the ledger says of the document."""
    plans = list(Plan.objects.order_by("key").values_list("key", flat=True))
    if plan not in plans:
        raise InvalidInput.of("plan", f"没有名为“{plan}”的方案。可用的有：{'、'.join(plans)}")
    named = indicators_of_plan(plan)
    everything = {**catalogue(), **_others(catalogue())}
    details = {one.key: one.part_of for one in indicators() if one.part_of}
    above = {details.get(key, key) for key in named}
    return {key: one for key, one in everything.items() if key in above or plan in one.documents}


def _lines(
    wanted: Wanted, keys: Sequence[str], readings: Mapping[str, Reading], targets: Mapping[str, Target], plan: str
) -> Iterable[Answer]:
    clauses = tuple(c for c in wanted.clauses if not plan or c.startswith(f"{plan}/"))
    if not keys:
        yield Answer(key=wanted.key, label=wanted.name, unit=wanted.unit, target=targets.get(wanted.key, Target()),
                     clauses=clauses, waits_for=wanted.waits_for, reading=None)  # fmt: skip
    for key in keys:
        found = readings[key]
        yield Answer(key=key, label=found.indicator.label, unit=found.indicator.unit, target=found.target,
                     clauses=clauses, waits_for="", reading=found)  # fmt: skip


def _plain(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
