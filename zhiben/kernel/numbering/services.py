"""Give out and void numbers."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from zhiben.kernel.access.actors import Actor
from zhiben.kernel.access.acts import record_act
from zhiben.kernel.base.clock import day_of
from zhiben.kernel.base.errors import InvalidInput, NotVisible, WrongState
from zhiben.kernel.numbering.models import IssuedNumber, NumberSeries
from zhiben.kernel.parameters.queries import value_of

NEXT = """
insert into numbering_numberseries (series, owner_id, year, last) values (%s, %s, %s, 1)
on conflict (series, owner_id, year) do update set last = numbering_numberseries.last + 1
returning last
"""


def allocate(*, series: str, owner_id: UUID, year: int, case_kind: str, case_id: UUID, at: datetime) -> int:
    """The next number, part of the caller's transaction: rolled back with it, so that none is ever skipped.

    The series stays locked until the caller commits; take the number late.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(NEXT, [series, owner_id, year])
            (number,) = cursor.fetchone()
        IssuedNumber.objects.create(
            series=series, owner_id=owner_id, year=year, number=number,
            case_kind=case_kind, case_id=case_id, issued_at=at,
        )  # fmt: skip
    return int(number)


def number_document(
    *, series: str, owner_id: UUID, prefix: str, place: str, template: str, short: str, case_kind: str, case_id: UUID,
    at: datetime,
) -> str:  # fmt: skip
    """文号: the next number of the series and year, in the words of its place.

    ``template`` and ``short`` are keys of parameters: how 机关代字 (``prefix``), kind, year and number are put together,
    and what this kind of document is called in it.
    """
    day = day_of(at)
    seq = allocate(series=series, owner_id=owner_id, year=day.year, case_kind=case_kind, case_id=case_id, at=at)
    words, kind = (str(value_of(key, path=place, on=day)) for key in (template, short))
    return words.format(prefix=prefix, kind_short=kind, year=day.year, seq=seq)


@transaction.atomic
def take_over_number(
    *, series: str, owner_id: UUID, year: int, number: int, case_kind: str, case_id: UUID, at: datetime
) -> None:
    """Record a number given out on paper before the platform was used; new ones continue after the highest.

    Raises WrongState when the number already stands on something else.
    """
    row = NumberSeries.objects.select_for_update().filter(series=series, owner_id=owner_id, year=year).first()
    row = row or NumberSeries.objects.create(series=series, owner_id=owner_id, year=year)
    taken, made = IssuedNumber.objects.get_or_create(
        series=series, owner_id=owner_id, year=year, number=number,
        defaults={"case_kind": case_kind, "case_id": case_id, "issued_at": at},
    )  # fmt: skip
    if not made and taken.case_id != case_id:
        raise WrongState(f"{year}年第{number}号已经用过")
    if number > row.last:
        NumberSeries.objects.filter(pk=row.pk).update(last=number)


@transaction.atomic
def void_number(
    *, actor: Actor, series: str, owner_id: UUID, year: int, number: int, reason: str, at: datetime
) -> None:
    """Keep a number as void. Raises InvalidInput without a reason, WrongState when it is void already."""
    if not reason.strip():
        raise InvalidInput.of("reason", "请写明作废原因")
    row = (
        IssuedNumber.objects.select_for_update()
        .filter(series=series, owner_id=owner_id, year=year, number=number)
        .first()
    )
    if row is None:
        raise NotVisible("没有这个编号")
    if row.voided_at is not None:
        raise WrongState(f"{year}年第{number}号已作废")
    row.voided_at, row.voided_by, row.void_reason = at, actor.name, reason.strip()
    row.save(update_fields=["voided_at", "voided_by", "void_reason"])
    record_act(
        actor=actor, verb="number.void", at=at, object_kind=row.case_kind, object_id=row.case_id,
        series=series, year=year, number=number, reason=row.void_reason,
    )  # fmt: skip


@transaction.atomic
def void_numbers_of(*, actor: Actor, case_kind: str, case_id: UUID, reason: str, at: datetime) -> None:
    """A case is taken back: every number it bears is kept as void."""
    for issued in IssuedNumber.objects.filter(case_kind=case_kind, case_id=case_id, voided_at=None).order_by("pk"):
        void_number(
            actor=actor, series=issued.series, owner_id=issued.owner_id, year=issued.year, number=issued.number,
            reason=reason, at=at,
        )  # fmt: skip
