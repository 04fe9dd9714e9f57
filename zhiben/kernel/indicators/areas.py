"""Where a figure is asked for: a division, what stands directly in it, or what one agency looks after in it."""

from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from django.db.models import Case, F, Q, When
from django.db.models.expressions import Combinable

from zhiben.kernel.access.actors import DIVISION_COLUMNS

NATION_NAME: Final = "全国"


@dataclass(frozen=True, kw_only=True)
class Area:
    """``direct``: only what belongs to no division below. ``agency_id``: only what that agency is responsible for."""

    code: str
    name: str
    level: str
    path: str
    direct: bool = False
    agency_id: UUID | None = None

    @property
    def condition(self) -> Q:
        """Which rows with level columns stand here."""
        column = DIVISION_COLUMNS.get(self.level)
        here = Q(**{column: self.code}) if column else Q()
        if self.direct:
            here &= Q(**dict.fromkeys(_COLUMNS_BELOW.get(self.level, ()), ""))
        return here & Q(agency_id=self.agency_id) if self.agency_id else here

    @property
    def split(self) -> Combinable:
        """By what a table of this area has its rows: the level below; agencies where there is none below.

        A county straight under its province stands beside the cities.
        """
        if self.level == "province":
            return Case(When(city="", then=F("county")), default=F("city"))
        return F({"nation": "province", "city": "county"}.get(self.level, "agency_id"))

    @property
    def splits_by_agency(self) -> bool:
        return self.level not in _COLUMNS_BELOW

    def only_direct(self) -> "Area":
        return replace(self, direct=True)

    def of_agency(self, agency_id: UUID) -> "Area":
        return replace(self, agency_id=agency_id)


_COLUMNS_BELOW: Final[dict[str, tuple[str, ...]]] = {
    "nation": ("province",),
    "province": ("city", "county"),
    "city": ("county",),
}
