"""The worker process of ``up``: runs jobs, and beside them the threads that read the outbox and send notifications."""

import asyncio
import os
from typing import Any

from zhiben.kernel.base.launcher.identity import stop_when_orphaned
from zhiben.kernel.base.launcher.supervisor import announced_parent

CONCURRENCY = 2
HEARTBEAT_SECONDS = 10.0


def main() -> None:
    if parent := announced_parent():
        stop_when_orphaned(parent)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiben.conf.settings")
    import django

    django.setup()
    from zhiben.kernel.jobs.beside import all_beside
    from zhiben.kernel.jobs.reading import EventReader

    beside = [EventReader(), *all_beside()]
    for one in beside:
        one.start()
    try:
        asyncio.run(run_jobs())
    finally:
        for one in beside:
            one.stop()


async def run_jobs(*, wait: bool = True, **options: Any) -> None:
    """Until asked to stop; with ``wait=False`` until no job is left."""
    from procrastinate import PsycopgConnector
    from procrastinate.contrib.django import DjangoApp, app
    from procrastinate.contrib.django.utils import connector_params

    # The queue's own connections must not work as the owner of the tables either.
    parameters = {**connector_params(), "options": "-c role=zhiben_app"}
    working = DjangoApp(connector=PsycopgConnector(kwargs=parameters, min_size=1, max_size=4))
    # The tasks stay bound to Django's connection: a job that puts off another does so in its own transaction.
    working.tasks, working.periodic_registry = app.tasks, app.periodic_registry
    async with working.open_async():
        await working.run_worker_async(
            wait=wait, concurrency=CONCURRENCY, listen_notify=wait, shutdown_graceful_timeout=6.0,
            update_heartbeat_interval=HEARTBEAT_SECONDS, **options,
        )  # fmt: skip
