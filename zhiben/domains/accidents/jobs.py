"""What must be traced is found by itself."""

from zhiben.domains.accidents.services.opening import open_due_traces
from zhiben.kernel.base.clock import now
from zhiben.kernel.jobs.tasks import task


@task(name="accidents.trace", schedule="*/10 * * * *")
def find_what_must_be_traced() -> None:
    """Every ten minutes; what was found before is left alone."""
    open_due_traces(at=now())
