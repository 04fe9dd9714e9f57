"""One column of a ledger, declared once: how it is called, read, checked, written and explained."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from zhiben.kernel.papers.cells.words import word_key
from zhiben.kernel.papers.terms import PERSONAL_TYPES, CellType

Spread = Callable[[str], Mapping[str, str]]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One word a choice column accepts. ``aliases`` are other spellings people use."""

    code: str
    label: str
    aliases: tuple[str, ...] = ()


def choices_of(
    pairs: Iterable[tuple[str, str]], aliases: Mapping[str, tuple[str, ...]] | None = None
) -> tuple[Choice, ...]:
    """Choices from Django's ``TextChoices.choices``, with other spellings by code."""
    more = aliases or {}
    return tuple(Choice(code=code, label=str(label), aliases=more.get(code, ())) for code, label in pairs)


@dataclass(frozen=True)
class Column:
    """``personal`` columns are left out of exports unless asked for, and are kept masked in staging.

    ``unit`` is the unit values are stored in (``"m2"``, ``"人"``); ``places`` decimal places kept; ``month_ok`` lets a
    date stop at the month; ``any_age`` lets it lie before ``import.date_earliest``; ``spread`` turns one cell into
    several columns (``"甲公司/乙公司/丙公司"``), by their names; ``export`` False leaves a column out of exports and
    templates, as those that only exist to be spread are.
    """

    name: str
    label: str
    aliases: tuple[str, ...] = ()
    type: CellType = CellType.TEXT
    required: bool = False
    choices: tuple[Choice, ...] = ()
    help: str = ""
    width: int = 0
    export: bool = True
    personal: bool | None = None
    unit: str = ""
    places: int = 2
    minimum: Decimal | None = Decimal(0)
    longest: int = 0
    month_ok: bool = False
    any_age: bool = False
    example: Any = ""
    spread: Spread | None = None

    @property
    def is_personal(self) -> bool:
        return self.type in PERSONAL_TYPES if self.personal is None else self.personal

    @cached_property
    def words(self) -> Mapping[str, str]:
        """Code of a choice by every compared spelling of it."""
        return {word_key(w): c.code for c in self.choices for w in (c.label, c.code, *c.aliases)}

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Label of a choice by its code."""
        return {c.code: c.label for c in self.choices}

    @property
    def choice_labels(self) -> str:
        return "、".join(c.label for c in self.choices)

    @property
    def heading(self) -> str:
        """The header an export or a template writes."""
        unit = {"m2": "m²"}.get(self.unit, self.unit)
        needs_unit = unit and self.type == CellType.NUMBER and f"（{unit}）" not in self.label
        return f"{self.label}（{unit}）" if needs_unit else self.label
