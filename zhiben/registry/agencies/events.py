"""What divisions announce."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class DivisionReplaced:
    """A division is no more from a day on; what it was responsible for belongs to ``successor``.

    Who keeps rows with a ``scope`` moves those of ``path`` to ``successor_path``; ``place`` of the past stays.
    """

    name: ClassVar[str] = "agencies.division_replaced"
    code: str
    path: str
    successor: str
    successor_path: str
    on: str


@dataclass(frozen=True, kw_only=True)
class GridChanged:
    """A grid is new, has another outline or is no more: what stands in it belongs elsewhere."""

    name: ClassVar[str] = "agencies.grid_changed"
    grid_id: str
    agency_id: str
