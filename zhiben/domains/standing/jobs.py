"""Every night work on findings is brought to where they are, after the rules have been asked."""

from zhiben.domains.standing.services import settle_tasks
from zhiben.kernel.base.clock import now
from zhiben.kernel.jobs.tasks import task
from zhiben.kernel.rules.declarations import rules


@task(name="standing.settle_tasks", schedule="20 2 * * *")
def settle() -> None:
    for one in rules():
        settle_tasks(rule=one.code, at=now())
