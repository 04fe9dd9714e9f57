"""Deadlines against a second implementation in SQL, which knows the notices of the State Council from nobody but us."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

import chinese_calendar
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.tests.crowds import copies_of
from zhiben.domains.hazards.tests.factories import account, finding, issued, items, make_site
from zhiben.domains.hazards.workflow import HAZARD_FLOW
from zhiben.kernel.access.actors import Actor, system_actor
from zhiben.kernel.access.terms import Role
from zhiben.kernel.audit.models import Act
from zhiben.kernel.base.clock import CHINA, end_of_day
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.parameters.calendar import (
    add_working_days,
    count_working_days,
    rebuild_calendar,
    set_working_day,
    working_days_between,
)
from zhiben.kernel.parameters.queries import value_of
from zhiben.kernel.workflow.clocks import calendar_days, deadline_of, hours, on_day
from zhiben.kernel.workflow.deadlines import recompute
from zhiben.kernel.workflow.engine import fire
from zhiben.kernel.workflow.models import ClockChange, Recomputation, Todo
from zhiben.kernel.workflow.reminders import remind
from zhiben.registry.agencies.models import Agency

pytestmark = pytest.mark.django_db
AT: Final = datetime(2026, 11, 23, 10, tzinfo=CHINA)
MANY = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SEARCH = (Phase.explicit, Phase.reuse, Phase.generate)  # finding a smaller example takes minutes
FEW = settings(
    phases=SEARCH, max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

# 国办发明电 for 2023 to 2026: days off, and weekend days on which people work (调休). Typed in here once more.
OFF: Final = (
    "2023-01-01:02 2023-01-21:27 2023-04-05 2023-04-29:30 2023-05-01:03 2023-06-22:24 2023-09-29:30 2023-10-01:06 "
    "2024-01-01 2024-02-10:17 2024-04-04:06 2024-05-01:05 2024-06-10 2024-09-15:17 2024-10-01:07 "
    "2025-01-01 2025-01-28:31 2025-02-01:04 2025-04-04:06 2025-05-01:05 2025-05-31 2025-06-01:02 2025-10-01:08 "
    "2026-01-01:03 2026-02-15:23 2026-04-04:06 2026-05-01:05 2026-06-19:21 2026-09-25:27 2026-10-01:07"
)  # fmt: skip
ON: Final = (
    "2023-01-28 2023-01-29 2023-04-23 2023-05-06 2023-06-25 2023-10-07 2023-10-08 "
    "2024-02-04 2024-02-18 2024-04-07 2024-04-28 2024-05-11 2024-09-14 2024-09-29 2024-10-12 "
    "2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11 "
    "2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10"
)  # fmt: skip
LAST_PUBLISHED: Final = date(2026, 12, 31)
FIRST, LAST = date(2024, 1, 1), date(2032, 12, 31)
DAYS = st.one_of(
    st.dates(FIRST, date(2031, 6, 30)),
    st.sampled_from([date(2024, 2, 28), date(2024, 2, 29), date(2028, 2, 28), date(2028, 2, 29)]),
    st.builds(date, st.integers(2024, 2030), st.just(12), st.integers(24, 31)),
    st.builds(date, st.integers(2024, 2026), st.sampled_from([2, 5, 9, 10]), st.integers(1, 28)),
)  # fmt: skip
ALL_DAYS: Final = """
create temp table if not exists second_holiday (day date primary key, works boolean);
truncate second_holiday
"""
COUNT: Final = """
with days as (
    select d::date as day, coalesce(h.works, extract(isodow from d) <= 5) as works
      from generate_series(%(low)s::date, %(high)s::date, interval '1 day') d
      left join second_holiday h on h.day = d::date)
select day from days where works and case when %(n)s > 0 then day > %(start)s else day < %(start)s end
 order by case when %(n)s > 0 then day end, day desc offset abs(%(n)s) - 1 limit 1
"""


def listed(words: str) -> Iterator[date]:
    for word in words.split():
        first, _, until = word.partition(":")
        day = date.fromisoformat(first)
        yield from (day.replace(day=n) for n in range(day.day, int(until or day.day) + 1))


@pytest.fixture(autouse=True)
def _second_calendar() -> None:
    with connection.cursor() as cursor:
        cursor.execute(ALL_DAYS)
        days = [(day, False) for day in listed(OFF)] + [(day, True) for day in listed(ON)]
        cursor.executemany("insert into second_holiday values (%s, %s)", days)


def counted(start: date, n: int) -> date:
    """The second implementation: lists days and takes the n-th that counts."""
    if n == 0:
        return start
    reach = abs(n) * 4 + 30
    bounds: dict[str, Any] = {
        "low": start - timedelta(days=reach),
        "high": start + timedelta(days=reach),
        "start": start,
        "n": n,
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT, bounds)
        row = cursor.fetchone()
    assert row is not None
    day: date = row[0]
    return day


def set_both(day: date, works: bool) -> None:
    """The administrator's word, in both implementations."""
    set_working_day(actor=system_actor(), day=day, is_working=works, reason="国办通知", at=AT)
    with connection.cursor() as cursor:
        cursor.execute("insert into second_holiday values (%s, %s) on conflict (day) do update set works = excluded.works",
                       [day, works])  # fmt: skip


@contextmanager
def taken_back() -> Iterator[None]:
    """One example of many in one test."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@MANY
@given(DAYS, st.integers(-90, 90))
def test_working_days_are_those_a_second_implementation_counts(day: date, n: int) -> None:
    end = counted(day, n)
    assert add_working_days(day, n) == end
    found = count_working_days(day, n)
    assert found.day == end
    assert found.provisional == (
        n != 0 and (end > LAST_PUBLISHED or (n < 0 and day > LAST_PUBLISHED + timedelta(days=1)))
    )


@MANY
@given(DAYS, st.integers(1, 90))
def test_there_and_back_again(day: date, n: int) -> None:
    assert working_days_between(day, counted(day, n)) == n
    assert working_days_between(counted(day, -n), day) == n - (0 if counted(day - timedelta(days=1), 1) == day else 1)


@FEW
@given(st.dictionaries(st.dates(date(2026, 12, 20), date(2028, 3, 10)), st.booleans(), max_size=12), st.data())
def test_both_agree_after_any_change_by_the_administrator(changes: dict[date, bool], data: st.DataObject) -> None:
    with taken_back():
        for day, works in changes.items():
            set_both(day, works)
        for _ in range(8):
            start = data.draw(st.dates(date(2026, 12, 1), date(2028, 3, 1)))
            n = data.draw(st.integers(-40, 40))
            assert add_working_days(start, n) == counted(start, n)


# What rested on 暂定 days is computed again.


def submitted(day: date) -> Hazard:
    """A hazard handed in for its re-check on a day; three working days, as the parameter has it."""
    site = make_site()
    hazard = items(issued(site, finding()))[0]
    with connection.cursor() as cursor:
        cursor.execute(
            "update hazards_hazard set notice_id = null, found_on = %s, deadline_on = %s where id = %s",
            [day, day, hazard.pk],
        )
    moment = datetime.combine(day, time(16), CHINA)
    return fire(
        HAZARD_FLOW, hazard.pk, "submit", actor=system_actor(), at=moment, result="已改", after_photos=["x"],
    )  # fmt: skip


def publish_2027(monkeypatch: pytest.MonkeyPatch) -> None:
    """1 to 3 January 2027 are off, Sunday 10 January is a day of work; the library learns of the year."""
    for day in (1, 2, 3):
        monkeypatch.setitem(chinese_calendar.holidays, date(2027, 1, day), "New Year's Day")
    monkeypatch.setitem(chinese_calendar.workdays, date(2027, 1, 10), "New Year's Day")
    monkeypatch.setitem(chinese_calendar.holidays, date(2027, 10, 1), "National Day")


def watcher(hazard: Hazard) -> Actor:
    """Somebody who holds the to-do."""
    todo = Todo.objects.open().get(case_id=hazard.pk)
    assert todo.holder_kind == "agency"
    return account("钱五", Role.INSPECTOR, Agency.objects.get(pk=todo.holder_id))


def test_a_published_year_moves_what_rested_on_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    hazard, firm = submitted(date(2026, 12, 30)), submitted(date(2026, 12, 16))
    assert hazard.due_rule == {
        "by": "working_days", "from": "2026-12-30", "n": 3, "parameter": "hazards.recheck_working_days",
        "provisional": True,
    }  # fmt: skip
    assert (hazard.due_at, firm.due_at) == (end_of_day(date(2027, 1, 4)), end_of_day(date(2026, 12, 21)))
    assert firm.due_rule is not None
    assert firm.due_rule["provisional"] is False
    assert recompute(at=AT) == 0

    publish_2027(monkeypatch)
    assert rebuild_calendar() == 365
    assert recompute(at=AT) == 1
    assert recompute(at=AT) == 0

    hazard.refresh_from_db()
    firm.refresh_from_db()
    assert hazard.due_at == end_of_day(date(2027, 1, 5))
    assert hazard.due_rule is not None
    assert hazard.due_rule["provisional"] is False
    assert firm.due_at == end_of_day(date(2026, 12, 21))
    assert Todo.objects.open().get(case_id=hazard.pk).due_at == hazard.due_at
    trace = ClockChange.objects.get()
    assert (trace.flow, trace.case_id, trace.seq) == ("hazard", hazard.pk, hazard.seq)
    assert (trace.old_due, trace.new_due) == (end_of_day(date(2027, 1, 4)), hazard.due_at)
    assert trace.reason == "按国务院办公厅通知续建（已公布到2027年）"
    act = Act.objects.get(verb="case.recompute")
    assert (act.object_kind, act.detail["count"]) == ("hazard", 1)
    told = Notification.objects.filter(case_id=hazard.pk, topic="workflow.due_moved")
    assert [n.body for n in told] == [f"{hazard.title}。因工作日历调整，办理期限由 2027-01-04 改为 2027-01-05。"]

    set_working_day(actor=system_actor(), day=date(2027, 1, 5), is_working=False, reason="地方调整", at=AT)
    assert recompute(at=AT) == 0
    hazard.refresh_from_db()
    assert hazard.due_at == end_of_day(date(2027, 1, 5))


def test_an_administrators_day_moves_it_and_it_stays_provisional_until_all_days_are_known() -> None:
    hazard = submitted(date(2026, 12, 30))
    set_working_day(actor=system_actor(), day=date(2027, 1, 1), is_working=False, reason="国办通知", at=AT)
    assert recompute(at=AT) == 1
    hazard.refresh_from_db()
    assert (hazard.due_at, hazard.due_rule and hazard.due_rule["provisional"]) == (end_of_day(date(2027, 1, 5)), True)

    for day, works in ((2, False), (3, False), (4, True), (5, True)):
        set_working_day(actor=system_actor(), day=date(2027, 1, day), is_working=works, reason="国办通知", at=AT)
    assert recompute(at=AT) == 0
    hazard.refresh_from_db()
    assert (hazard.due_at, hazard.due_rule and hazard.due_rule["provisional"]) == (end_of_day(date(2027, 1, 5)), False)
    assert ClockChange.objects.filter(case_id=hazard.pk).count() == 1
    assert Recomputation.objects.count() == 2


def test_who_was_told_of_the_new_day_is_not_told_again_that_it_is_near() -> None:
    hazard = submitted(date(2026, 12, 30))
    person = watcher(hazard)
    eve = datetime(2027, 1, 3, 10, tzinfo=CHINA)
    mine = Notification.objects.of_user(person.user_id).filter(case_id=hazard.pk).order_by("id")

    remind(at=eve)
    set_working_day(actor=system_actor(), day=date(2027, 1, 4), is_working=False, reason="国办通知", at=eve)
    recompute(at=eve)
    remind(at=eve + timedelta(minutes=5))
    assert [n.topic for n in mine] == ["due_soon", "workflow.due_moved"]

    remind(at=datetime(2027, 1, 5, 0, 1, tzinfo=CHINA))
    assert len(mine.all()) == 2
    remind(at=datetime(2027, 1, 6, 0, 1, tzinfo=CHINA))
    assert [n.topic for n in mine.all()] == ["due_soon", "workflow.due_moved", "overdue"]


def test_what_was_decided_meanwhile_or_by_hand_or_closed_is_left_alone() -> None:
    site = make_site()
    hazard = items(issued(site, finding(deadline_on=date(2027, 1, 4))))[0]
    closed = submitted(date(2026, 12, 30))
    fire(
        HAZARD_FLOW,
        closed.pk,
        "close",
        actor=system_actor(),
        at=AT,
        rechecked_by="林一",
        conclusion="合格",
        recheck_photos=[],
    )
    again = submitted(date(2026, 12, 30))
    fire(HAZARD_FLOW, again.pk, "return", actor=system_actor(), at=AT, rechecked_by="林一", reason="不合格",
         deadline_on=date(2027, 1, 4), recheck_photos=[])  # fmt: skip

    set_working_day(actor=system_actor(), day=date(2027, 1, 4), is_working=False, reason="国办通知", at=AT)
    assert recompute(at=AT) == 0
    for row in (hazard, again):
        row.refresh_from_db()
        assert row.due_at == end_of_day(date(2027, 1, 4))
        assert row.due_rule == {"by": "day", "day": "2027-01-04"}
    closed.refresh_from_db()
    assert (closed.due_at, closed.due_rule) == (None, None)


RULES = st.lists(
    st.tuples(st.dates(date(2026, 11, 1), date(2028, 2, 29)), st.integers(-25, 40)), min_size=1, max_size=12
)
CHANGES = st.dictionaries(st.dates(date(2026, 12, 20), date(2028, 4, 10)), st.booleans(), min_size=1, max_size=8)


@FEW
@given(RULES, st.lists(CHANGES, min_size=1, max_size=3))
def test_computing_again_is_computing_afresh(rules: list[tuple[date, int]], rounds: list[dict[date, bool]]) -> None:
    """Whatever is changed, in however many rounds: unsure deadlines end as if set today, sure ones where they were."""
    with taken_back():
        model = submitted(date(2026, 12, 30))
        copies_of(model, len(rules))
        cases = {pk: rule for pk, rule in zip(_copied(), rules, strict=True)}
        expected = {pk: _begin(pk, *rule) for pk, rule in cases.items()}
        for changes in rounds:
            for day, works in changes.items():
                set_both(day, works)
            recompute(at=AT)
            for pk, (start, n) in cases.items():
                if expected[pk][1]:
                    expected[pk] = (counted(start, n), count_working_days(start, n).provisional)
                case = Hazard.objects.get(pk=pk)
                assert case.due_rule is not None
                assert (case.due_at, case.due_rule["provisional"]) == (end_of_day(expected[pk][0]), expected[pk][1])
                assert {t.due_at for t in Todo.objects.open().filter(case_id=pk)} == {case.due_at}
                moves = ClockChange.objects.filter(case_id=pk).order_by("id")
                assert [c.new_due for c in moves][-1:] in ([], [case.due_at])


def _copied() -> list[UUID]:
    return list(Hazard.objects.filter(title__startswith="第 ").order_by("title").values_list("pk", flat=True))


def _begin(pk: UUID, start: date, n: int) -> tuple[date, bool]:
    """Into the clock of that rule, as the engine would have set it."""
    found = count_working_days(start, n)
    rule: dict[str, Any] = {"by": "working_days", "from": start.isoformat(), "n": n, "provisional": found.provisional}
    with connection.cursor() as cursor:
        cursor.execute(
            "update hazards_hazard set due_at = %s, due_rule = %s::jsonb where id = %s",
            [end_of_day(found.day), json.dumps(rule), pk],
        )
        cursor.execute("update workflow_todo set due_at = %s where case_id = %s", [end_of_day(found.day), pk])
    assert found.day == counted(start, n)
    return found.day, found.provisional


def test_hours_and_calendar_days_and_chosen_days_say_what_they_rest_on() -> None:
    hazard = Hazard(place="35.3501.350102.")
    at = datetime(2028, 2, 28, 22, 30, tzinfo=CHINA)
    assert deadline_of(hours("hazards.serving_hours"), hazard, at, {})[0] == at + timedelta(
        hours=_value("hazards.serving_hours")
    )
    due, rule = deadline_of(calendar_days("hazards.default_general_days"), hazard, at, {})
    assert (due, rule) == (
        end_of_day(date(2028, 3, 6)), {"by": "days", "from": "2028-02-28", "n": 7, "parameter": "hazards.default_general_days"},
    )  # fmt: skip
    day = deadline_of(on_day("until"), hazard, at, {"until": date(2028, 2, 29)})
    assert day == (end_of_day(date(2028, 2, 29)), {"by": "day", "day": "2028-02-29"})


def _value(key: str) -> int:
    return int(value_of(key, path="35.3501.350102.", on=date(2028, 2, 28)))
