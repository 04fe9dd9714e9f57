"""Large imports run as jobs; what a dead process left half way is taken up again."""

from typing import Final
from uuid import UUID

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.base.clock import now
from zhiben.kernel.jobs.tasks import task
from zhiben.kernel.papers.importing import check_import, resume_imports, try_import

AT_ONCE: Final = 1_500_000  # bytes: up to here a file is checked and written while the page waits


@task(name="papers.check", retry=False)
def check(batch_id: str) -> None:
    check_import(actor=system_actor(), batch_id=UUID(batch_id), at=now())


@task(name="papers.import", retry=False)
def write(batch_id: str) -> None:
    try_import(batch_id=UUID(batch_id), at=now())


@task(name="papers.resume", schedule="* * * * *")
def resume() -> None:
    resume_imports(at=now())
