"""Every night all rules are asked about everything; old runs are forgotten."""

from datetime import timedelta
from typing import Final

from zhiben.kernel.base.clock import now
from zhiben.kernel.jobs.tasks import task
from zhiben.kernel.rules.engine import run_rules
from zhiben.kernel.rules.models import RuleRun

KEEP_DAYS: Final = 92


@task(name="rules.nightly", schedule="40 1 * * *")
def nightly() -> None:
    run_rules(at=now())
    RuleRun.objects.filter(at__lt=now() - timedelta(days=KEEP_DAYS)).delete()
