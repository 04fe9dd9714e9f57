"""Housekeeping of the interface."""

from zhiben.kernel.api.idempotency import purge_keys
from zhiben.kernel.api.throttle import purge_counts
from zhiben.kernel.base.clock import now
from zhiben.kernel.jobs.tasks import task


@task(name="api.purge", schedule="41 3 * * *")
def purge() -> None:
    """Answers older than 90 days, and failures nobody counts any more."""
    purge_keys(at=now())
    purge_counts(at=now())
