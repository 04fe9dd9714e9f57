"""Deadlines make themselves heard, and what lapses goes back to the pool."""

from zhiben.kernel.base.clock import now
from zhiben.kernel.jobs.tasks import task
from zhiben.kernel.workflow.assigning import release_unheld
from zhiben.kernel.workflow.deadlines import recompute
from zhiben.kernel.workflow.reminders import remind


@task(name="workflow.remind", schedule="*/5 * * * *")
def remind_of_deadlines() -> None:
    """Every five minutes: a sweep that finds nothing new costs milliseconds (docs/measured/sweep.md)."""
    at = now()
    recompute(at=at)
    remind(at=at)


@task(name="workflow.release", schedule="*/10 * * * *")
def release_lapsed_assignments() -> None:
    """A loan ends by itself: what its holder had in hand goes back to the pool."""
    release_unheld(at=now())
