"""Who has looked at a record, and who took it away: what a later correction asks to know whom a wrong value reached.

A look is one row per person, record, way and day, however often: cheap enough to be written with every page. A file
taken away is one row with the ids it held, or none of them where it held everything of a kind.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection

from zhiben.kernel.audit.models import ExportReceipt
from zhiben.kernel.base.clock import day_of

UPSERT: Final = """
insert into audit_readreceipt (subject_kind, subject_id, user_id, way, day, actor_name, role, reach, reach_id,
                               reach_name, path, first_at, last_at, times)
select %(kind)s, subject, %(user)s, %(way)s, %(day)s, %(name)s, %(role)s, %(reach)s, %(reach_id)s, %(reach_name)s,
       %(path)s, %(at)s, %(at)s, 1
  from unnest(%(ids)s::uuid[]) subject order by subject
on conflict (subject_id, user_id, way, day) do update
   set last_at = greatest(audit_readreceipt.last_at, excluded.last_at), times = audit_readreceipt.times + 1
"""


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Somebody with an account, as they acted."""

    user_id: UUID
    name: str
    role: str
    reach: str
    reach_id: UUID | None
    reach_name: str
    path: str


def keep_read(*, reader: Reader, kind: str, subject_ids: Sequence[UUID], way: str, at: datetime) -> None:
    """``way``: page, api, unmask. One statement, however many records."""
    if not subject_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, {
            "kind": kind, "ids": list(subject_ids), "user": reader.user_id, "way": way, "day": day_of(at),
            "name": reader.name, "role": reader.role, "reach": reader.reach, "reach_id": reader.reach_id,
            "reach_name": reader.reach_name, "path": reader.path, "at": at,
        })  # fmt: skip


def keep_export(
    *, reader: Reader, kind: str, subject_ids: Sequence[UUID] | None, what: str, columns: Sequence[str],
    division: str, at: datetime,
) -> None:  # fmt: skip
    """``subject_ids`` None: everything of the kind that the reader may see in ``division`` (empty: anywhere).

    ``columns``: the fields that were in the file, empty when that is not known.
    """
    ExportReceipt.objects.create(
        subject_kind=kind, subject_ids=None if subject_ids is None else list(subject_ids), what=what,
        columns=list(columns), division=division, at=at, user_id=reader.user_id, actor_name=reader.name,
        role=reader.role, reach=reader.reach, reach_id=reader.reach_id, reach_name=reader.reach_name, path=reader.path,
    )  # fmt: skip
