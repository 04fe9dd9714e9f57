"""Reports are opened by themselves."""

from zhiben.domains.campaigns.services.opening import open_due_reports
from zhiben.kernel.base.clock import now
from zhiben.kernel.jobs.tasks import task


@task(name="campaigns.reports", schedule="7 * * * *")
def open_reports() -> None:
    """Every hour; on most days there is nothing to open."""
    open_due_reports(at=now())
