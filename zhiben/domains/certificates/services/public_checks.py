"""How often the public checks certificates: by day, kind and answer, from lines that name nobody."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Final

from django.db import connection, transaction

from zhiben.domains.certificates.models import PublicCheckDay
from zhiben.domains.certificates.terms import PublicWord

# (answer, place in the status lists as 名单-位置, "-" for none) → times
Shown = Mapping[tuple[str, str], int]
BATCH: Final = 5000
KINDS: Final = """
select p.list_no || '-' || p.index, c.kind
  from certificates_proof p join certificates_certificate c on c.id = p.certificate_id
 where (p.list_no, p.index) in (select * from unnest(%s::int[], %s::int[]))
"""


@transaction.atomic
def keep_public_checks(*, day: date, shown: Shown) -> int:
    """The whole count of a day, in the place of what was counted of it before; how many checks. Run as the system."""
    kinds = _kinds({place for _, place in shown if place != "-"})
    counts: Counter[tuple[str, str]] = Counter()
    for (word, place), times in shown.items():
        if word in PublicWord.values:
            counts[kinds.get(place, ""), word] += times
    PublicCheckDay.objects.bulk_create(
        [PublicCheckDay(day=day, kind=kind, word=word, times=times) for (kind, word), times in sorted(counts.items())],
        update_conflicts=True, unique_fields=["day", "kind", "word"], update_fields=["times"],
    )  # fmt: skip
    return counts.total()


def _kinds(places: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    ordered = sorted(places)
    for start in range(0, len(ordered), BATCH):
        lists, positions = zip(*(map(int, place.split("-")) for place in ordered[start : start + BATCH]), strict=True)
        with connection.cursor() as cursor:
            cursor.execute(KINDS, [list(lists), list(positions)])
            found.update(cursor.fetchall())
    return found
