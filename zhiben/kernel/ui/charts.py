"""A chart with the table it stands for: declared in Python, drawn by ``ui/chart.js``, readable without script."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

Number = int | float | Decimal | None
TONES: Final = ("blue", "orange", "green", "red", "grey", "yellow")


class Shape(StrEnum):
    LINE = "line"
    BAR = "bar"
    STACKED = "stacked"
    LYING = "lying"


@dataclass(frozen=True)
class Series:
    """One line or one colour of bars. ``urls``: the records behind each value; empty = none. None = not collected."""

    label: str
    values: Sequence[Number]
    tone: str = "blue"
    urls: Sequence[str] = ()

    def url(self, place: int) -> str:
        return self.urls[place] if place < len(self.urls) else ""


@dataclass(frozen=True)
class Point:
    """One cell of the table."""

    label: str
    text: str
    url: str


@dataclass(frozen=True)
class Chart:
    """``key`` is unique on the page (ASCII). ``title`` says the finding; ``axis`` heads the column of ``labels``."""

    key: str
    title: str
    axis: str
    labels: Sequence[str]
    series: Sequence[Series]
    shape: Shape = Shape.LINE
    unit: str = ""
    note: str = ""

    @property
    def data(self) -> dict[str, Any]:
        """What the script draws."""
        return {
            "shape": self.shape.value,
            "unit": self.unit,
            "labels": list(self.labels),
            "series": [
                {
                    "label": one.label,
                    "tone": one.tone if one.tone in TONES else TONES[number % len(TONES)],
                    "values": [None if value is None else float(value) for value in one.values],
                    "urls": list(one.urls),
                }
                for number, one in enumerate(self.series)
            ],
        }

    @property
    def data_key(self) -> str:
        return f"{self.key}-data"

    @property
    def lines(self) -> list[tuple[str, list[Point]]]:
        """The table: a line for each label, a cell for each series."""
        return [
            (label, [Point(one.label, _text(one.values[place]), one.url(place)) for one in self.series])
            for place, label in enumerate(self.labels)
        ]

    @property
    def empty(self) -> bool:
        return not any(value is not None for one in self.series for value in one.values)


def _text(value: Number) -> str:
    return "未采集" if value is None else f"{value:,}"
