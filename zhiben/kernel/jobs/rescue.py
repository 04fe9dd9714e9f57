"""Jobs whose worker was killed: the queue itself never runs them again, so this does."""

from collections.abc import Iterable
from typing import Final

from asgiref.sync import async_to_sync
from procrastinate.contrib.django import app
from procrastinate.jobs import Job, Status

SILENT_SECONDS: Final = 30.0  # three missed heartbeats
MOST_ATTEMPTS: Final = 5  # a job that takes its worker down with it must not do so for ever


def rescue_stalled_jobs() -> int:
    """Put back what is marked as running although its worker is silent; returns how many. Safe to run twice."""
    stalled: Iterable[Job] = async_to_sync(app.job_manager.get_stalled_jobs)(seconds_since_heartbeat=SILENT_SECONDS)
    rescued = 0
    for job in stalled:
        if job.attempts >= MOST_ATTEMPTS:
            async_to_sync(app.job_manager.finish_job)(job, status=Status.FAILED, delete_job=False)
        else:
            async_to_sync(app.job_manager.retry_job)(job)
            rescued += 1
    return rescued
