"""Periodic work of 挂牌督办."""

from zhiben.domains.listings.services.progress import open_due_progress
from zhiben.kernel.base.clock import now
from zhiben.kernel.jobs.tasks import task


@task(name="listings.progress", schedule="12 0 * * *")
def ask_for_progress() -> None:
    """Every night: whoever governs is asked for the progress of the period that begins. Safe to run twice."""
    open_due_progress(at=now())
