"""The same photo, or nearly the same, handed in for something else: a hint to whoever checks, never an accusation."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.evidence.models import PhotoPrint
from zhiben.kernel.evidence.owners import Told, tell_of

NEAR: Final = 7  # bits of 64 between two prints of what people call one photo; four bands of 16 find all of them
SAME_SPOT: Final = 2  # of one case: its photos are taken from the same spot and look alike without being the same
MOST: Final = 5
# Four bands and at most seven differing bits: some band differs in at most one bit, so 17 values of it find the row.
Row = tuple[UUID, str, UUID, str, datetime, int, bool]
STEPS: Final = [0, *(1 << bit for bit in range(16))]
FIND: Final = """
with mine (file_id, bits, flipped) as (select * from unnest(%(files)s::uuid[], %(bits)s::bigint[], %(flipped)s::bool[])),
steps (v) as (select unnest(%(steps)s::int[])),
near as (
    select m.file_id, p.file_id as other, bit_count((m.bits # p.bits)::bit(64)) as apart, m.flipped
      from mine m, steps s, evidence_photoprint p where p.band0 = ((m.bits >> 48) & 65535)::int # s.v
    union all
    select m.file_id, p.file_id, bit_count((m.bits # p.bits)::bit(64)), m.flipped
      from mine m, steps s, evidence_photoprint p where p.band1 = ((m.bits >> 32) & 65535)::int # s.v
    union all
    select m.file_id, p.file_id, bit_count((m.bits # p.bits)::bit(64)), m.flipped
      from mine m, steps s, evidence_photoprint p where p.band2 = ((m.bits >> 16) & 65535)::int # s.v
    union all
    select m.file_id, p.file_id, bit_count((m.bits # p.bits)::bit(64)), m.flipped
      from mine m, steps s, evidence_photoprint p where p.band3 = (m.bits & 65535)::int # s.v
    union all
    select f.id, o.id, 0, false from evidence_storedfile f join evidence_storedfile o on o.sha256 = f.sha256
     where f.id = any(%(asked)s) and f.kind = 'photo'),
pairs as (
    select distinct on (file_id, other) file_id, other, apart, flipped from near where apart <= %(near)s
     order by file_id, other, apart, flipped)
select p.file_id, a.owner_kind, a.owner_id, a.slot, min(a.attached_at), min(p.apart), bool_and(p.flipped)
  from pairs p
  join evidence_attachment own on own.file_id = p.file_id and own.detached_at is null
  join evidence_attachment a on a.file_id = p.other and a.detached_at is null
  join evidence_storedfile o on o.id = p.other
 where (a.owner_kind, a.owner_id, a.slot) <> (own.owner_kind, own.owner_id, own.slot)
   and ((a.owner_kind, a.owner_id) <> (own.owner_kind, own.owner_id) or p.apart <= %(same_spot)s)
 group by 1, 2, 3, 4 order by 1, 6, 5
"""


@dataclass(frozen=True, kw_only=True)
class Reuse:
    """Where a look-alike stands. ``told`` is None when the actor may not see it."""

    owner_kind: str
    owner_id: UUID
    slot: str
    attached_at: datetime
    apart: int
    flipped: bool
    told: Told | None = None

    @property
    def likeness(self) -> str:
        if self.flipped:
            return "左右相反，其余相同"
        return "相同" if self.apart == 0 else "几乎相同"


def reuses_of(actor: Actor, file_ids: Iterable[UUID]) -> dict[UUID, list[Reuse]]:
    """Other places at which these photos, or ones that look the same, are in use. At most five each, nearest first.

    Two queries, and those of the tellers. Photos that came with a ledger are not asked about.
    """
    asked = list(file_ids)
    found: dict[UUID, list[Reuse]] = defaultdict(list)
    for file_id, kind, owner, slot, at, apart, flipped in _look_up(asked):
        if len(found[file_id]) < MOST:
            one = Reuse(owner_kind=kind, owner_id=owner, slot=slot, attached_at=at, apart=apart, flipped=flipped)
            found[file_id].append(one)
    return _with_words(actor, found)


def _look_up(asked: list[UUID]) -> list[Row]:
    if not asked:
        return []
    rows = list(PhotoPrint.objects.filter(file_id__in=asked).values_list("file_id", "bits", "flipped"))
    mine = [(file, bits, False) for file, bits, _ in rows] + [(file, flipped, True) for file, _, flipped in rows]
    with connection.cursor() as cursor:
        cursor.execute(FIND, {
            "files": [m[0] for m in mine], "bits": [m[1] for m in mine], "flipped": [m[2] for m in mine],
            "steps": STEPS, "asked": asked, "near": NEAR, "same_spot": SAME_SPOT,
        })  # fmt: skip
        found: list[Row] = cursor.fetchall()
    return found


def _with_words(actor: Actor, found: dict[UUID, list[Reuse]]) -> dict[UUID, list[Reuse]]:
    places: dict[str, list[tuple[UUID, str]]] = defaultdict(list)
    for reuses in found.values():
        for one in reuses:
            places[one.owner_kind].append((one.owner_id, one.slot))
    told = {kind: tell_of(actor, kind, pairs) for kind, pairs in places.items()}
    return {
        file_id: [Reuse(**{**vars(one), "told": told[one.owner_kind].get((one.owner_id, one.slot))}) for one in reuses]
        for file_id, reuses in found.items()
    }
