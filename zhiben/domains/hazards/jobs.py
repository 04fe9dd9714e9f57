"""What happens with time alone."""

from zhiben.domains.hazards.services.sweeping import ask_for_signatures
from zhiben.kernel.base.clock import now
from zhiben.kernel.jobs.tasks import task


@task(name="hazards.unsigned", schedule="* * * * *")
def ask_officers() -> None:
    ask_for_signatures(at=now())
