"""Climbing goes on by itself."""

from zhiben.domains.ladder.services.climbing import climb
from zhiben.kernel.base.clock import now
from zhiben.kernel.jobs.tasks import task


@task(name="ladder.climb", schedule="*/10 * * * *")
def climb_the_ladder() -> None:
    """Every ten minutes; what was reached before is left alone."""
    climb(now())
