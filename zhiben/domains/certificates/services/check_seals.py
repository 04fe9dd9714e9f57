"""Whether every 验真记录 still says what was seen: the sealed log keeps a digest of it."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db import connection

from zhiben.domains.certificates.models import CertificateCheck
from zhiben.kernel.base.clock import day_of

VERB: Final = "certificate.check"
OBJECT: Final = "certificate_check"
# Which row stands for them may change when duplicates are merged.
MOVES: Final = ("person", "certificate", "project")
TOGETHER: Final = 500
SEALED: Final = (
    "select object_id, detail ->> 'digest' from audit_act where object_kind = %s and verb = %s and object_id = any(%s)"
)
VANISHED: Final = """
select a.actor_name, a.at from audit_act a
 where a.object_kind = %s and a.verb = %s
   and not exists (select from certificates_certificatecheck c where c.id::text = a.object_id) order by a.id
"""


def digest_of(check: CertificateCheck) -> str:
    """64 hex digits over everything that was seen."""
    fields = [f for f in CertificateCheck._meta.concrete_fields if f.name not in MOVES]
    said = [[f.name, _plain(getattr(check, f.attname))] for f in fields]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def changed_checks() -> Iterator[str]:
    """One sentence for each record that is not what was seen, or is gone. Records from before digests are not judged."""
    rows: list[CertificateCheck] = []
    for one in CertificateCheck.objects.order_by("at", "id").iterator(chunk_size=TOGETHER):
        rows.append(one)
        if len(rows) == TOGETHER:
            yield from _differing(rows)
            rows = []
    yield from _differing(rows)
    with connection.cursor() as cursor:
        cursor.execute(VANISHED, [OBJECT, VERB])
        for name, at in cursor.fetchall():
            yield f"{name}于{day_of(at)}的验真：有行为记录，验真记录已不在"


def _differing(rows: list[CertificateCheck]) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(SEALED, [OBJECT, VERB, [str(one.pk) for one in rows]])
        sealed = dict(cursor.fetchall())
    for one in rows:
        if str(one.pk) not in sealed:
            yield f"{one.officer_name}于{one.day}的验真：没有行为记录"
        elif sealed[str(one.pk)] not in (None, digest_of(one)):
            yield f"{one.officer_name}于{one.day}的验真：内容与验真时不符"


def _plain(value: Any) -> Any:
    """As the database gives it back, whatever it was made of."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:.6f}"
        case UUID():
            return str(value)
    return value
