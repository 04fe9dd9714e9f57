"""The sweep over many cases: once for each person, case and step, whoever sweeps, however often, wherever it is cut off."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Final

import pytest
from django.db import connection, transaction
from django.utils.timezone import localtime

from zhiben.domains.hazards.models import Hazard
from zhiben.domains.hazards.tests.crowds import copies_of
from zhiben.domains.hazards.tests.factories import Site, finding, issued, items, make_site, site_account
from zhiben.domains.hazards.workflow import HAZARD_FLOW
from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.access.terms import Role
from zhiben.kernel.base.clock import now
from zhiben.kernel.notifications.models import Notification
from zhiben.kernel.parameters.services import set_parameter
from zhiben.kernel.parameters.terms import Mark
from zhiben.kernel.workflow import reminders
from zhiben.kernel.workflow.engine import fire
from zhiben.kernel.workflow.models import Todo, Urge
from zhiben.kernel.workflow.reminders import remind
from zhiben.kernel.workflow.terms import Told

CASES: Final = 3_000
TOPICS: Final = ("due_soon", "overdue", "urge")


def crowd(count: int, due: datetime) -> tuple[Site, list[str]]:
    """A site with two people and many hazards whose deadlines lie an hour apart, the first at ``due``."""
    site = make_site()
    people = [
        site_account("吴大山", Role.SITE_MANAGER, site.project),
        site_account("周六", Role.SAFETY_OFFICER, site.project),
    ]
    hazard = items(issued(site, finding()))[0]
    with connection.cursor() as cursor:
        cursor.execute("update hazards_hazard set notice_id = null, state = 'CONFIRMED' where id = %s", [hazard.pk])
    fire(HAZARD_FLOW, hazard.pk, "order", actor=site.inspector, at=now(), deadline_on=hazard.deadline_on,
         responsible_person="吴大山", measure="恢复")  # fmt: skip
    copies_of(hazard, count, due_at=f"timestamptz '{due.isoformat()}' + make_interval(secs => g)")
    return site, [str(p.user_id) for p in people]


def told() -> Counter[tuple[str, str, str]]:
    """How often each person heard of each case and topic. In a transaction: outside of one nobody sees any case."""
    with transaction.atomic():
        return _told()


def _told() -> Counter[tuple[str, str, str]]:
    crowded = set(Hazard.objects.filter(title__startswith="第 ").values_list("pk", flat=True))
    rows = Notification.objects.filter(topic__in=TOPICS).values_list("user_id", "case_id", "topic")
    return Counter((str(user), str(case), topic) for user, case, topic in rows if case in crowded)


def sweep(at: datetime) -> int:
    """As a worker does: its own connection, outside any transaction."""
    try:
        with acting_as(system_actor()):
            return remind(at=at)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_tell_everybody_exactly_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders, "BATCH", 400)
    begun = now()
    with transaction.atomic():
        _, people = crowd(CASES, begun - timedelta(days=1, hours=8))
    start = Barrier(4)

    def worker(_: int) -> int:
        start.wait(30)
        return sweep(begun)

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(worker, range(4)))

    heard = told()
    assert set(heard.values()) == {1}
    assert Counter((user, topic) for user, _, topic in heard) == {
        (user, topic): CASES for user in people for topic in ("overdue", "urge")
    }
    assert sum(done) >= len(heard)
    assert sum(number > 0 for number in done) > 1
    assert Urge.objects.filter(case_id__in={case for _, case, _ in heard}, nth=1, reached=2).count() == CASES
    assert sweep(begun) == 0


@pytest.mark.django_db(transaction=True)
def test_a_sweep_that_dies_in_the_middle_is_taken_up_where_it_fell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders, "BATCH", 300)
    at = now()
    with transaction.atomic():
        _, people = crowd(CASES, at - timedelta(hours=2))
    real, heard_by = reminders._tell, [0]

    def dies(*given: object) -> int:
        """Between telling and committing the connection is gone, as when a server is killed."""
        done = real(*given)  # type: ignore[arg-type]
        heard_by[0] += done
        if heard_by[0] > CASES:
            connection.connection.close()
        return done

    monkeypatch.setattr(reminders, "_tell", dies)
    with pytest.raises(Exception, match=r"closed|terminated"):
        sweep(at)
    half = len(told())
    assert 0 < half < 2 * CASES

    monkeypatch.setattr(reminders, "_tell", real)
    sweep(at)
    heard = told()
    assert set(heard.values()) == {1}
    assert Counter((user, topic) for user, _, topic in heard) == {(user, "overdue"): CASES for user in people}


@pytest.mark.django_db
def test_stages_of_one_case_and_their_counts() -> None:
    _, (manager, _) = crowd(1, now() + timedelta(days=5))
    case = Hazard.objects.get(title="第 1 件")
    assert case.due_at
    day = localtime(case.due_at).replace(hour=9)

    heard: list[tuple[int, str, str]] = []
    for days in range(-4, 12):
        remind(at=day + timedelta(days=days, minutes=1))
        found = Notification.objects.filter(user_id=manager, case_id=case.pk).order_by("created_at", "id")
        heard += [(days, n.topic, n.body) for n in found[len(heard) :]]

    stages = [(days, topic) for days, topic, _ in heard]
    assert [topic for _, topic in stages] == ["due_soon", "overdue", "urge", "urge", "urge"]
    assert [days for days, topic in stages if topic == "urge"] == [1, 3, 7]
    assert heard[-1][2].endswith("已逾期 7 天，第 3 次催办。")
    assert list(Urge.objects.filter(case_id=case.pk).order_by("nth").values_list("nth", "step", "days_overdue", "reached")) == [
        (1, 1, 1, 2), (2, 3, 3, 2), (3, 7, 7, 2),
    ]  # fmt: skip


@pytest.mark.django_db
def test_after_a_standstill_only_the_highest_step_is_urged_and_what_is_old_stays_quiet() -> None:
    at = now()
    crowd(1, at)
    case = Hazard.objects.get(title="第 1 件")
    remind(at=at + timedelta(days=4))
    assert list(Urge.objects.filter(case_id=case.pk).values_list("nth", "step")) == [(1, 3)]
    remind(at=at + timedelta(days=60))
    assert Urge.objects.filter(case_id=case.pk).count() == 1


@pytest.mark.django_db
def test_places_differ_in_when_they_remind_and_urge() -> None:
    at = now()
    site, _ = crowd(1, at + timedelta(days=9))
    case = Hazard.objects.get(title="第 1 件")
    for key, value in (("hazards.due_soon_days", 10), ("hazards.urge_days", [2])):
        set_parameter(actor=system_actor(), key=key, division_code="350102", path=site.agency.path, value=value,
                      valid_from=at.date(), source="区里要求", mark=Mark.OWN, at=at)  # fmt: skip
    topics = (
        Notification.objects.filter(case_id=case.pk)
        .order_by("created_at", "id")
        .values_list("topic", flat=True)
        .distinct()
    )
    remind(at=at)
    assert set(topics) == {"due_soon"}
    assert case.due_at
    for days in (1, 2, 3, 4):
        remind(at=case.due_at + timedelta(days=days, hours=10))
    assert list(Urge.objects.filter(case_id=case.pk).values_list("step", flat=True)) == [2]


@pytest.mark.django_db
def test_a_later_deadline_is_told_anew_and_being_overdue_with_a_major_hazard_is_statutory() -> None:
    at = now() + timedelta(days=5)
    crowd(2, at)
    plain, major = Hazard.objects.filter(title__startswith="第 ").order_by("title")
    with connection.cursor() as cursor:
        cursor.execute("update hazards_hazard set level = 'MAJOR' where id = %s", [major.pk])
    remind(at=at - timedelta(days=1))
    remind(at=at + timedelta(hours=1))
    said = Notification.objects.filter(case_id__in=[plain.pk, major.pk]).values_list("case_id", "topic", "statutory")
    assert set(said) == {
        (plain.pk, "due_soon", False), (plain.pk, "overdue", False),
        (major.pk, "due_soon", False), (major.pk, "overdue", True),
    }  # fmt: skip
    assert set(Todo.objects.open().filter(case_id=plain.pk).values_list("told", flat=True)) == {Told.OVERDUE}
    later = (at + timedelta(days=20)).date()
    fire(HAZARD_FLOW, plain.pk, "extend", actor=system_actor(), at=at, deadline_on=later, reason="雨季")
    assert set(Todo.objects.open().filter(case_id=plain.pk).values_list("told", flat=True)) == {Told.NOTHING}
    assert remind(at=at + timedelta(days=19)) == 2
