"""Asking for indicators, and for the records behind each of their numbers."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import QuerySet

from zhiben.kernel.base.errors import InvalidInput
from zhiben.kernel.indicators.areas import Area
from zhiben.kernel.indicators.declarations import Indicator, Question, known_indicator
from zhiben.kernel.indicators.kept import answer_kept
from zhiben.kernel.indicators.standing import Comparison, Target, status_of, value_of_tally
from zhiben.kernel.indicators.tallies import Tallies, Tally, tally, tally_split
from zhiben.kernel.indicators.terms import Goal, Part, Status

Targets = Callable[[Indicator, Area], Target]
Asked = dict[str, tuple[Indicator, Question]]
EARLIER: Final = "|earlier"


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One indicator of one area on one day. ``tally`` None: 未采集, and ``indicator.waiting`` says why."""

    indicator: Indicator
    area: Area
    on: date
    tally: Tally | None
    value: Decimal | None
    target: Target
    status: Status
    since: date
    before: Comparison | None = None

    @property
    def question(self) -> Question:
        return Question(area=self.area, since=self.since, on=self.on)

    @property
    def why(self) -> str:
        """Why there is no judgement, in words; empty where there is one, or no target."""
        if self.status != Status.NOT_COLLECTED:
            return ""
        if self.tally is None:
            return self.indicator.waiting or "还没有这样的记录"
        if (
            self.target.goal == Goal.LESS_THAN_BEFORE
            and self.tally.numerator
            and not (self.before and self.before.value)
        ):
            return "上年同期没有记录，无从比较，不算达到"
        counted = self.indicator.denominator or self.indicator.numerator
        return f"没有记录可以说明（{counted}为 0），不算达到"


def no_targets(indicator: Indicator, area: Area) -> Target:
    """Until a plan is loaded, no document gives a number."""
    return Target()


def compute(
    keys: Iterable[str], area: Area, on: date, *, since: date | None = None, targets: Targets = no_targets,
    kept: bool = False,
) -> list[Reading]:  # fmt: skip
    """Indicators of one area at the end of a day; periods begin on 1 January unless ``since`` says otherwise.

    One query per record set. The rows counted are those that the present bounds let be seen. ``kept``: the snapshot of
    the day will do where there is one; it knows nothing of what was written since.
    """
    asked = _asked(keys, area, on, since)
    wanted = {key: targets(one, area) for key, (one, _) in asked.items()}
    everything = {**asked, **_a_year_earlier(asked, wanted)}
    known, counting = answer_kept(everything, [area.code]) if kept else ({area.code: {}}, everything)
    counted = {**known[area.code], **(tally(counting, area) if counting else {})}
    return [_reading(one, question, counted, wanted[key]) for key, (one, question) in asked.items()]


def compute_below(
    keys: Iterable[str], areas: Iterable[Area], area: Area, on: date, *, since: date | None = None,
    targets: Targets = no_targets, kept: bool = False,
) -> list[Reading]:  # fmt: skip
    """The same for each of ``areas``, which stand straight below ``area``; still one query per record set."""
    asked = _asked(keys, area, on, since)
    below = list(areas)
    wanted = {(one.code, key): targets(i, one) for one in below for key, (i, _) in asked.items()}
    sought = {key: target for (_, key), target in wanted.items() if target.goal == Goal.LESS_THAN_BEFORE}
    everything = {**asked, **_a_year_earlier(asked, sought)}
    whole = kept and not any(one.direct or one.agency_id for one in below)
    known, counting = answer_kept(everything, [one.code for one in below]) if whole else ({}, everything)
    found = tally_split(counting, area) if counting else {}
    nothing = {name: zero for name, (one, _) in everything.items() if (zero := _zero(one)) is not None}
    return [
        _reading(
            i,
            replace(question, area=one),
            {**nothing, **found.get(name_below(one), {}), **known.get(one.code, {})},
            wanted[one.code, key],
        )
        for one in below
        for key, (i, question) in asked.items()
    ]


def groups_below(keys: Iterable[str], area: Area, on: date, *, since: date | None = None) -> set[str]:
    """Under which groups ``compute_below`` would find anything: codes, ids of agencies, ``""`` for what is direct."""
    return set(tally_split(_asked(keys, area, on, since), area))


def name_below(area: Area) -> str:
    """Under which group ``tally_split`` of the area above has it."""
    if area.agency_id:
        return str(area.agency_id)
    return "" if area.direct else area.code


def records(key: str, part: Part, question: Question) -> QuerySet[Any]:
    """The rows that a number counts. Callers narrow them by ``visible_to``. Raises InvalidInput for what has none."""
    wanted = known_indicator(key)
    if wanted.define is None or wanted.records is None:
        raise InvalidInput.of("indicator", f"“{wanted.label}”{wanted.waiting or '还没有可查看的记录'}")
    subsets = wanted.define(question)
    rows = wanted.records.rows().filter(question.area.condition)
    if part == Part.NUMERATOR or subsets.denominator is None:
        return rows.filter(subsets.part)
    rows = rows.filter(subsets.denominator)
    return rows.exclude(pk__in=rows.filter(subsets.numerator).values("pk")) if part == Part.REMAINDER else rows


def entries(key: str, part: Part, question: Question) -> QuerySet[Any]:
    """Exactly as many rows as the number says: where distinct entries are counted (visits: project and day), the
    first row of each; otherwise the rows themselves."""
    wanted, rows = known_indicator(key), records(key, part, question).order_by()
    fields = wanted.records.entry if wanted.records else ()
    return rows.order_by(*fields, "pk").distinct(*fields) if fields else rows


def _asked(keys: Iterable[str], area: Area, on: date, since: date | None) -> Asked:
    question = Question(area=area, on=on, since=since) if since else Question.of_year(area, on)
    return {key: (known_indicator(key), question) for key in keys}


def _zero(wanted: Indicator) -> Tally | None:
    return Tally(numerator=0, denominator=0 if wanted.denominator else None) if wanted.define else None


def _a_year_earlier(asked: Asked, targets: Mapping[str, Target]) -> Asked:
    """What must be counted besides, under a name of its own, where a target looks at the year before."""
    return {
        f"{key}{EARLIER}": (wanted, question.a_year_earlier())
        for key, (wanted, question) in asked.items()
        if key in targets and targets[key].goal == Goal.LESS_THAN_BEFORE
    }


def _reading(wanted: Indicator, question: Question, counted: Tallies, target: Target) -> Reading:
    tally = counted.get(wanted.key)
    value = value_of_tally(tally, share=wanted.is_share) if tally else None
    before = _comparison(wanted, question, counted.get(f"{wanted.key}{EARLIER}"))
    return Reading(
        indicator=wanted, area=question.area, on=question.on, since=question.since, tally=tally, value=value,
        target=target, before=before, status=status_of(tally, value, target, question.on, before),
    )  # fmt: skip


def _comparison(wanted: Indicator, question: Question, tally: Tally | None) -> Comparison | None:
    if tally is None:
        return None
    then = question.a_year_earlier()
    return Comparison(since=then.since, on=then.on, tally=tally, value=value_of_tally(tally, share=wanted.is_share))
