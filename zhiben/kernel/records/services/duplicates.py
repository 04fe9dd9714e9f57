"""疑似重复: found by set for a whole register at a time, kept until merged, or said to be two."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.base.errors import InvalidInput, NotPermitted, NotVisible
from zhiben.kernel.base.ids import NEW_ID
from zhiben.kernel.records.kinds import RecordKind, record_kind, record_kinds
from zhiben.kernel.records.models import Candidate
from zhiben.kernel.records.terms import CandidateState

LEAST_REASON: Final = 4
# Pairs in the order of their ids, the surest reason first; what is not found any more goes, what people said stays.
REFRESH: Final = f"""
with found as materialized (
    select distinct on (1, 2) least(f.first, f.second) as first, greatest(f.first, f.second) as second,
           case when f.first < f.second then f.first_title else f.second_title end as first_title,
           case when f.first < f.second then f.second_title else f.first_title end as second_title,
           f.reason, f.rank, f.place
      from ({{pairs}}) f (first, second, first_title, second_title, reason, rank, place)
     order by 1, 2, f.rank),
forgotten as (
    delete from records_candidate c where c.kind = %(kind)s and c.state = 'FOUND'
       and not exists (select from found f where f.first = c.first_id and f.second = c.second_id))
insert into records_candidate (id, kind, first_id, second_id, first_title, second_title, reason, rank, place, state,
                               found_at, said_name, said_why)
select {NEW_ID}, %(kind)s, f.first, f.second, left(f.first_title, 300), left(f.second_title, 300), f.reason, f.rank,
       coalesce(f.place, ''), 'FOUND', %(at)s, '', ''
  from found f
on conflict (kind, first_id, second_id) do update
   set first_title = excluded.first_title, second_title = excluded.second_title, reason = excluded.reason,
       rank = excluded.rank, place = excluded.place
 where records_candidate.state = 'FOUND'
   and (records_candidate.first_title, records_candidate.second_title, records_candidate.reason, records_candidate.place)
       is distinct from (excluded.first_title, excluded.second_title, excluded.reason, excluded.place)
"""  # noqa: S608 - the pairs come from code


@transaction.atomic
def refresh_candidates(register: RecordKind, *, at: datetime) -> int:
    """Look through a whole register again; returns how many were new or have changed. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(REFRESH.format(pairs=register.duplicates), {"kind": register.code, "at": at})
        return int(cursor.rowcount)


def visible_candidates(actor: Actor) -> Any:
    """Both records must be seen: of open registers every regulator sees all, of others only his own."""
    seen = Q()
    for register in record_kinds():
        mine = Q(kind=register.code)
        if not (register.open_register and actor.is_regulator) and not actor.is_system:
            ids = register.visible(actor).values("pk")
            mine &= Q(first_id__in=ids, second_id__in=ids)
        seen |= mine
    if not (actor.is_regulator or actor.is_system):
        return Candidate.objects.none()
    return Candidate.objects.filter(seen)


@transaction.atomic
def say_distinct(*, actor: Actor, kind: str, first_id: UUID, second_id: UUID, reason: str, at: datetime) -> Candidate:
    """不是重复: the pair is no candidate again. By whoever might merge the two either way.

    Raises NotVisible, NotPermitted, InvalidInput without a reason.
    """
    from zhiben.kernel.records.services.merging import check_keeps

    register = record_kind(kind)
    if first_id == second_id:
        raise NotVisible("请选两份不同的档案")
    records = [register.find(actor, first_id), register.find(actor, second_id)]
    if len(reason.strip()) < LEAST_REASON:
        raise InvalidInput.of("reason", f"请写明凭什么认定不是同一个（至少{LEAST_REASON}个字）")
    refused: list[NotPermitted] = []
    for record in records:
        try:
            check_keeps(register, record, actor)
        except NotPermitted as refusal:
            refused.append(refusal)
    if len(refused) == len(records):
        raise refused[0]
    made = keep_apart(
        actor=actor,
        kind=kind,
        ids=(first_id, second_id),
        titles=(str(records[0]), str(records[1])),
        reason=reason,
        at=at,
    )
    record_act(
        actor=actor, verb="record.distinct", at=at, object_kind=kind, object_id=first_id, other=str(second_id)
    )  # fmt: skip
    return made


def keep_apart(
    *, actor: Actor, kind: str, ids: tuple[UUID, UUID], titles: tuple[str, str], reason: str, at: datetime
) -> Candidate:
    """Note that two are two, whether or not they were found before."""
    (first, first_title), (second, second_title) = sorted(zip(ids, titles, strict=True))
    said = {
        "state": CandidateState.DISTINCT, "said_at": at, "said_by": actor.user_id, "said_name": actor.name[:64],
        "said_why": reason.strip()[:500],
    }  # fmt: skip
    made, _ = Candidate.objects.update_or_create(
        kind=kind, first_id=first, second_id=second, defaults=said,
        create_defaults={**said, "first_title": first_title[:300], "second_title": second_title[:300], "found_at": at,
                         "reason": "人工核对"},
    )  # fmt: skip
    return made


def forget_candidates_of(kind: str, *record_ids: UUID) -> None:
    """Records that are merged away are no candidates with anybody."""
    gone: Iterable[UUID] = record_ids
    Candidate.objects.open().filter(Q(first_id__in=gone) | Q(second_id__in=gone), kind=kind).delete()
