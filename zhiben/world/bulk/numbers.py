"""Numbers of documents: given office by office in the order of signing, so that none is missing and none comes twice."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Final

from zhiben.kernel.numbering.models import NumberSeries
from zhiben.world.bulk.days import year_of
from zhiben.world.bulk.sheets import Pile
from zhiben.world.bulk.task import Task

# Under which names a case keeps the number, its year and its place in the series.
NAMES: Final = {
    "notice.RECTIFY": ("no", ""), "notice.STOP": ("no", ""), "notice.RESUME": ("r_no", "r_"),
    "listing.LIST": ("listing_no", "l_"), "listing.DELIST": ("delist_no", "x_"), "credit": ("CREDIT_no", "c_"),
    "ladder.order": ("order_no", "o_"),
}  # fmt: skip
CREDIT: Final = "信用"


@dataclass
class Numbers:
    """Who wants a number, of which series, and when it was signed."""

    task: Task
    wanted: list[tuple[str, int, str, dict[str, str]]] = field(default_factory=list)

    def want(self, series: str, at: int, case: str, blanks: dict[str, str]) -> None:
        self.wanted.append((series, at, case, blanks))

    def give(self, pile: Pile) -> None:
        last: dict[tuple[str, int], int] = defaultdict(int)
        for series, at, _, blanks in sorted(self.wanted, key=lambda w: w[1:3]):
            year = year_of(at)
            last[series, year] += 1
            name, prefix = NAMES[series]
            blanks[name] = self.task.template.format(
                prefix=self.task.prefix, kind_short=self.task.shorts.get(series, CREDIT), year=year,
                seq=last[series, year],
            )  # fmt: skip
            blanks[f"{prefix}year"], blanks[f"{prefix}seq"] = str(year), str(last[series, year])
        for (series, year), number in last.items():
            if series != "credit":
                row: dict[str, Any] = {"series": series, "owner_id": self.task.blanks["agency"]}
                pile.add(NumberSeries, {**row, "year": year, "last": number})
