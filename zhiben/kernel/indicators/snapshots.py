"""Keeping what indicators were. One query per record set for all divisions; levels above are sums."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat

from zhiben.kernel.indicators.areas import NATION_NAME, Area
from zhiben.kernel.indicators.declarations import Question, indicators
from zhiben.kernel.indicators.models import Snapshot
from zhiben.kernel.indicators.tallies import Tallies, counted_by

NATION: Final = "000000"
EVERYWHERE: Final = Area(code=NATION, name=NATION_NAME, level="nation", path="")


@transaction.atomic
def take_snapshots(*, on: date, at: datetime) -> int:
    """Every indicator that is kept, for every division that has records, as it stood at the end of ``on``.

    Returns the number of snapshots. Parameters are those of the nation: a snapshot compares divisions.
    """
    question = Question.of_year(EVERYWHERE, on)
    asked = {one.key: (one, question) for one in indicators() if one.define is not None and one.listed}
    places = counted_by(asked, EVERYWHERE, Concat("province", Value("/"), "city", Value("/"), "county"))
    sums: dict[str, Tallies] = {}
    for place, tallies in places.items():
        for code in {NATION, *place.split("/")} - {""}:
            sums[code] = {key: tallies[key] + sums[code][key] for key in tallies} if code in sums else tallies
    rows = list(_rows(asked, sums, on, at))
    Snapshot.objects.bulk_create(
        rows, batch_size=2000, update_conflicts=True, unique_fields=["key", "division_code", "on"],
        update_fields=["numerator", "denominator", "taken_at"],
    )  # fmt: skip
    return len(rows)


def series(key: str, division_code: str, since: date, until: date) -> list[Snapshot]:
    """One indicator of one division over time, oldest first."""
    rows = Snapshot.objects.filter(key=key, division_code=division_code, on__gte=since, on__lte=until)
    return list(rows.order_by("on"))


def _rows(asked: Iterable[str], sums: dict[str, Tallies], on: date, at: datetime) -> Iterator[Snapshot]:
    for code, tallies in sums.items():
        for key in asked:
            yield Snapshot(
                key=key, division_code=code, on=on, numerator=tallies[key].numerator,
                denominator=tallies[key].denominator, taken_at=at,
            )  # fmt: skip
