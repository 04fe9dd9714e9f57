"""How often the public checks, counted from the access log."""

from datetime import timedelta

from zhiben.domains.certificates.public import keep_public_checks
from zhiben.kernel.base.clock import today
from zhiben.kernel.jobs.tasks import task
from zhiben.portals.public_site.visits import counts_of


@task(name="public_site.count_checks", schedule="7 * * * *")
def count_checks() -> None:
    """Every hour: today's lines, and yesterday's once more for what came after the last count of that day."""
    for day in (today() - timedelta(days=1), today()):
        if shown := counts_of(day):
            keep_public_checks(day=day, shown=shown)
