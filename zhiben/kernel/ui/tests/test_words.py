"""Values and deadlines read as a clerk would write them."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from zhiben.kernel.base.clock import CHINA, end_of_day
from zhiben.kernel.parameters.models import WorkingDay
from zhiben.kernel.ui.due import DueClock, due_words
from zhiben.kernel.ui.words import show_value

AT = datetime(2024, 7, 5, 10, 0, tzinfo=CHINA)  # a Friday


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"), ("", "—"), (True, "是"), (False, "否"), (uuid4(), "—"), (12345, "12,345"),
        (Decimal("0.50"), "0.5"),
        (date(2024, 7, 3), "2024-07-03"), (["甲", "乙"], "甲、乙"), ([], "—"), (0, "0"), (100.0, "100"),
    ],
)  # fmt: skip
def test_value_is_shown_without_codes(value: object, text: str) -> None:
    assert show_value(value) == text


@pytest.fixture
def days(db: None) -> None:
    WorkingDay.objects.filter(date__range=(date(2024, 7, 1), date(2024, 7, 31))).delete()
    ordinal = 1000
    for day in (date(2024, 7, 1) + timedelta(days=n) for n in range(31)):
        ordinal += day.weekday() < 5
        WorkingDay.objects.create(date=day, ordinal=ordinal, is_working=day.weekday() < 5, kind="plain")


@pytest.mark.parametrize(
    ("due", "words", "tone"),
    [
        (end_of_day(date(2024, 7, 5)), "今天到期", "today"),
        (end_of_day(date(2024, 7, 8)), "还剩 1 个工作日", "soon"),
        (end_of_day(date(2024, 7, 6)), "还剩 1 天", "soon"),
        (end_of_day(date(2024, 7, 19)), "还剩 10 个工作日", "later"),
        (end_of_day(date(2024, 7, 2)), "逾期 3 天", "over"),
        (AT - timedelta(hours=1), "今天已逾期", "over"),
    ],
)
def test_deadline_says_what_is_left(days: None, due: datetime, words: str, tone: str) -> None:
    read = due_words(due, AT)
    assert read is not None
    assert (read.words, read.tone) == (words, tone)


def test_many_deadlines_cost_one_query(days: None, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        clock = DueClock(AT, [AT + timedelta(days=n) for n in range(20)])
        assert all(clock.read(AT + timedelta(days=n)) for n in range(20))
    assert clock.read(None) is None
