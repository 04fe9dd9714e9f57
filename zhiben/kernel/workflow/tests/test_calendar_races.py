"""The calendar changes while people work: nobody's deadline is forgotten, and nobody's work is overwritten."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Event
from typing import Any, Final

import pytest
from django.db import connection, transaction

from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.workflow import HAZARD_FLOW
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.base.clock import CHINA, end_of_day, now
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.parameters.calendar import set_working_day
from zhiben.kernel.workflow.deadlines import recompute
from zhiben.kernel.workflow.engine import fire
from zhiben.kernel.workflow.models import ClockChange, Recomputation
from zhiben.kernel.workflow.tests.test_deadlines import submitted
from zhiben.kernel.workflow.tests.test_sweep import crowd
from zhiben.portals.console.jobs import remind_of_deadlines

pytestmark = pytest.mark.django_db(transaction=True)
AT: Final = datetime(2026, 11, 23, 10, tzinfo=CHINA)
NEW_DAY: Final = date(2027, 1, 4)


def apart(act: Callable[[], Any]) -> Any:
    """In a connection of its own."""
    try:
        with acting_as(system_actor()):
            return act()
    finally:
        connection.close()


def holiday() -> None:
    set_working_day(actor=system_actor(), day=NEW_DAY, is_working=False, reason="国办通知", at=AT)


def due_of(hazard: Hazard) -> datetime | None:
    with transaction.atomic():
        return Hazard.objects.get(pk=hazard.pk).due_at


def test_a_case_somebody_holds_is_done_by_the_next_run() -> None:
    with transaction.atomic():
        held, free = submitted(date(2026, 12, 30)), submitted(date(2026, 12, 30))
    holiday()
    begun, done = Event(), Event()

    def work() -> None:
        with transaction.atomic():
            Hazard.objects.select_for_update().get(pk=held.pk)
            begun.set()
            done.wait(30)

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(apart, work)
        assert begun.wait(30)
        assert recompute(at=AT) == 1
        assert not Recomputation.objects.exists()
        done.set()
        other.result(30)

    assert (due_of(held), due_of(free)) == (end_of_day(NEW_DAY), end_of_day(date(2027, 1, 5)))
    assert recompute(at=AT) == 1
    assert recompute(at=AT) == 0
    assert due_of(held) == end_of_day(date(2027, 1, 5))
    assert Recomputation.objects.count() == 1
    assert ClockChange.objects.count() == 2


def test_who_counted_by_the_old_calendar_is_found_when_it_changes_at_that_moment() -> None:
    with transaction.atomic():
        hazard = submitted(date(2026, 12, 20))
        fire(HAZARD_FLOW, hazard.pk, "return", actor=system_actor(), at=AT, rechecked_by="林一", reason="不合格",
             deadline_on=date(2027, 1, 20), recheck_photos=[])  # fmt: skip
    counted, may_end = Event(), Event()

    def hand_in() -> None:
        with transaction.atomic():
            fire(HAZARD_FLOW, hazard.pk, "submit", actor=system_actor(), at=datetime(2026, 12, 30, 9, tzinfo=CHINA),
                 result="已改", after_photos=["x"])  # fmt: skip
            counted.set()
            may_end.wait(30)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(apart, hand_in)
        assert counted.wait(30)
        second = pool.submit(apart, holiday)
        with pytest.raises(TimeoutError):
            second.result(0.5)
        may_end.set()
        first.result(30)
        second.result(30)

    assert due_of(hazard) == end_of_day(NEW_DAY)
    assert recompute(at=AT) == 1
    assert due_of(hazard) == end_of_day(date(2027, 1, 5))


def test_four_runs_at_once_move_each_deadline_once() -> None:
    with transaction.atomic():
        hazards = [submitted(date(2026, 12, 30)) for _ in range(3)]
    holiday()
    with ThreadPoolExecutor(4) as pool:
        moved = list(pool.map(lambda _: apart(lambda: recompute(at=AT)), range(4)))
    recompute(at=AT)
    assert sum(moved) == 3
    assert ClockChange.objects.count() == 3
    assert {due_of(h) for h in hazards} == {end_of_day(date(2027, 1, 5))}


def test_the_job_tells_as_a_worker_runs_it() -> None:
    """Outside any transaction of its own, where row-level security would show it nothing."""
    with transaction.atomic():
        _, people = crowd(1, now() - timedelta(hours=1))
    assert len(people) == 2
    remind_of_deadlines()
    told = Notification.objects.filter(topic="overdue")
    assert {str(n.user_id) for n in told} == set(people)
    remind_of_deadlines()
    assert told.count() == 2
