"""Questions about numbers. Read only."""

from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from zhiben.kernel.numbering.models import IssuedNumber

UNUSED = """
select n from numbering_numberseries s, generate_series(1, s.last) n
where s.series = %s and s.owner_id = %s and s.year = %s
  and not exists (select 1 from numbering_issuednumber i
                  where i.series = s.series and i.owner_id = s.owner_id and i.year = s.year and i.number = n)
order by n
"""


def unused_numbers(*, series: str, owner_id: UUID, year: int) -> list[int]:
    """Numbers up to the last one that nothing bears: only paper numbers taken over can leave such gaps."""
    with connection.cursor() as cursor:
        cursor.execute(UNUSED, [series, owner_id, year])
        return [number for (number,) in cursor.fetchall()]


def void_numbers(*, series: str, owner_id: UUID, year: int) -> "QuerySet[IssuedNumber]":
    return IssuedNumber.objects.filter(series=series, owner_id=owner_id, year=year, voided_at__isnull=False).order_by(
        "number"
    )
