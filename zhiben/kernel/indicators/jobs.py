"""Every night: keep what the indicators were at the end of yesterday."""

from datetime import timedelta

from zhiben.kernel.base.clock import now, today
from zhiben.kernel.indicators.snapshots import take_snapshots
from zhiben.kernel.jobs.tasks import task


@task(name="indicators.snapshot", schedule="20 0 * * *")
def snapshot_yesterday() -> None:
    take_snapshots(on=today() - timedelta(days=1), at=now())
