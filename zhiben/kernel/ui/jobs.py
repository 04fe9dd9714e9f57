"""Exports of lists that no request can wait for."""

from uuid import UUID

from zhiben.kernel.base.clock import now
from zhiben.kernel.jobs.tasks import task
from zhiben.kernel.ui.lists.later import forget_exports, run_export


@task(name="lists.export", retry=False)
def export(export_id: str) -> None:
    run_export(UUID(export_id))


@task(name="lists.forget_exports", schedule="41 3 * * *")
def forget() -> None:
    forget_exports(at=now())
