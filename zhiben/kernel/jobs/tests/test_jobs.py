"""Jobs run as the system under the application's role, and one whose worker was killed is run again."""

import asyncio
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from zhiben.kernel.access.actors import NOBODY
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.jobs.rescue import MOST_ATTEMPTS, rescue_stalled_jobs
from zhiben.kernel.jobs.tasks import task
from zhiben.kernel.jobs.worker import run_jobs

seen: list[tuple[str, str]] = []


@task(name="test.look")
def look(word: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select current_user, current_setting('zhiben.hi', true)")
        role, highest = cursor.fetchone()
    seen.append((word, f"{role} {highest}"))


@pytest.fixture(autouse=True)
def _nothing_seen() -> Iterator[None]:
    seen.clear()
    yield
    seen.clear()


def work_until_done() -> None:
    asyncio.run(run_jobs(wait=False, install_signal_handlers=False))


@pytest.mark.django_db(transaction=True)
def test_a_job_works_as_the_application_and_acts_as_the_system() -> None:
    with acting_as(NOBODY):
        look.defer(word="甲")
    work_until_done()
    assert seen == [("甲", "zhiben_app :")]
    assert ProcrastinateJob.objects.get(task_name="test.look").status == "succeeded"


@pytest.mark.django_db(transaction=True)
def test_a_job_put_off_in_a_transaction_that_fails_never_was() -> None:
    transaction.set_autocommit(False)
    look.defer(word="乙")
    transaction.rollback()
    transaction.set_autocommit(True)
    work_until_done()
    assert seen == []
    assert not ProcrastinateJob.objects.filter(task_name="test.look").exists()


def _leave_as_a_killed_worker_does(attempts: int = 0) -> None:
    """Taken by a worker whose last sign of life is old."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_workers (last_heartbeat) values (now() - interval '2 minutes') returning id"
        )
        worker = cursor.fetchone()[0]
        cursor.execute(
            "update procrastinate_jobs set status = 'doing', worker_id = %s, attempts = %s", [worker, attempts]
        )


@pytest.mark.django_db(transaction=True)
def test_the_job_of_a_killed_worker_is_run_again() -> None:
    look.defer(word="丙")
    _leave_as_a_killed_worker_does()
    work_until_done()
    assert seen == []
    assert rescue_stalled_jobs() == 1
    assert rescue_stalled_jobs() == 0
    work_until_done()
    assert [word for word, _ in seen] == ["丙"]


@pytest.mark.django_db(transaction=True)
def test_the_rescue_itself_runs_as_a_job() -> None:
    look.defer(word="丁")
    _leave_as_a_killed_worker_does()
    app.tasks["jobs.rescue"].defer(timestamp=0)
    work_until_done()
    work_until_done()
    assert [word for word, _ in seen] == ["丁"]


@pytest.mark.django_db(transaction=True)
def test_a_job_that_keeps_killing_its_worker_is_given_up() -> None:
    look.defer(word="戊")
    _leave_as_a_killed_worker_does(attempts=MOST_ATTEMPTS)
    assert rescue_stalled_jobs() == 0
    assert ProcrastinateJob.objects.get(task_name="test.look").status == "failed"


def test_what_the_platform_must_do_by_itself_is_scheduled() -> None:
    scheduled = {periodic.task.name: periodic.cron for periodic in app.periodic_registry.periodic_tasks.values()}
    assert scheduled.keys() >= {"jobs.rescue", "audit.seal", "events.retry", "jobs.tidy"}
