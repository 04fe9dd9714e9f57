"""The kernel's own periodic work."""

from asgiref.sync import async_to_sync
from procrastinate.contrib.django import app

from zhiben.kernel.audit.seals import seal_acts
from zhiben.kernel.base.clock import now
from zhiben.kernel.events.reader import retry_failed
from zhiben.kernel.evidence.shots import forget_shots
from zhiben.kernel.evidence.sweep import sweep_orphans
from zhiben.kernel.jobs.rescue import rescue_stalled_jobs
from zhiben.kernel.jobs.tasks import task

KEEP_HOURS = 24 * 7


@task(name="jobs.rescue", schedule="* * * * *")
def rescue() -> None:
    rescue_stalled_jobs()


@task(name="audit.seal", schedule="* * * * * */30")
def seal() -> None:
    """Twice a minute, so that no act stays unsealed for more than one."""
    while seal_acts(at=now()):
        pass


@task(name="events.retry", schedule="*/5 * * * *")
def retry_events() -> None:
    retry_failed()


@task(name="evidence.sweep", schedule="29 3 * * *")
def sweep() -> None:
    """Files of uploads that never came to a row; codes long past their time."""
    sweep_orphans(at=now())
    forget_shots(at=now())


@task(name="jobs.tidy", schedule="17 3 * * *")
def tidy() -> None:
    """Finished jobs are kept for a week, failed ones until somebody has looked at them."""
    async_to_sync(app.job_manager.delete_old_jobs)(nb_hours=KEEP_HOURS)
