"""Numbers follow each other without gaps, whoever asks and whatever fails."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import connection, transaction

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput, WrongState
from zhiben.kernel.base.ids import new_id
from zhiben.kernel.numbering.models import IssuedNumber
from zhiben.kernel.numbering.queries import unused_numbers, void_numbers
from zhiben.kernel.numbering.services import allocate, take_over_number, void_number


def _next(owner: UUID, series: str = "notice", year: int = 2026) -> int:
    return allocate(series=series, owner_id=owner, year=year, case_kind="notice", case_id=new_id(), at=now())


@pytest.mark.django_db
def test_each_series_owner_and_year_counts_for_itself() -> None:
    one, other = new_id(), new_id()
    given = [_next(one), _next(one), _next(other), _next(one, series="stop"), _next(one, year=2027), _next(one)]
    assert given == [1, 2, 1, 1, 1, 3]


@pytest.mark.django_db(transaction=True)
def test_eight_threads_and_failures_leave_no_gap() -> None:
    owner = new_id()

    def work(turn: int) -> None:
        try:
            with transaction.atomic():
                _next(owner)
                if turn % 3 == 0:
                    raise RuntimeError("the document could not be made")
        except RuntimeError:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(60)))
    assert sorted(IssuedNumber.objects.filter(owner_id=owner).values_list("number", flat=True)) == list(range(1, 41))
    assert unused_numbers(series="notice", owner_id=owner, year=2026) == []


@pytest.mark.django_db
def test_a_void_number_stays_void_and_is_not_given_again() -> None:
    owner, actor = new_id(), system_actor()
    _next(owner)
    void_number(actor=actor, series="notice", owner_id=owner, year=2026, number=1, reason="填错对象", at=now())
    assert [n.void_reason for n in void_numbers(series="notice", owner_id=owner, year=2026)] == ["填错对象"]
    with pytest.raises(WrongState):
        void_number(actor=actor, series="notice", owner_id=owner, year=2026, number=1, reason="再次", at=now())
    with pytest.raises(InvalidInput):
        void_number(actor=actor, series="notice", owner_id=owner, year=2026, number=1, reason=" ", at=now())
    assert _next(owner) == 2


@pytest.mark.django_db
def test_paper_numbers_are_taken_over_and_their_gaps_shown() -> None:
    owner, case = new_id(), new_id()
    take_over_number(series="notice", owner_id=owner, year=2026, number=4, case_kind="notice", case_id=case, at=now())
    take_over_number(series="notice", owner_id=owner, year=2026, number=4, case_kind="notice", case_id=case, at=now())
    with pytest.raises(WrongState):
        take_over_number(
            series="notice", owner_id=owner, year=2026, number=4, case_kind="notice", case_id=new_id(), at=now()
        )
    assert _next(owner) == 5
    assert unused_numbers(series="notice", owner_id=owner, year=2026) == [1, 2, 3]
