"""Which agency a project of the ledger belongs to: the one it names, else the importing station, else the nearest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhiben.kernel.base.text import name_key
from zhiben.kernel.papers.ledger import Run, StagedRow
from zhiben.registry.agencies.public import agencies_for, agencies_named, agency

STATION = "station"


@dataclass(frozen=True, kw_only=True)
class Responsible:
    """Asked once per chunk of rows. Agencies are those of ``registry.agencies``."""

    own: Any
    nearest: Mapping[str, Any]
    named: Mapping[str, Sequence[Any]]

    @classmethod
    def of(cls, run: Run, codes: Sequence[str], rows: Sequence[StagedRow]) -> "Responsible":
        names = {str(r.values["agency"]) for r in rows if r.values.get("agency")}
        own = agency(run.actor.reach_id) if run.actor.is_regulator and run.actor.reach_id else None
        return cls(
            own=own if own and own.kind == STATION else None, nearest=agencies_for(set(codes)),
            named=agencies_named(names),
        )  # fmt: skip

    def agency(self, row: StagedRow, place: Any) -> Any:
        """None after an error has been noted on the row."""
        if name := row.values.get("agency"):
            fitting = [a for a in self.named.get(name_key(name), ()) if place.path.startswith(a.path)]
            if len(fitting) != 1:
                row.error("agency", f"没有找到管辖{place.name}的“{name}”，请写机构全称")
                return None
            return fitting[0]
        if self.own is not None and place.path.startswith(self.own.path):
            return self.own
        found = self.nearest.get(place.code)
        if found is None:
            row.error("region", f"{place.full_name}还没有监管机构，请先建立机构")
        return found
