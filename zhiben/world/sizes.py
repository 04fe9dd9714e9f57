"""How much of everything (design §6)."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True)
class Size:
    """Counts of one world. ``major`` and what follows are part of ``hazards``."""

    key: str
    projects: int
    enterprises: int
    people: int
    hazards: int
    major: int
    major_overdue: int
    listed: int
    legacy: int


SIZES: Final = {
    "county": Size(
        key="county", projects=120, enterprises=60, people=3000, hazards=600, major=60, major_overdue=12, listed=4,
        legacy=6,
    ),
}  # fmt: skip
