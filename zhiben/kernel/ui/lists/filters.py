"""Filters of a list. Each reads its own names from the address, narrows the rows and says how it is asked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Final

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from zhiben.kernel.access.actors import DIVISION_COLUMNS, Actor
from zhiben.kernel.base.clock import start_of_day
from zhiben.kernel.search.holding import holding
from zhiben.kernel.ui.lists.divisions import DivisionChoice, division_source

Rows = QuerySet[Any]
A_YEAR: Final = timedelta(days=366)


@dataclass(frozen=True)
class Asked:
    """Who asks, when, and what the address says. ``problems`` collects what could not be understood, ``found`` what a
    filter has looked up and need not look up again for the same page. ``frequent``: many rows are known to hold the words.
    """

    actor: Actor
    at: datetime
    given: Mapping[str, str]
    problems: list[str] = field(default_factory=list)
    found: dict[str, str | None] = field(default_factory=dict)
    frequent: bool = False

    def value(self, name: str) -> str:
        return self.given.get(name, "").strip()


@dataclass(frozen=True, kw_only=True)
class Filter:
    """One question. ``kind`` picks the control in ``ui/list_filter.html``."""

    name: str
    label: str
    kind: ClassVar[str] = ""

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name,)

    def narrow(self, rows: Rows, asked: Asked) -> Rows:
        raise NotImplementedError

    def shown(self, asked: Asked) -> bool:
        return True

    def control(self, asked: Asked) -> dict[str, Any]:
        return {"value": asked.value(self.name)}

    def active(self, asked: Asked) -> bool:
        return any(asked.value(name) for name in self.names)


@dataclass(frozen=True, kw_only=True)
class TextFilter(Filter):
    """Every word must occur in one of ``fields``; ``search`` replaces that where an index can do better.

    ``documents``: the kind of search documents whose texts and codes ``fields`` are. They tell which few rows may hold
    rare words; without them every visible row is read. ``numbers``: asked first, answers None when the text is none.
    """

    fields: tuple[str, ...] = ()
    search: Callable[[Rows, str], Rows] | None = None
    documents: str = ""
    numbers: Callable[[Rows, str], Rows | None] | None = None
    kind: ClassVar[str] = "text"

    def narrow(self, rows: Rows, asked: Asked) -> Rows:
        text = asked.value(self.name).replace("\x00", "")
        if not text:
            return rows
        if self.search is not None:
            return self.search(rows, text)
        numbered = self.numbers(rows, text) if self.numbers else None
        return self._with_words(rows, text, asked) if numbered is None else numbered

    def _with_words(self, rows: Rows, text: str, asked: Asked) -> Rows:
        words = text.split()[:5]
        compared = "holds" if asked.frequent else "icontains"
        for word in words:
            found = Q()
            for name in self.fields:
                found |= Q(**{f"{name}__{compared}": word})
            rows = rows.filter(found)
        among = self._among(words, asked) if self.documents else None
        return rows if among is None else rows.filter(pk__any_of=RawSQL("%s::uuid[]", [among]))

    def _among(self, words: Sequence[str], asked: Asked) -> str | None:
        if self.name not in asked.found:
            asked.found[self.name] = holding(self.documents, words, asked.actor)
        return asked.found[self.name]


Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class ChoiceFilter(Filter):
    """One of a few words. ``field`` is compared with the stored value; an unknown value is told and left out."""

    field: str
    choices: Choices | Callable[[Actor], Choices]
    kind: ClassVar[str] = "choice"

    def options(self, actor: Actor) -> Choices:
        return self.choices(actor) if callable(self.choices) else self.choices

    def narrow(self, rows: Rows, asked: Asked) -> Rows:
        value = asked.value(self.name)
        if not value:
            return rows
        if value not in {code for code, _ in self.options(asked.actor)}:
            asked.problems.append(f"没有这样的「{self.label}」，已不按它筛选")
            return rows
        return rows.filter(**{self.field: value})

    def control(self, asked: Asked) -> dict[str, Any]:
        return {"value": asked.value(self.name), "options": self.options(asked.actor)}


@dataclass(frozen=True, kw_only=True)
class DateRangeFilter(Filter):
    """From–to, both days included. ``moment``: the field holds a moment, the days are those of China."""

    field: str
    moment: bool = True
    kind: ClassVar[str] = "range"

    @property
    def names(self) -> tuple[str, ...]:
        return (f"{self.name}_from", f"{self.name}_to")

    def narrow(self, rows: Rows, asked: Asked) -> Rows:
        first, last = (self._day(asked, name) for name in self.names)
        if first:
            rows = rows.filter(**{f"{self.field}__gte": start_of_day(first) if self.moment else first})
        if last and self.moment:
            return rows.filter(**{f"{self.field}__lt": start_of_day(last + timedelta(days=1))})
        return rows.filter(**{f"{self.field}__lte": last}) if last else rows

    def _day(self, asked: Asked, name: str) -> date | None:
        text = asked.value(name)
        if not text:
            return None
        try:
            day = date.fromisoformat(text)
            # The first and last days there are cannot be moved by a day or a time zone.
            return min(max(day, date.min + A_YEAR), date.max - A_YEAR)
        except ValueError:
            asked.problems.append(f"「{self.label}」要写成 2024-07-03 这样的日期，已不按它筛选")
            return None

    def control(self, asked: Asked) -> dict[str, Any]:
        first, last = self.names
        return {"first": asked.value(first), "last": asked.value(last)}


@dataclass(frozen=True, kw_only=True)
class ToggleFilter(Filter):
    """On or off: 我的, 逾期. ``apply`` gets rows, actor and moment."""

    apply: Callable[[Rows, Actor, datetime], Rows]
    kind: ClassVar[str] = "toggle"

    def narrow(self, rows: Rows, asked: Asked) -> Rows:
        return self.apply(rows, asked.actor, asked.at) if asked.value(self.name) == "1" else rows


@dataclass(frozen=True, kw_only=True)
class DivisionFilter(Filter):
    """Down the tree of divisions, one step at a time, within the actor's own. ``prefix``: path to the level columns."""

    name: str = "division"
    label: str = "区划"
    prefix: str = ""
    kind: ClassVar[str] = "division"

    def shown(self, asked: Asked) -> bool:
        return asked.actor.is_regulator and division_source() is not None

    def narrow(self, rows: Rows, asked: Asked) -> Rows:
        code, source = asked.value(self.name), division_source()
        if not code or source is None:
            return rows
        chain = source.chain(code)
        column = DIVISION_COLUMNS.get(chain[-1].level) if chain else None
        if column is None:
            asked.problems.append("没有这个区划，已不按它筛选")
            return rows
        return rows.filter(**{f"{self.prefix}{column}": code})

    def control(self, asked: Asked) -> dict[str, Any]:
        source = division_source()
        if source is None:
            return {}
        own, code = asked.actor.division_code, asked.value(self.name)
        above = [c for c in source.chain(code) if c.code != own] if code else []
        owners = [c.code for c in source.chain(own)] if own else []
        chain = [c for c in above if c.code not in owners]
        below: Sequence[DivisionChoice] = source.children(code or own)
        if not below and len(chain) >= 1:
            below = [c for c in source.children(chain[-2].code if len(chain) > 1 else own) if c.code != code]
        return {"value": code, "chain": chain, "below": below, "own": asked.actor.reach_name}
