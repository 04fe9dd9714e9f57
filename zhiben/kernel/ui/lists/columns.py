"""Columns of a list: what is read from a row, how it is written, how it is sorted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from zhiben.kernel.base.clock import day_of
from zhiben.kernel.ui.due import DueClock
from zhiben.kernel.ui.words import BLANK, show_value


class Kind(StrEnum):
    """How a value is written. ``DUE`` shows the day and what is left of it; ``CHIP`` a word on a tone."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"
    DUE = "due"
    CHIP = "chip"


WIDTHS: Mapping[Kind, str] = {
    Kind.TEXT: "", Kind.NUMBER: "num", Kind.DATE: "w-date", Kind.MOMENT: "w-date", Kind.DUE: "nowrap",
    Kind.CHIP: "w-narrow",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Column:
    """``key``: its name in addresses, and the path read from the row (``project__name``) unless ``value`` reads it.

    ``sort``: the path ordered by, empty = not sortable. ``tones``: stored value → red, orange, yellow, blue, green.
    ``words``: stored value → label, where the model itself knows no choices (the states of a case).
    ``width``: wide, text, code (the number of a document, which breaks only where it may), narrow, date or nothing.
    ``hidden``: shown only when chosen. ``link``: address of the cell itself. ``tone``: reads the tone from the row where
    no table of values can tell it.
    """

    key: str
    label: str
    kind: Kind = Kind.TEXT
    value: Callable[[Any], Any] | None = None
    sort: str = ""
    tones: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    width: str = ""
    hidden: bool = False
    link: Callable[[Any], str] | None = None
    tone: Callable[[Any], str] | None = None

    @property
    def css(self) -> str:
        return f"w-{self.width}" if self.width else WIDTHS[self.kind]

    def raw(self, row: Any) -> Any:
        """The stored value: what tones and typed exports need."""
        if self.value is not None:
            return self.value(row)
        for step in self.key.split("__"):
            row = getattr(row, step, None)
        return row

    def read(self, row: Any) -> Any:
        """The value in words: the label of a choice instead of its code."""
        if self.words:
            return self.words.get(str(self.raw(row)), "")
        if self.value is None:
            *path, last = self.key.split("__")
            for step in path:
                row = getattr(row, step, None)
            label = getattr(row, f"get_{last}_display", None)
            return label() if label else getattr(row, last, None)
        return self.value(row)


@dataclass(frozen=True)
class Cell:
    """One cell, ready to be written."""

    column: Column
    text: str
    tone: str = ""
    note: str = ""
    url: str = ""

    @property
    def blank(self) -> bool:
        return self.text == BLANK


def cell_of(column: Column, row: Any, clock: DueClock) -> Cell:
    url = column.link(row) if column.link else ""
    if column.kind == Kind.DUE:
        due = clock.read(column.raw(row))
        return Cell(column, due.day.isoformat(), due.tone, due.words, url) if due else Cell(column, BLANK, url=url)
    value = column.read(row)
    if column.kind == Kind.DATE and isinstance(value, datetime):
        value = day_of(value)
    return Cell(column, show_value(value), _tone(column, row), "", url)


def _tone(column: Column, row: Any) -> str:
    if column.kind != Kind.CHIP:
        return ""
    return column.tone(row) if column.tone else column.tones.get(str(column.raw(row)), "")


def plain_value(column: Column, row: Any) -> str | int | float | date | datetime | None:
    """For spreadsheets: days stay days, numbers stay numbers, everything else is the text of the page."""
    value = column.read(row)
    if isinstance(value, bool):
        return show_value(value)
    if isinstance(value, datetime) and column.kind in (Kind.DATE, Kind.DUE):
        return day_of(value)
    if isinstance(value, datetime):
        return show_value(value)
    if isinstance(value, date | int | float):
        return value
    text = show_value(value)
    return None if text == BLANK else text
