"""How much of everything (design §6)."""

from dataclasses import dataclass, replace
from typing import Final

COUNTED: Final = ("projects", "enterprises", "people", "hazards", "certificates")


@dataclass(frozen=True, kw_only=True)
class Size:
    """Counts of the demo region. ``major`` and what follows are part of ``hazards``."""

    key: str
    projects: int
    enterprises: int
    people: int
    hazards: int
    major: int
    major_overdue: int
    listed: int
    legacy: int
    cranes: int = 0


@dataclass(frozen=True, kw_only=True)
class Extent:
    """Counts of a world for measuring. ``division``: the code of the place it fills, empty for the whole country."""

    key: str
    label: str
    division: str
    projects: int
    enterprises: int
    people: int
    hazards: int
    certificates: int

    def scaled(self, share: float) -> "Extent":
        """The same with a part of everything."""
        counts = {n: max(1, round(getattr(self, n) * share)) for n in COUNTED}
        return replace(self, **counts)


SIZES: Final = {
    "county": Size(
        key="county", projects=120, enterprises=60, people=3000, hazards=600, major=60, major_overdue=12, listed=4,
        legacy=6, cranes=90,
    ),
}  # fmt: skip
EXTENTS: Final = {
    e.key: e
    for e in (
        Extent(key="city", label="一个市（江苏常州）", division="320400", projects=2_000, enterprises=1_000, people=100_000,
               hazards=40_000, certificates=60_000),
        Extent(key="province", label="一个省（江苏）", division="320000", projects=20_000, enterprises=10_000,
               people=2_000_000, hazards=1_000_000, certificates=1_000_000),
        Extent(key="nation", label="全国", division="", projects=300_000, enterprises=100_000, people=10_000_000,
               hazards=15_000_000, certificates=6_000_000),
    )
}  # fmt: skip
