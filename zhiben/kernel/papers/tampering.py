"""Whether every issued paper still says what it said when it was issued: its content, its hash, the sealed log."""

from collections.abc import Iterator
from typing import Final

from django.db import connection

from zhiben.kernel.papers.issued import ISSUED, OBJECT, is_untouched
from zhiben.kernel.papers.models import IssuedPaper

# Content and hash could be changed together; the hash under the audit's seal could not.
UNSEALED: Final = """
select p.name, p.number from papers_issuedpaper p
  left join audit_act a on a.object_kind = %s and a.object_id = p.id::text and a.verb = %s
   and a.detail ->> 'hash' = p.content_hash
 where a.id is null order by p.issued_at, p.id
"""
VANISHED: Final = """
select a.detail ->> 'number' from audit_act a
 where a.object_kind = %s and a.verb = %s
   and not exists (select from papers_issuedpaper p where p.id::text = a.object_id) order by a.id
"""


def changed_papers() -> Iterator[str]:
    """One sentence for each paper that is not what was issued. Nothing when all are."""
    for paper in IssuedPaper.objects.order_by("issued_at", "id").iterator(chunk_size=500):
        if not is_untouched(paper):
            yield f"{paper.name} {paper.number}：内容与制发时不符"
    with connection.cursor() as cursor:
        cursor.execute(UNSEALED, [OBJECT, ISSUED])
        for name, number in cursor.fetchall():
            yield f"{name} {number}：内容摘要与制发记录不符"
        cursor.execute(VANISHED, [OBJECT, ISSUED])
        for (number,) in cursor.fetchall():
            yield f"文书 {number}：有制发记录，文书已不在"
