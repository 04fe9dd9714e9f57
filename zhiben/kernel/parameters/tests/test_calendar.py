"""Working days against a second implementation, which counts rows in SQL instead of subtracting ordinals."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.terms import ReachKind, Role
from zhiben.kernel.audit.models import Act
from zhiben.kernel.base.clock import CHINA
from zhiben.kernel.base.errors import InvalidInput, NotPermitted
from zhiben.kernel.parameters.calendar import (
    CalendarInMemory,
    add_working_days,
    rebuild_calendar,
    set_working_day,
    working_days_between,
)
from zhiben.kernel.parameters.models import WorkingDay
from zhiben.kernel.parameters.terms import DayKind

pytestmark = pytest.mark.django_db
AT = datetime(2024, 7, 3, 9, tzinfo=CHINA)
DAYS = st.dates(date(2016, 1, 1), date(2031, 6, 30))
MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def counted(a: date, b: date) -> int:
    """Working days after a up to and including b, by counting."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from parameters_workingday where is_working and date > %s and date <= %s", [a, b]
        )
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])


@MANY
@given(DAYS, DAYS)
def test_between_counts_the_days(a: date, b: date) -> None:
    assert working_days_between(a, b) == (counted(a, b) if a <= b else -counted(b, a))


@MANY
@given(DAYS, st.integers(1, 120))
def test_adding_ends_on_the_nth_working_day(day: date, n: int) -> None:
    end = add_working_days(day, n)
    assert WorkingDay.objects.get(date=end).is_working
    assert counted(day, end) == n
    assert counted(day, end - timedelta(days=1)) == n - 1


@MANY
@given(DAYS, st.integers(1, 120))
def test_going_back_ends_on_the_nth_working_day_before(day: date, n: int) -> None:
    start = add_working_days(day, -n)
    assert WorkingDay.objects.get(date=start).is_working
    assert counted(start - timedelta(days=1), day - timedelta(days=1)) == n


@MANY
@given(DAYS, st.integers(-60, 60), DAYS)
def test_the_calendar_in_memory_agrees(day: date, n: int, other: date) -> None:
    calendar = CalendarInMemory.load()
    assert calendar.add(day, n) == add_working_days(day, n)
    assert calendar.between(day, other) == working_days_between(day, other)


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (date(2024, 9, 30), 3, date(2024, 10, 10)),  # over 国庆
        (date(2024, 10, 11), 1, date(2024, 10, 12)),  # 调休: a Saturday on which people work
        (date(2024, 2, 28), 1, date(2024, 2, 29)),  # leap day
        (date(2024, 2, 9), 1, date(2024, 2, 18)),  # over 春节, to a Sunday on which people work
        (date(2023, 12, 29), 1, date(2024, 1, 2)),  # year end
        (date(2024, 10, 1), 1, date(2024, 10, 8)),  # from within a holiday
        (date(2024, 7, 5), 0, date(2024, 7, 5)),
        (date(2024, 10, 8), -1, date(2024, 9, 30)),
        (date(2024, 10, 5), -1, date(2024, 9, 30)),
    ],
)
def test_known_days(start: date, n: int, end: date) -> None:
    assert add_working_days(start, n) == end


def test_beyond_the_published_years_days_are_provisional() -> None:
    assert not WorkingDay.objects.filter(date__year=2024, provisional=True).exists()
    assert WorkingDay.objects.filter(date__year=2032, provisional=False).count() == 0
    assert WorkingDay.objects.get(date=date(2032, 10, 1)).is_working  # a Friday: nobody knows better yet


def test_building_again_changes_nothing() -> None:
    assert rebuild_calendar() == 0


def test_an_administrator_may_set_a_day_and_it_stays() -> None:
    before = working_days_between(date(2031, 9, 30), date(2031, 10, 31))
    admin = Actor(name="管理员甲", role=Role.SYSTEM_ADMIN, reach=ReachKind.AGENCY)
    set_working_day(actor=admin, day=date(2031, 10, 1), is_working=False, reason="国办通知", at=AT)
    rebuild_calendar()
    row = WorkingDay.objects.get(date=date(2031, 10, 1))
    assert (row.is_working, row.provisional, row.kind) == (False, False, DayKind.SET)
    assert working_days_between(date(2031, 9, 30), date(2031, 10, 31)) == before - 1
    assert Act.objects.filter(verb="parameters.set_working_day", object_id="2031-10-01").count() == 1


def test_others_may_not_and_a_reason_is_needed() -> None:
    day = date(2031, 10, 1)
    inspector = Actor(name="监督员乙", role=Role.INSPECTOR, reach=ReachKind.AGENCY)
    with pytest.raises(NotPermitted):
        set_working_day(actor=inspector, day=day, is_working=False, reason="放假", at=AT)
    with pytest.raises(InvalidInput):
        set_working_day(actor=system_actor(), day=day, is_working=False, reason=" ", at=AT)
    assert WorkingDay.objects.get(date=day).is_working


def test_outside_the_calendar_is_refused_in_words() -> None:
    with pytest.raises(InvalidInput, match="工作日历只到2032年"):
        add_working_days(date(2033, 1, 4), 3)
    with pytest.raises(InvalidInput, match="工作日历只到2032年"):
        working_days_between(date(2024, 1, 1), date(2033, 1, 4))
